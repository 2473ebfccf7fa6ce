package dev.lockstep.api;

import dev.lockstep.core.Link;
import dev.lockstep.core.Side;
import dev.lockstep.engine.ByHand;
import dev.lockstep.engine.RecordJson;
import dev.lockstep.engine.Records;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What waits for a person to decide; each method is the step of one operation. */
@Component
final class ConflictCalls {

  private final ByHand byHand;
  private final Records records;
  private final TransactionTemplate transaction;

  ConflictCalls(JdbcClient jdbc, TransactionTemplate transaction) {
    this.byHand = new ByHand(jdbc);
    this.records = new Records(jdbc);
    this.transaction = transaction;
  }

  /** A page has the conflicts of so many records; a record can have several. */
  public Answer list(ApiRequest request) {
    String sync = request.text("sync");
    byHand.known(sync);
    List<Records.Found> page =
        records.page(
            sync, Link.State.CONFLICT, null, RecordCalls.place(request), request.limit() + 1);
    return Answer.page(
        request,
        page,
        record ->
            RecordJson.conflicts(record).stream()
                .map(conflict -> RecordCalls.linked(sync, record.key(), conflict))
                .toList(),
        RecordCalls::cursor);
  }

  public Answer resolve(ApiRequest request) {
    String sync = request.text("sync");
    String key = request.text("key");
    String all = request.said("side");
    Integer decided =
        transaction.execute(
            status ->
                all != null
                    ? byHand.resolve(sync, key, side(all), request.who())
                    : byHand.resolve(sync, key, sides(request), request.who()));
    return Answer.count(202, decided);
  }

  private static Map<String, Side> sides(ApiRequest request) {
    Map<String, Side> sides = new LinkedHashMap<>();
    request
        .body()
        .path("fields")
        .properties()
        .forEach(field -> sides.put(field.getKey(), side(field.getValue().asText())));
    return sides;
  }

  private static Side side(String word) {
    return word.equals("source") ? Side.SOURCE : Side.TARGET;
  }
}

package dev.lockstep.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.Link;
import dev.lockstep.engine.ByHand;
import dev.lockstep.engine.QueueJson;
import dev.lockstep.engine.RecordJson;
import dev.lockstep.engine.Records;
import dev.lockstep.history.HistoryFilter;
import dev.lockstep.history.Timeline;
import dev.lockstep.queue.QueueEntry;
import dev.lockstep.queue.QueueList;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Single records; each method is the step of one operation. */
@Component
final class RecordCalls {

  private final ByHand byHand;
  private final Records records;
  private final QueueList queue;
  private final Timeline timeline;
  private final TransactionTemplate transaction;

  RecordCalls(JdbcClient jdbc, TransactionTemplate transaction) {
    this.byHand = new ByHand(jdbc);
    this.records = new Records(jdbc);
    this.queue = new QueueList(jdbc);
    this.timeline = new Timeline(jdbc);
    this.transaction = transaction;
  }

  public Answer list(ApiRequest request) {
    String sync = request.text("sync");
    byHand.known(sync);
    List<Records.Found> page =
        records.page(
            sync,
            Words.of(Link.State.class, request.orNull("state")),
            request.orNull("account"),
            place(request),
            request.limit() + 1);
    return Answer.page(
        request,
        page,
        record -> List.of(linked(sync, record.key(), RecordJson.of(record))),
        RecordCalls::cursor);
  }

  public Answer get(ApiRequest request) {
    String sync = request.text("sync");
    byHand.known(sync);
    String key = byHand.key(sync, request.text("key"));
    List<Records.Found> lives = records.lives(sync, key);
    List<QueueEntry> queued = queue.ofRecord(sync, key);
    if (lives.isEmpty() && queued.isEmpty()) {
      throw ApiProblem.notFound("sync '%s' has no record with the key '%s'".formatted(sync, key));
    }
    ObjectNode json = Answer.JSON.createObjectNode().put("key", key);
    ArrayNode links = json.putArray("links");
    lives.forEach(life -> links.add(linked(sync, key, RecordJson.whole(life))));
    queued.stream().map(QueueJson::of).forEach(json.putArray("queue")::add);
    return Answer.ok(json);
  }

  public Answer history(ApiRequest request) {
    String sync = request.text("sync");
    byHand.known(sync);
    String key = byHand.key(sync, request.text("key"));
    Answer page = lines(timeline, request, HistoryFilter.ofRecord(sync, key));
    if (request.orNull("after") == null && page.shows() == 0) {
      byHand.known(sync, key);
    }
    return page;
  }

  /** A page of the history, the newest line first. */
  static Answer lines(Timeline timeline, ApiRequest request, HistoryFilter filter) {
    long before = request.afterNumber(Long.MAX_VALUE);
    List<JsonNode> page =
        timeline.json(filter, before, request.limit() + 1).stream().map(RecordCalls::read).toList();
    return Answer.page(request, page, List::of, line -> line.path("id").asText());
  }

  public Answer restore(ApiRequest request) {
    String at = request.said("at");
    Long version =
        transaction.execute(
            status ->
                byHand.restore(
                    request.text("sync"),
                    request.text("key"),
                    request.body().hasNonNull("version")
                        ? request.body().get("version").asLong()
                        : null,
                    at == null ? null : OffsetDateTime.parse(at).toInstant(),
                    request.who()));
    ObjectNode json = Answer.JSON.createObjectNode();
    if (version != null) {
      json.put("version", version);
    }
    return new Answer(202, json);
  }

  static ObjectNode linked(String sync, String key, ObjectNode json) {
    return json.put(
        "href",
        "%s/syncs/%s/records/%s"
            .formatted(Contract.BASE, PathText.encode(sync), PathText.encode(key)));
  }

  static String cursor(Records.Found record) {
    ArrayNode place =
        Answer.JSON.createArrayNode().add(record.key()).add(record.partition().account());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.toString().getBytes(StandardCharsets.UTF_8));
  }

  static Records.Place place(ApiRequest request) {
    String after = request.orNull("after");
    if (after == null) {
      return Records.Place.START;
    }
    try {
      JsonNode place = Answer.JSON.readTree(Base64.getUrlDecoder().decode(after));
      if (place != null && place.isArray() && place.size() == 2) {
        return new Records.Place(place.get(0).asText(), place.get(1).asText());
      }
    } catch (java.io.IOException | IllegalArgumentException e) {
      // Said below.
    }
    throw ApiProblem.badRequest("'%s' is not where a page ends".formatted(after));
  }

  private static JsonNode read(String json) {
    try {
      return Answer.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the history holds what is not JSON", e);
    }
  }
}

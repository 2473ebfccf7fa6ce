package dev.lockstep.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.engine.SpanRestore;
import dev.lockstep.engine.SpanRestore.Page;
import dev.lockstep.engine.SpanRestore.Wanted;
import dev.lockstep.engine.SpanRestoreTally;
import dev.lockstep.engine.SpanRestoreTree;
import dev.lockstep.history.HistoryEvent.Origin;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** All records of a span of time; each method is the step of one operation, and does one page. */
@Component
final class RestoreCalls {

  private final SpanRestore restore;
  private final TransactionTemplate transaction;

  RestoreCalls(JdbcClient jdbc, TransactionTemplate transaction) {
    this.restore = new SpanRestore(jdbc);
    this.transaction = transaction;
  }

  public Answer plan(ApiRequest request) {
    Instant since = request.time("since");
    if (since == null) {
      throw ApiProblem.badRequest("since: it is needed");
    }
    Wanted wanted =
        restore.wanted(
            request.text("sync"),
            since,
            request.time("until"),
            origin(request.orNull("by")),
            request.orNull("account"),
            request.isSet("changed_since_too"));
    Page page = restore.look(wanted, request.find("after").orElse(""), request.limit());
    ObjectNode json = json(wanted, page);
    if (page.last() != null) {
      json.put("next", request.with("until", wanted.span().until().toString()).next(page.last()));
    }
    return Answer.ok(json);
  }

  /** Asks for it, and does not wait: looking again tells which are as they were. */
  public Answer restore(ApiRequest request) {
    JsonNode body = request.body();
    Wanted wanted =
        restore.wanted(
            request.text("sync"),
            OffsetDateTime.parse(body.path("since").asText()).toInstant(),
            body.has("until")
                ? OffsetDateTime.parse(body.path("until").asText()).toInstant()
                : null,
            origin(request.said("by")),
            request.said("account"),
            body.path("changed_since_too").asBoolean());
    int limit = body.path("limit").asInt(100);
    Page page =
        transaction.execute(
            status -> restore.restore(wanted, body.path("after").asText(), limit, request.who()));
    ObjectNode json = json(wanted, page);
    if (page.last() != null) {
      ObjectNode next = json.putObject("next");
      next.setAll(Answer.JSON.<ObjectNode>valueToTree(SpanRestoreTree.of(wanted)));
      next.put("limit", limit).put("after", page.last());
    }
    return new Answer(202, json);
  }

  private static ObjectNode json(Wanted wanted, Page page) {
    ObjectNode json = Answer.JSON.createObjectNode();
    json.put("since", wanted.span().since().toString());
    json.put("until", wanted.span().until().toString());
    ArrayNode items = json.putArray("items");
    SpanRestoreTally tally = new SpanRestoreTally();
    page.records()
        .forEach(
            planned -> {
              tally.add(planned);
              items.add(
                  RecordCalls.linked(
                      wanted.span().sync(),
                      planned.key(),
                      Answer.JSON.valueToTree(SpanRestoreTree.of(planned))));
            });
    json.set("counts", Answer.JSON.valueToTree(tally.tree()));
    return json;
  }

  private static @Nullable Origin origin(@Nullable String word) {
    return "source".equals(word) ? Origin.POSTGRES : Words.of(Origin.class, word);
  }
}

package dev.lockstep.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.SyncDefinition.Recipient;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lines of the history to and from rows of {@code sync_audit}. */
final class HistoryRow {

  private static final ObjectMapper JSON = FieldsJson.mapper();
  private static final String DONE = "done";
  private static final TypeReference<Map<String, Object>> CAUSED_BY = new TypeReference<>() {};

  private HistoryRow() {}

  /** All lines as one JSON array, an object for each with the columns as its keys. */
  static String write(Collection<? extends HistoryEvent> events) {
    ArrayNode rows = JSON.createArrayNode();
    events.forEach(event -> rows.add(write(event)));
    return rows.toString();
  }

  private static ObjectNode write(HistoryEvent event) {
    ObjectNode row = JSON.createObjectNode();
    switch (event) {
      case HistoryEvent.Change change -> {
        row.put("kind", "change");
        put(row, change.partition());
        row.put("key", FieldsJson.text(change.key()));
        row.put("side", word(change.side()));
        row.put("action", word(change.action()));
        row.put("cause", word(change.cause()));
        row.put("origin", word(change.origin()));
        row.put("remote_id", change.remoteId());
        row.set("before", FieldsJson.write(change.before()));
        row.set("after", FieldsJson.write(change.after()));
        if (!change.lost().isEmpty()) {
          row.set("lost", FieldsJson.write(change.lost()));
        }
        row.put("method", change.trail().method());
        Duration took = change.trail().took();
        if (took != null) {
          row.put("duration_ms", took.toMillis());
        }
        put(row, change.trail());
      }
      case HistoryEvent.Attempt attempt -> {
        row.put("kind", "attempt");
        put(row, attempt.partition());
        row.put("key", attempt.key());
        row.put("method", attempt.method());
        if (attempt.records() > 0) {
          row.putObject("detail").put("records", attempt.records());
        }
        put(row, attempt.took(), attempt.failure());
        put(row, attempt.trail());
      }
      case HistoryEvent.Pass pass -> {
        row.put("kind", "pass");
        put(row, pass.partition());
        row.put("method", word(pass.run()));
        row.set("detail", JSON.valueToTree(pass.counts()));
        put(row, pass.took(), pass.failure());
        put(row, pass.trail());
      }
      case HistoryEvent.Notice notice -> {
        row.put("kind", "notice");
        row.put("sync", notice.sync());
        row.put("account", notice.account());
        row.put("calendar", notice.calendar());
        row.put("key", notice.key());
        row.put("method", notice.kind().word());
        row.put("message", FieldsJson.text(notice.message()));
        ObjectNode detail = row.putObject("detail").put("count", notice.count());
        ObjectNode values = detail.putObject("values");
        notice.values().forEach((side, fields) -> values.set(side, FieldsJson.write(fields)));
        row.put("recipients", words(notice.to()));
        put(row, notice.trail());
      }
    }
    return row;
  }

  static HistoryEntry read(ResultSet row) throws SQLException {
    HistoryEvent event =
        switch (row.getString("kind")) {
          case "change" ->
              new HistoryEvent.Change(
                  partition(row),
                  row.getString("key"),
                  constant(HistoryEvent.Side.class, row.getString("side")),
                  constant(HistoryEvent.Action.class, row.getString("action")),
                  constant(HistoryEvent.Cause.class, row.getString("cause")),
                  constant(HistoryEvent.Origin.class, row.getString("origin")),
                  row.getString("remote_id"),
                  fields(row.getString("before")),
                  fields(row.getString("after")),
                  fields(row.getString("lost")),
                  trail(row, true));
          case "attempt" ->
              new HistoryEvent.Attempt(
                  partition(row),
                  row.getString("key"),
                  row.getString("method"),
                  Duration.ofMillis(row.getLong("duration_ms")),
                  failure(row),
                  records(row.getString("detail")),
                  trail(row, false));
          case "pass" ->
              new HistoryEvent.Pass(
                  partition(row),
                  constant(HistoryEvent.Run.class, row.getString("method")),
                  counts(tree(row.getString("detail"))),
                  Duration.ofMillis(row.getLong("duration_ms")),
                  failure(row),
                  trail(row, false));
          case "notice" -> notice(row);
          default -> throw new IllegalStateException("history line of kind " + row.getString(1));
        };
    return new HistoryEntry(
        row.getLong("id"), row.getObject("at", OffsetDateTime.class).toInstant(), event);
  }

  private static HistoryEvent.Notice notice(ResultSet row) throws SQLException {
    JsonNode detail = tree(row.getString("detail"));
    Map<String, Fields> values = new LinkedHashMap<>();
    detail
        .path("values")
        .properties()
        .forEach(entry -> values.put(entry.getKey(), FieldsJson.read(entry.getValue())));
    return new HistoryEvent.Notice(
        NoticeKind.named(row.getString("method")),
        row.getString("sync"),
        row.getString("account"),
        row.getString("calendar"),
        row.getString("key"),
        row.getString("message"),
        detail.path("count").asLong(),
        values,
        recipients(row.getString("recipients")),
        trail(row, false));
  }

  private static long records(@Nullable String detail) {
    return detail == null ? 0 : tree(detail).path("records").asLong();
  }

  /**
   * @param carried whether the line's call and how long it took belong to it
   */
  private static Trail trail(ResultSet row, boolean carried) throws SQLException {
    String causedBy = row.getString("caused_by");
    Array calls = row.getArray("calls");
    long took = row.getLong("duration_ms");
    boolean isTimed = carried && !row.wasNull();
    return new Trail(
        row.getString("pass"),
        causedBy == null ? Map.of() : JSON.convertValue(tree(causedBy), CAUSED_BY),
        calls == null ? List.of() : List.of((String[]) calls.getArray()),
        carried ? row.getString("method") : null,
        isTimed ? Duration.ofMillis(took) : null);
  }

  private static void put(ObjectNode row, Trail trail) {
    row.put("pass", trail.pass());
    if (!trail.causedBy().isEmpty()) {
      row.set("caused_by", JSON.valueToTree(trail.causedBy()));
    }
    if (!trail.calls().isEmpty()) {
      row.set("calls", JSON.valueToTree(trail.calls()));
    }
  }

  /** Recipients in one fixed order, so that equal sets are equal words. */
  static String words(Set<Recipient> recipients) {
    Set<String> words = new TreeSet<>();
    recipients.forEach(recipient -> words.add(word(recipient)));
    return String.join(",", words);
  }

  private static Set<Recipient> recipients(String words) {
    Set<Recipient> recipients = EnumSet.noneOf(Recipient.class);
    if (!words.isEmpty()) {
      for (String word : words.split(",")) {
        recipients.add(constant(Recipient.class, word));
      }
    }
    return recipients;
  }

  private static void put(ObjectNode row, PartitionKey partition) {
    row.put("sync", partition.sync());
    row.put("account", partition.account());
    row.put("calendar", partition.calendar());
  }

  private static void put(ObjectNode row, Duration took, @Nullable Failure failure) {
    row.put("duration_ms", took.toMillis());
    if (failure == null) {
      row.put("outcome", DONE);
    } else {
      row.put("outcome", word(failure.kind()));
      row.put("scope", word(failure.scope()));
      row.put("reason", FieldsJson.text(failure.reason()));
      row.put("message", FieldsJson.text(failure.message()));
    }
  }

  private static PartitionKey partition(ResultSet row) throws SQLException {
    return new PartitionKey(
        row.getString("sync"), row.getString("account"), row.getString("calendar"));
  }

  private static @Nullable Failure failure(ResultSet row) throws SQLException {
    String outcome = row.getString("outcome");
    return outcome.equals(DONE)
        ? null
        : new Failure(
            constant(Failure.Kind.class, outcome),
            constant(Failure.Scope.class, row.getString("scope")),
            row.getString("reason"),
            row.getString("message"),
            null);
  }

  private static Fields fields(@Nullable String json) {
    return json == null ? Fields.EMPTY : FieldsJson.read(tree(json));
  }

  private static Map<String, Long> counts(JsonNode detail) {
    Map<String, Long> counts = new LinkedHashMap<>();
    detail.properties().forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
    return counts;
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the history holds what is not JSON: " + json, e);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }
}

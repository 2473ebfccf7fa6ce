package dev.lockstep.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Trigger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a pass works on something, as the history shows it. Pure. */
public final class CausedBy {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private static final String PERSON = "person";

  /** Whose wish comes before what else has happened. */
  private static final Set<String> BY_HAND =
      Set.of(PERSON, Trigger.By.REPLAY.name().toLowerCase(Locale.ROOT));

  /** In which the queue keeps who decided about what the brake held, beside why it was queued. */
  private static final String DECIDED_BY = "decided_by";

  private static final String DECIDED_AT = "decided_at";

  private CausedBy() {}

  /** What a pass is known by: its partition, its lease, and when in that it began. */
  public static String pass(Lease lease, Instant startedAt) {
    return "%d-%d-%s"
        .formatted(
            lease.partitionId(),
            lease.token(),
            Long.toString(startedAt.getEpochSecond() * 1_000_000 + startedAt.getNano() / 1000, 36));
  }

  /** Why a record is in the queue: what people did comes first, then the log, then passes. */
  public static Map<String, Object> item(Item item) {
    Map<String, Object> handedOn =
        item.causedBy() == null ? new LinkedHashMap<>() : read(item.causedBy());
    Map<String, Object> why = decision(item, handedOn);
    handedOn.remove(DECIDED_BY);
    handedOn.remove(DECIDED_AT);
    if (BY_HAND.contains(String.valueOf(handedOn.get("by")))) {
      handedOn.forEach(why::putIfAbsent);
    }
    if (item.changes() > 0) {
      why.putIfAbsent("by", "row");
      why.put("changes", item.changes());
      why.put("first", item.firstChangedAt().toString());
      why.put("last", item.changedAt().toString());
      if (item.origin() != null) {
        why.put("origin", item.origin());
      }
    } else if (!handedOn.isEmpty()) {
      handedOn.forEach(why::putIfAbsent);
    } else if (why.isEmpty()) {
      why.put("by", item.lane() == Lane.BACKFILL ? "reconcile" : "queue");
      why.put("at", item.changedAt().toString());
    }
    return why;
  }

  /** What a person decided about it, with who and when where that is known. */
  private static Map<String, Object> decision(Item item, Map<String, Object> handedOn) {
    Map<String, Object> why = new LinkedHashMap<>();
    if (!item.isDecided()) {
      return why;
    }
    why.put("by", PERSON);
    if (item.approved() || item.discarded()) {
      put(why, "who", handedOn.get(DECIDED_BY));
      put(why, "at", handedOn.get(DECIDED_AT));
      why.put("decided", item.approved() ? "approved" : "discarded");
    } else if (item.asked() != null) {
      Map<String, Object> asked = asked(item.asked());
      put(why, "who", asked.get("who"));
      put(why, "at", asked.get("at"));
    }
    return why;
  }

  /** A wish that nobody understands is said to be none where it is merged. */
  private static Map<String, Object> asked(String json) {
    try {
      return read(json);
    } catch (IllegalArgumentException | DateTimeException e) {
      return Map.of();
    }
  }

  private static void put(Map<String, Object> why, String name, @Nullable Object value) {
    if (value != null) {
      why.put(name, value);
    }
  }

  /**
   * Why something was listed, and by which call.
   *
   * @param asked JSON of who asked for it, null where nobody remembers
   */
  public static Map<String, Object> listing(
      @Nullable String asked, @Nullable String method, Duration took) {
    Map<String, Object> why = new LinkedHashMap<>(asked == null ? Map.of() : read(asked));
    if (method != null) {
      why.put("call", method);
      why.put("call_ms", took.toMillis());
    }
    return why;
  }

  /** As the queue keeps it; null where nothing is known. */
  public static @Nullable String json(Map<String, Object> why) {
    try {
      return why.isEmpty() ? null : JSON.writeValueAsString(why);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + why, e);
    }
  }

  private static Map<String, Object> read(String json) {
    try {
      Map<String, Object> why = JSON.readValue(json, MAP);
      for (String moment : List.of("at", DECIDED_AT)) {
        why.computeIfPresent(moment, (name, at) -> spelled(at.toString()));
      }
      return why;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("says not who asked: " + json, e);
    }
  }

  /** PostgreSQL spells moments in the session's zone, and we in one. */
  private static String spelled(String moment) {
    return OffsetDateTime.parse(moment).toInstant().toString();
  }
}

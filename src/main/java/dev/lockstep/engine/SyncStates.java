package dev.lockstep.engine;

import dev.lockstep.engine.sync.Window;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.QueueCounts;
import dev.lockstep.queue.Waits;
import dev.lockstep.target.LessSafe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How syncs stand, as people's programs read it on the command line and in the API. */
public final class SyncStates {

  private static final String DEFINITION =
      """
      SELECT definition
      FROM lockstep.sync_definition
      WHERE sync = :sync
      """;

  private static final String CONFLICTS =
      """
      SELECT count(*)
      FROM lockstep.sync_mapping
      WHERE sync = :sync
        AND state = 'conflict'
      """;

  private static final String WINDOW =
      """
      SELECT CAST(definition AS jsonb) #>> '{timing,past}' AS past,
        CAST(definition AS jsonb) #>> '{timing,future}' AS future
      FROM lockstep.sync_definition
      WHERE sync = :sync
      """;

  private final JdbcClient jdbc;

  public SyncStates(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What keeps it from running, what is tried again later, what is less safe, what is queued. */
  public Map<String, Object> of(String sync) {
    List<Map<String, Object>> paused =
        new Pauses(jdbc).of(sync).stream().map(SyncStates::json).toList();
    List<Map<String, Object>> waiting =
        new Waits(jdbc).of(sync).stream().map(SyncStates::json).toList();
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("paused", paused);
    state.put("waiting", waiting);
    state.put("stalled", stalled(sync));
    state.put("less_safe", lessSafe(sync));
    state.put("queue", queue(sync));
    state.put(
        "status",
        !paused.isEmpty()
            ? "paused"
            : !waiting.isEmpty() ? "waits" : new Nodes(jdbc).isAny() ? "runs" : "stands");
    return state;
  }

  /** How many of its records wait for a person's decision; this looks through all of them. */
  public long conflicts(String sync) {
    return jdbc.sql(CONFLICTS).param("sync", sync).query(Long.class).single();
  }

  /** JSON of its definition, as it was last taken up. */
  public Optional<String> definition(String sync) {
    return jdbc.sql(DEFINITION).param("sync", sync).query(String.class).optional();
  }

  /** The window of that; where it has none, one without ends. */
  Window window(String sync) {
    return jdbc.sql(WINDOW)
        .param("sync", sync)
        .query(
            (row, n) ->
                new Window(duration(row.getString("past")), duration(row.getString("future"))))
        .optional()
        .orElseGet(() -> new Window(null, null));
  }

  private static @Nullable Duration duration(@Nullable String text) {
    return text == null ? null : Duration.parse(text);
  }

  private static Map<String, Object> json(Pause pause) {
    Map<String, Object> cause = new LinkedHashMap<>();
    cause.put("scope", pause.scope().toString());
    cause.put("direction", word(pause.direction()));
    cause.put("cause", pause.cause().words());
    cause.put("reason", pause.reason());
    cause.put("since", pause.since().toString());
    return cause;
  }

  private static Map<String, Object> json(Waits.Wait wait) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("scope", wait.scope());
    one.put("attempts", wait.attempts());
    if (wait.until() != null) {
      one.put("until", wait.until().toString());
    }
    one.put("again", wait.again());
    one.put("reason", wait.reason());
    return one;
  }

  private List<Map<String, Object>> stalled(String sync) {
    return new Stalls(jdbc)
        .of(sync).stream()
            .map(
                stall -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("scope", stall.scope());
                  if (stall.since() != null) {
                    one.put("since", stall.since().toString());
                  }
                  one.put("reason", stall.reason());
                  return one;
                })
            .toList();
  }

  private List<Map<String, Object>> lessSafe(String sync) {
    return new LessSafe(jdbc)
        .of(sync).stream()
            .map(
                scope -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("scope", scope);
                  one.put("reason", LessSafe.REASON);
                  return one;
                })
            .toList();
  }

  private Map<String, Map<String, Long>> queue(String sync) {
    Map<String, Map<String, Long>> queue = new LinkedHashMap<>();
    new QueueCounts(jdbc)
        .depths().stream()
            .filter(depth -> depth.sync().equals(sync))
            .forEach(
                depth ->
                    queue
                        .computeIfAbsent(word(depth.direction()), way -> new LinkedHashMap<>())
                        .merge(word(depth.status()), depth.items(), Long::sum));
    return queue;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

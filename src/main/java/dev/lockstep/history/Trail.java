package dev.lockstep.history;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What leads from a line of the history to what brought it about; older lines know nothing of it.
 *
 * @param pass what all lines of one pass have in common
 * @param causedBy why the pass worked on it: `by`, then what tells it from others of its kind
 * @param calls numbers of calls: of an attempt its own, of a change those that it was tried with,
 *     the last of which carried it
 * @param method of a change: the call that carried it, as Google names it
 * @param took of a change: how long that call took
 */
public record Trail(
    @Nullable String pass,
    Map<String, Object> causedBy,
    List<String> calls,
    @Nullable String method,
    @Nullable Duration took) {

  public static final Trail NONE = new Trail(null, Map.of(), List.of(), null, null);

  public Trail {
    causedBy = Collections.unmodifiableMap(new LinkedHashMap<>(causedBy));
    calls = List.copyOf(calls);
  }
}

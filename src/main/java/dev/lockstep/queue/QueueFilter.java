package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which items of the queue are meant; what is null or empty does not filter.
 *
 * @param kind of the failure that made an item a dead letter
 * @param text what stands in the key or the error, in whatever case
 */
public record QueueFilter(
    @Nullable String sync,
    @Nullable String account,
    @Nullable Direction direction,
    Set<Status> statuses,
    Failure.@Nullable Kind kind,
    @Nullable String text) {

  public static final QueueFilter ALL = new QueueFilter(null, null, null, Set.of(), null, null);

  /** SQL: whether a row of {@code sync_queue} passes; its parameters are {@link #params}. */
  static final String PASSES =
      """
      (CAST(:sync AS text) IS NULL OR sync = :sync)
        AND (CAST(:account AS text) IS NULL OR account = :account)
        AND (CAST(:direction AS text) IS NULL OR direction = :direction)
        AND (cardinality(CAST(:statuses AS text[])) = 0 OR status = ANY(CAST(:statuses AS text[])))
        AND (CAST(:kind AS text) IS NULL OR failure_kind = :kind)
        AND (CAST(:text AS text) IS NULL
          OR strpos(lower(key || ' ' || coalesce(last_error, '')), lower(:text)) > 0)
      """;

  public QueueFilter {
    statuses = Set.copyOf(statuses);
  }

  /** What failed, of one sync or, with null, of all. */
  public static QueueFilter failed(@Nullable String sync) {
    return new QueueFilter(sync, null, null, Set.of(Status.FAILED), null, null);
  }

  /** The same for items that stand so. */
  public QueueFilter with(Set<Status> wanted) {
    return new QueueFilter(sync, account, direction, wanted, kind, text);
  }

  Map<String, @Nullable Object> params() {
    Map<String, @Nullable Object> params = new HashMap<>();
    params.put("sync", sync);
    params.put("account", account);
    params.put("direction", direction == null ? null : Columns.direction(direction));
    params.put("statuses", statuses.stream().map(Status::column).toArray(String[]::new));
    params.put("kind", kind == null ? null : kind.name().toLowerCase(Locale.ROOT));
    params.put("text", text);
    return params;
  }
}

package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far what was asked of partitions is. */
public final class Headway {

  private static final String BACKS_OFF =
      """
      (p.back_off_until > lockstep.clock()
        OR EXISTS (
          SELECT FROM lockstep.sync_back_off b
          WHERE b.scope IN ('project', 'account:' || p.account)
            AND b.back_off_until > lockstep.clock()))
      """;

  private static final String NUMBERS =
      """
      SELECT partition_id, reconcile_generation, pull_generation
      FROM lockstep.sync_due
      WHERE partition_id = ANY(CAST(:ids AS bigint[]))
      ORDER BY partition_id
      """;

  private static final String PLACES =
      """
      SELECT
        count(*) FILTER (WHERE is_done) AS done,
        count(*) FILTER (WHERE NOT is_done AND is_stopped) AS stopped,
        count(*) FILTER (WHERE is_leased) AS leased
      FROM (
        SELECT
          d.reconcile_done >= a.reconcile AND d.pull_done >= a.pull AS is_done,
          coalesce(p.lease_until > lockstep.clock(), false) AS is_leased,
          coalesce(%s, false) OR %s AS is_stopped
        FROM unnest(
          CAST(:ids AS bigint[]), CAST(:reconciles AS bigint[]), CAST(:pulls AS bigint[]))
          AS a (id, reconcile, pull)
        JOIN lockstep.sync_partition p ON p.id = a.id
        JOIN lockstep.sync_due d ON d.partition_id = a.id) asked
      """
          .formatted(BACKS_OFF, Pauses.isPaused("p", Direction.FROM_GOOGLE));

  private static final String ITEMS =
      """
      SELECT
        count(*) FILTER (WHERE is_waiting AND is_stopped) AS stopped,
        count(*) FILTER (WHERE is_waiting AND NOT is_stopped AND retry_count = 0) AS moving,
        count(*) FILTER (WHERE is_waiting AND NOT is_stopped AND retry_count > 0) AS retried,
        count(*) FILTER (WHERE status = 'failed') AS failed,
        count(*) FILTER (WHERE status = 'held') AS held
      FROM (
        SELECT
          q.status, q.retry_count,
          q.status IN ('pending', 'processing')
            AND (CAST(:until AS timestamptz) IS NULL
              OR q.first_changed_at <= CAST(:until AS timestamptz)) AS is_waiting,
          coalesce(%s, false)
            OR q.direction = 'to_google' AND %s
            OR q.direction = 'from_google' AND %s AS is_stopped
        FROM lockstep.sync_queue q
        JOIN lockstep.sync_partition p ON p.id = q.partition_id
        WHERE q.partition_id = ANY(CAST(:ids AS bigint[]))
          AND (CAST(:keys AS text[]) IS NULL OR q.key = ANY(CAST(:keys AS text[])))) items
      """
          .formatted(
              BACKS_OFF,
              Pauses.isPaused("p", Direction.TO_GOOGLE),
              Pauses.isPaused("p", Direction.FROM_GOOGLE));

  private final JdbcClient jdbc;

  public Headway(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Requests; each is answered once the partition's done number has reached it. */
  public record Numbers(long reconcile, long pull) {
    public static final Numbers NONE = new Numbers(0, 0);
  }

  /**
   * @param done places in which what was asked for is done
   * @param stopped places in which it is not, and that stand still: paused, or after a failure
   * @param leased places at which somebody works now
   */
  public record Places(long done, long stopped, long leased) {}

  /**
   * @param moving on their way
   * @param stopped at a place, or in a direction, that stands still
   * @param retried tried again by themselves after a failure
   */
  public record Items(long moving, long stopped, long retried, long failed, long held) {}

  /** The newest requests of these partitions. */
  public Map<Long, Numbers> numbers(Collection<Long> partitionIds) {
    Map<Long, Numbers> numbers = new LinkedHashMap<>();
    jdbc.sql(NUMBERS)
        .param("ids", partitionIds.toArray(Long[]::new))
        .query(
            row -> {
              numbers.put(
                  row.getLong("partition_id"),
                  new Numbers(row.getLong("reconcile_generation"), row.getLong("pull_generation")));
            });
    return numbers;
  }

  /** How far these requests are, by the partitions' ids. */
  public Places places(Map<Long, Numbers> asked) {
    List<Numbers> numbers = List.copyOf(asked.values());
    return jdbc.sql(PLACES)
        .param("ids", asked.keySet().toArray(Long[]::new))
        .param("reconciles", numbers.stream().map(Numbers::reconcile).toArray(Long[]::new))
        .param("pulls", numbers.stream().map(Numbers::pull).toArray(Long[]::new))
        .query(
            (row, n) ->
                new Places(row.getLong("done"), row.getLong("stopped"), row.getLong("leased")))
        .single();
  }

  /**
   * The items of these partitions.
   *
   * @param keys only these; null: all
   * @param until what was queued later is somebody's later edit and not on its way; null: all is
   */
  public Items items(
      Collection<Long> partitionIds, @Nullable Collection<String> keys, @Nullable Instant until) {
    return jdbc.sql(ITEMS)
        .param("ids", partitionIds.toArray(Long[]::new))
        .param("keys", keys == null ? null : keys.toArray(String[]::new))
        .param("until", until == null ? null : until.toString())
        .query(
            (row, n) ->
                new Items(
                    row.getLong("moving"),
                    row.getLong("stopped"),
                    row.getLong("retried"),
                    row.getLong("failed"),
                    row.getLong("held")))
        .single();
  }
}

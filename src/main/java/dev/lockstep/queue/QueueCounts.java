package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What waits, counted: for the brake, for metrics. */
public final class QueueCounts {

  private static final String WAITING =
      """
      SELECT
        count(*) FILTER (WHERE q.effect IN ('delete', 'blank')) AS waiting_removals,
        count(*) FILTER (WHERE q.effect = 'change' AND q.direction = 'from_google')
          AS waiting_changes
      FROM lockstep.sync_queue q
      WHERE q.effect IS NOT NULL AND NOT q.approved AND NOT q.discarded AND q.partition_id %s
      """;

  private static final String RECENT =
      """
      SELECT
        coalesce(sum(e.records) FILTER (WHERE e.effect IN ('delete', 'blank')), 0) AS recent_removals,
        coalesce(sum(e.records) FILTER (
          WHERE e.effect = 'change' AND e.direction = 'from_google'), 0) AS recent_changes
      FROM lockstep.sync_effect e
      WHERE e.at > lockstep.clock() - interval '1 hour'
        AND e.partition_id %s
      """;

  private static final String COUNTS =
      "SELECT * FROM (" + WAITING + ") waiting, (" + RECENT + ") recent";

  private static final String ONE = "= :partition";
  private static final String ALL_OF_SYNC =
      "IN (SELECT id FROM lockstep.sync_partition WHERE sync = :sync)";

  private static final String APPLIED =
      """
      INSERT INTO lockstep.sync_effect (partition_id, direction, effect, records, at)
      VALUES (:partition, :direction, :effect, :records, lockstep.clock())
      """;

  private static final String FORGET =
      """
      DELETE FROM lockstep.sync_effect
      WHERE at < lockstep.clock() - interval '2 hours'
      """;

  private static final String DEPTHS =
      """
      SELECT sync, direction, status, lane, count(*) AS items,
        extract(epoch FROM lockstep.clock() - min(first_changed_at)) AS lag
      FROM lockstep.sync_queue
      GROUP BY sync, direction, status, lane
      ORDER BY sync, direction, status, lane
      """;

  private final JdbcClient jdbc;

  public QueueCounts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What the brake weighs for one partition. */
  public BrakeCounts ofPartition(long partitionId) {
    return counts(jdbc.sql(COUNTS.formatted(ONE, ONE)).param("partition", partitionId));
  }

  /** What the brake weighs for all partitions of a sync together. */
  public BrakeCounts ofSync(String sync) {
    return counts(jdbc.sql(COUNTS.formatted(ALL_OF_SYNC, ALL_OF_SYNC)).param("sync", sync));
  }

  private static BrakeCounts counts(JdbcClient.StatementSpec statement) {
    return statement
        .query(
            (row, n) ->
                new BrakeCounts(
                    row.getLong("waiting_removals"),
                    row.getLong("waiting_changes"),
                    row.getLong("recent_removals"),
                    row.getLong("recent_changes")))
        .single();
  }

  /**
   * Notes in the outcome's transaction what was done to records, for the count of the last hour.
   */
  public void applied(Lease lease, Direction direction, Effect effect, int records) {
    if (records > 0) {
      jdbc.sql(APPLIED)
          .param("partition", lease.partitionId())
          .param("direction", Columns.direction(direction))
          .param("effect", effect.column())
          .param("records", records)
          .update();
    }
  }

  /** Drops the counts that no brake looks at any more. */
  public void forgetOld() {
    jdbc.sql(FORGET).update();
  }

  /** The whole queue by sync, direction, status and lane. */
  public List<Depth> depths() {
    return jdbc.sql(DEPTHS)
        .query(
            (row, n) ->
                new Depth(
                    row.getString("sync"),
                    Columns.direction(row.getString("direction")),
                    Status.of(row.getString("status")),
                    Lane.of(row.getString("lane")),
                    row.getLong("items"),
                    Duration.ofMillis(row.getBigDecimal("lag").movePointRight(3).longValue())))
        .list();
  }
}

package dev.lockstep.queue;

import dev.lockstep.core.Brake;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What waits, counted: for the brake, for metrics. */
public final class QueueCounts {

  // A record counts once, however often it was changed and whether it waits, was done or comes now.
  // The queue has it once already: what waits is only counted, for that may be a whole table.
  private static final String COUNTS =
      """
      WITH waiting AS (
        SELECT count(*) AS records
        FROM lockstep.sync_queue q
        WHERE q.effect = ANY(:effects) AND q.direction = ANY(:directions)
          AND q.effect IS NOT NULL AND NOT q.approved AND NOT q.discarded
          AND q.partition_id %1$s
      ), besides AS (
        SELECT count(*) AS records
        FROM (
          SELECT e.partition_id, e.direction, e.key
          FROM lockstep.sync_effect e
          WHERE e.effect = ANY(:effects) AND e.direction = ANY(:directions)
            AND e.key IS NOT NULL AND e.at > lockstep.clock() - interval '1 hour'
            AND e.partition_id %1$s
          UNION
          SELECT CAST(:partition AS bigint), a.direction, a.key
          FROM unnest(CAST(:alsoDirections AS text[]), CAST(:alsoKeys AS text[]))
            AS a (direction, key)) touched
        WHERE NOT EXISTS (
          SELECT
          FROM lockstep.sync_partition p
          JOIN lockstep.sync_queue q
            ON q.sync = p.sync AND q.account = p.account AND q.calendar = p.calendar
          WHERE p.id = touched.partition_id
            AND q.key = touched.key AND q.direction = touched.direction
            AND q.effect = ANY(:effects) AND NOT q.approved AND NOT q.discarded)
      ), by_the_release_before AS (
        SELECT coalesce(sum(e.records), 0) AS records
        FROM lockstep.sync_effect e
        WHERE e.effect = ANY(:effects) AND e.direction = ANY(:directions)
          AND e.key IS NULL AND e.at > lockstep.clock() - interval '1 hour'
          AND e.partition_id %1$s
      ), gone AS (
        SELECT coalesce(sum(e.records), 0) AS records
        FROM lockstep.sync_effect e
        WHERE e.effect = 'delete' AND e.at > lockstep.clock() - interval '1 hour'
          AND e.partition_id %1$s
      )
      SELECT (SELECT records FROM waiting) + (SELECT records FROM besides)
          + (SELECT records FROM by_the_release_before) AS touched,
        (SELECT records FROM gone) AS gone
      """;

  private static final String[] REMOVALS = {"delete", "blank"};
  private static final String[] CHANGES = {"change"};
  private static final String[] FROM_GOOGLE = {"from_google"};
  private static final String[] BOTH = {"to_google", "from_google"};

  private static final String ONE = "= :partition";
  private static final String ALL_OF_SYNC =
      "IN (SELECT id FROM lockstep.sync_partition WHERE sync = :sync)";

  private static final String APPLIED =
      """
      INSERT INTO lockstep.sync_effect (partition_id, direction, effect, key, records, at)
      SELECT DISTINCT CAST(:partition AS bigint), e.direction, e.effect, e.key, 1, t.now
      FROM unnest(
        CAST(:directions AS text[]), CAST(:effects AS text[]), CAST(:keys AS text[]))
        AS e (direction, effect, key)
      CROSS JOIN (SELECT lockstep.clock() AS now) t
      ORDER BY e.effect, e.direction, e.key
      ON CONFLICT (partition_id, effect, direction, key) DO UPDATE SET at = excluded.at
      """;

  // A worker may be about to touch one of them again: it is not waited for.
  private static final String FORGET =
      """
      DELETE FROM lockstep.sync_effect e
      USING (
        SELECT ctid
        FROM lockstep.sync_effect
        WHERE at < lockstep.clock() - interval '2 hours'
        FOR UPDATE SKIP LOCKED) old
      WHERE e.ctid = old.ctid
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

  /**
   * What the brake weighs for one partition.
   *
   * @param also what is about to be done there, whether it is counted already or not
   */
  public BrakeCounts ofPartition(long partitionId, Brake.Effect what, Collection<Touch> also) {
    return counts(jdbc.sql(COUNTS.formatted(ONE)), partitionId, what, also);
  }

  /**
   * What the brake weighs for all partitions of a sync together.
   *
   * @param partitionId where {@code also} is about to be done
   */
  public BrakeCounts ofSync(
      String sync, long partitionId, Brake.Effect what, Collection<Touch> also) {
    return counts(
        jdbc.sql(COUNTS.formatted(ALL_OF_SYNC)).param("sync", sync), partitionId, what, also);
  }

  private static BrakeCounts counts(
      JdbcClient.StatementSpec statement,
      long partitionId,
      Brake.Effect what,
      Collection<Touch> also) {
    boolean isChange = what == Brake.Effect.CHANGES_FROM_GOOGLE;
    return statement
        .param("partition", partitionId)
        .param("effects", isChange ? CHANGES : REMOVALS)
        .param("directions", isChange ? FROM_GOOGLE : BOTH)
        .param(
            "alsoDirections",
            Columns.array(also, String[]::new, touch -> Columns.direction(touch.direction())))
        .param("alsoKeys", Columns.array(also, String[]::new, Touch::key))
        .query((row, n) -> new BrakeCounts(row.getLong("touched"), row.getLong("gone")))
        .single();
  }

  /**
   * Notes in the outcome's transaction what was done to records, for the count of the last hour.
   * Its locks come after those of the queue's rows.
   */
  public void applied(Lease lease, Collection<Touch> done) {
    if (!done.isEmpty()) {
      jdbc.sql(APPLIED)
          .param("partition", lease.partitionId())
          .param(
              "directions",
              Columns.array(done, String[]::new, touch -> Columns.direction(touch.direction())))
          .param(
              "effects",
              Columns.array(done, String[]::new, touch -> Columns.effect(touch.effect())))
          .param("keys", Columns.array(done, String[]::new, Touch::key))
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

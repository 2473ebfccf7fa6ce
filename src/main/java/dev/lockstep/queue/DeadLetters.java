package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was given up (`failed`) and what the brake holds (`held`): to try again or drop. */
public final class DeadLetters {

  private static final String MAKE_DUE =
      """
      INSERT INTO lockstep.sync_due AS d (partition_id, due_at)
      SELECT DISTINCT partition_id, lockstep.clock()
      FROM again
      ORDER BY partition_id
      ON CONFLICT (partition_id) DO UPDATE SET due_at = least(d.due_at, excluded.due_at)
      """;

  // Nobody works on a finding. Values that a row refused are tried again by an item of their
  // record's own; for what a look found the partition is compared as a whole, and it stays or goes.
  private static final String REPLAY =
      """
      WITH dead AS (
        SELECT id, partition_id, finding
        FROM lockstep.sync_queue
        WHERE %s
        ORDER BY direction DESC, key, partition_id
        FOR UPDATE
      ), again AS (
        UPDATE lockstep.sync_queue q
        SET status = 'pending', retry_count = 0, skipped = NULL, hold_reason = NULL,
          skip_reason = NULL, not_before = lockstep.clock(),
          caused_by = CAST(:why AS jsonb) || jsonb_build_object('at', lockstep.clock())
        FROM dead
        WHERE q.id = dead.id AND dead.finding = '' AND q.status IN ('failed', 'skipped')
      ), found_again AS (
        UPDATE lockstep.sync_queue q
        SET status = 'failed', skipped = NULL, hold_reason = NULL, skip_reason = NULL
        FROM dead
        WHERE q.id = dead.id AND dead.finding <> '' AND q.status = 'skipped'
      )
      SELECT partition_id, count(*) AS items,
        max(CASE WHEN finding IN ('', :values) THEN 0 ELSE 1 END) AS comparisons
      FROM dead
      GROUP BY partition_id
      """;

  // Once all is queued that is to be tried: due rows come after those of the queue.
  private static final String MAKE_PLACES_DUE =
      """
      INSERT INTO lockstep.sync_due AS d (partition_id, due_at, reconcile_generation)
      SELECT n.partition_id, lockstep.clock(), n.comparisons
      FROM unnest(CAST(:partitions AS bigint[]), CAST(:comparisons AS integer[]))
        AS n (partition_id, comparisons)
      ORDER BY n.partition_id
      ON CONFLICT (partition_id) DO UPDATE SET
        due_at = least(d.due_at, excluded.due_at),
        reconcile_generation = d.reconcile_generation + excluded.reconcile_generation,
        reconcile_asked = CASE WHEN excluded.reconcile_generation = 0 THEN d.reconcile_asked
          ELSE CAST(:why AS jsonb) || jsonb_build_object('at', lockstep.clock()) END
      """;

  private static final String REFUSED_VALUES =
      """
      SELECT q.sync, q.account, q.calendar, m.remote_id, lockstep.clock() AS now
      FROM (SELECT * FROM lockstep.sync_queue WHERE %s) q
      JOIN lockstep.sync_mapping m
        ON m.sync = q.sync AND m.account = q.account AND m.calendar = q.calendar AND m.key = q.key
      WHERE q.finding <> '' AND q.finding = :values
      ORDER BY m.remote_id
      """;

  // To Google first and by key, as whatever is offered meanwhile is put in.
  private static final String LOCK_HELD =
      """
        SELECT id
        FROM lockstep.sync_queue
        WHERE status = 'held' AND sync = :sync AND account = coalesce(CAST(:account AS text), account)
        ORDER BY direction DESC, key, partition_id
        FOR UPDATE
      """;

  private static final String APPROVE =
      """
      WITH held AS (
      """
          + LOCK_HELD
          + """
      ), again AS (
        UPDATE lockstep.sync_queue q
        SET status = 'pending', approved = true, hold_reason = NULL, not_before = lockstep.clock(),
          caused_by = coalesce(caused_by, '{}') || jsonb_build_object('decided_by', CAST(:who AS text), 'decided_at', lockstep.clock())
        FROM held
        WHERE q.id = held.id
        RETURNING q.partition_id, q.effect
      ), woken AS (
      """
          + MAKE_DUE
          + """
      )
      SELECT count(*) AS items,
        coalesce(bool_or(effect IN ('delete', 'blank')), false) AS removals,
        coalesce(bool_or(effect = 'change'), false) AS changes
      FROM again
      """;

  // Who approves was shown the figure with the last hour in it: all of that is behind them.
  private static final String COUNT_ANEW =
      """
      DELETE FROM lockstep.sync_effect e
      USING (
        SELECT ctid
        FROM lockstep.sync_effect
        WHERE CASE effect WHEN 'change' THEN :changes ELSE :removals END
          AND partition_id IN (
            SELECT id
            FROM lockstep.sync_partition
            WHERE sync = :sync AND account = coalesce(CAST(:account AS text), account))
        ORDER BY partition_id, effect, direction, key
        FOR UPDATE) counted
      WHERE e.ctid = counted.ctid
      """;

  private static final String DISCARD =
      """
      WITH held AS (
      """
          + LOCK_HELD
          + """
      ), again AS (
        UPDATE lockstep.sync_queue q
        SET status = 'pending', discarded = true, hold_reason = NULL, not_before = lockstep.clock(),
          caused_by = coalesce(caused_by, '{}') || jsonb_build_object('decided_by', CAST(:who AS text), 'decided_at', lockstep.clock())
        FROM held
        WHERE q.id = held.id
        RETURNING q.partition_id
      ), woken AS (
      """
          + MAKE_DUE
          + """
      )
      SELECT count(*) FROM again
      """;

  private static final String IS_ONE = "id = :id AND status IN ('failed', 'skipped')";

  private static final String SKIP =
      """
      UPDATE lockstep.sync_queue q
      SET status = 'skipped', skipped = coalesce(payload, to_jsonb(last_error)),
        not_before = 'infinity', effect = NULL, skip_reason = :reason,
        -- where the release before looks for it
        hold_reason = :reason
      WHERE q.status = 'failed' AND q.id = :id
      RETURNING %s
      """
          .formatted(ItemRow.COLUMNS);

  private final JdbcClient jdbc;
  private final WorkQueue queue;

  public DeadLetters(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.queue = new WorkQueue(jdbc, new Partitions(jdbc));
  }

  /**
   * Tries one again that failed or was skipped, its attempts forgotten; false: it is neither. What
   * people left wrong is looked at again, and stays a dead letter until they have mended it.
   *
   * @param who asks, as the history is to name them
   */
  public boolean replay(long id, String who) {
    return replay(IS_ONE, Map.of("id", id), who) == 1;
  }

  /**
   * Tries all dead letters again that pass the filter. How many there were.
   *
   * @param who asks, as the history is to name them
   */
  public long replay(QueueFilter filter, String who) {
    return replay(QueueFilter.PASSES, filter.with(Set.of(Status.FAILED)).params(), who);
  }

  /** How many of them a place has, and how often it is to be compared for them. */
  private record Dead(long partitionId, long items, int comparisons) {}

  private long replay(String which, Map<String, ? extends @Nullable Object> params, String who) {
    Trigger why = Trigger.replay(who);
    List<Offer> refused =
        jdbc.sql(REFUSED_VALUES.formatted(which))
            .params(params)
            .param("values", Findings.VALUES)
            .query(
                (row, n) ->
                    Offer.again(Columns.partition(row), row.getString("remote_id"))
                        .because(why.json(Objects.requireNonNull(Columns.instant(row, "now")))))
            .list();
    List<Dead> dead =
        jdbc.sql(REPLAY.formatted(which))
            .params(params)
            .param("values", Findings.VALUES)
            .param("why", why.json())
            .query(
                (row, n) ->
                    new Dead(
                        row.getLong("partition_id"),
                        row.getLong("items"),
                        row.getInt("comparisons")))
            .list();
    queue.put(Direction.FROM_GOOGLE, Lane.LIVE, Duration.ZERO, refused);
    jdbc.sql(MAKE_PLACES_DUE)
        .param("partitions", Columns.array(dead, Long[]::new, Dead::partitionId))
        .param("comparisons", Columns.array(dead, Integer[]::new, Dead::comparisons))
        .param("why", why.json())
        .update();
    return dead.stream().mapToLong(Dead::items).sum();
  }

  /**
   * Gives one dead letter up until its record changes; where it fails with the same values again,
   * since all is compared, it stays given up. What it was is for the history.
   *
   * @param reason why; it is shown as long as it stays given up
   */
  public Optional<Item> skip(long id, String reason) {
    return jdbc.sql(SKIP).param("id", id).param("reason", reason).query(ItemRow::read).optional();
  }

  private record Approved(long items, boolean removals, boolean changes) {}

  /**
   * Lets what the brake holds go on, as it is now, and has it count anew what it held of that kind.
   * How many items there were.
   *
   * @param who says so, as the history is to name them
   */
  public long approve(String sync, @Nullable String account, String who) {
    Approved approved =
        jdbc.sql(APPROVE)
            .param("sync", sync)
            .param("account", account)
            .param("who", who)
            .query(
                (row, n) ->
                    new Approved(
                        row.getLong("items"),
                        row.getBoolean("removals"),
                        row.getBoolean("changes")))
            .single();
    jdbc.sql(COUNT_ANEW)
        .param("sync", sync)
        .param("account", account)
        .param("removals", approved.removals())
        .param("changes", approved.changes())
        .update();
    return approved.items();
  }

  /**
   * Gives up what the brake holds: the next pass settles each record without it, and tells the
   * history. How many items there were.
   *
   * @param who says so, as the history is to name them
   */
  public long discard(String sync, @Nullable String account, String who) {
    return jdbc.sql(DISCARD)
        .param("sync", sync)
        .param("account", account)
        .param("who", who)
        .query(Long.class)
        .single();
  }
}

package dev.lockstep.queue;

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

  // Nobody works on a finding: its partition is compared as a whole instead, and it stays or goes.
  private static final String REPLAY =
      """
      WITH dead AS (
        SELECT id, partition_id, finding
        FROM lockstep.sync_queue
        WHERE %s
      ), again AS (
        UPDATE lockstep.sync_queue q
        SET status = 'pending', retry_count = 0, skipped = NULL, hold_reason = NULL,
          skip_reason = NULL, not_before = lockstep.clock()
        FROM dead
        WHERE q.id = dead.id AND dead.finding = '' AND q.status IN ('failed', 'skipped')
      ), found_again AS (
        UPDATE lockstep.sync_queue q
        SET status = 'failed', skipped = NULL, hold_reason = NULL, skip_reason = NULL
        FROM dead
        WHERE q.id = dead.id AND dead.finding <> '' AND q.status = 'skipped'
      ), woken AS (
        INSERT INTO lockstep.sync_due AS d (partition_id, due_at, reconcile_generation)
        SELECT partition_id, lockstep.clock(), max(CASE WHEN finding = '' THEN 0 ELSE 1 END)
        FROM dead
        GROUP BY partition_id
        ORDER BY partition_id
        ON CONFLICT (partition_id) DO UPDATE SET
          due_at = least(d.due_at, excluded.due_at),
          reconcile_generation = d.reconcile_generation + excluded.reconcile_generation,
          reconcile_asked = CASE WHEN excluded.reconcile_generation = 0 THEN d.reconcile_asked
            ELSE jsonb_build_object(
              'by', 'reconcile', 'reason', 'dead letters are tried again', 'at', lockstep.clock()) END
      )
      SELECT count(*) FROM dead
      """;

  private static final String APPROVE =
      """
      WITH again AS (
        UPDATE lockstep.sync_queue
        SET status = 'pending', approved = true, hold_reason = NULL, not_before = lockstep.clock()
        WHERE status = 'held' AND sync = :sync AND account = coalesce(CAST(:account AS text), account)
        RETURNING partition_id, effect
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
      WITH again AS (
        UPDATE lockstep.sync_queue
        SET status = 'pending', discarded = true, hold_reason = NULL, not_before = lockstep.clock()
        WHERE status = 'held' AND sync = :sync AND account = coalesce(CAST(:account AS text), account)
        RETURNING partition_id
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

  public DeadLetters(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Tries one again that failed or was skipped, its attempts forgotten; false: it is neither. What
   * people left wrong is looked at again, and stays a dead letter until they have mended it.
   */
  public boolean replay(long id) {
    return jdbc.sql(REPLAY.formatted(IS_ONE)).param("id", id).query(Long.class).single() == 1;
  }

  /** Tries all dead letters again that pass the filter. How many there were. */
  public long replay(QueueFilter filter) {
    return jdbc.sql(REPLAY.formatted(QueueFilter.PASSES))
        .params(filter.with(Set.of(Status.FAILED)).params())
        .query(Long.class)
        .single();
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
   */
  public long approve(String sync, @Nullable String account) {
    Approved approved =
        jdbc.sql(APPROVE)
            .param("sync", sync)
            .param("account", account)
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
   */
  public long discard(String sync, @Nullable String account) {
    return jdbc.sql(DISCARD)
        .param("sync", sync)
        .param("account", account)
        .query(Long.class)
        .single();
  }
}

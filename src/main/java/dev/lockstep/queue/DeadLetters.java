package dev.lockstep.queue;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What was given up (`failed`) and what the brake holds (`held`): to look at, try again or drop.
 */
public final class DeadLetters {

  private static final String LIST =
      """
      SELECT %s
      FROM lockstep.sync_queue q
      WHERE q.status = :status AND q.id > :after AND q.sync = coalesce(CAST(:sync AS text), q.sync)
      ORDER BY q.id
      LIMIT :limit
      """
          .formatted(WorkQueue.ITEM);

  private static final String FIND =
      """
      SELECT %s
      FROM lockstep.sync_queue q
      WHERE q.id = :id
      """
          .formatted(WorkQueue.ITEM);

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
        WHERE status = 'failed' AND (id = :id OR (CAST(:id AS bigint) IS NULL
          AND sync = coalesce(CAST(:sync AS text), sync)))
      ), again AS (
        UPDATE lockstep.sync_queue q
        SET status = 'pending', retry_count = 0, not_before = lockstep.clock()
        FROM dead
        WHERE q.id = dead.id AND dead.finding = '' AND q.status = 'failed'
      ), woken AS (
        INSERT INTO lockstep.sync_due AS d (partition_id, due_at, reconcile_generation)
        SELECT partition_id, lockstep.clock(), max(CASE WHEN finding = '' THEN 0 ELSE 1 END)
        FROM dead
        GROUP BY partition_id
        ORDER BY partition_id
        ON CONFLICT (partition_id) DO UPDATE SET
          due_at = least(d.due_at, excluded.due_at),
          reconcile_generation = d.reconcile_generation + excluded.reconcile_generation
      )
      SELECT count(*) FROM dead
      """;

  private static final String APPROVE =
      """
      WITH again AS (
        UPDATE lockstep.sync_queue
        SET status = 'pending', approved = true, hold_reason = NULL, not_before = lockstep.clock()
        WHERE status = 'held' AND sync = :sync AND account = coalesce(CAST(:account AS text), account)
        RETURNING partition_id
      ), woken AS (
      """
          + MAKE_DUE
          + """
      )
      SELECT count(*) FROM again
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

  private static final String DELETE =
      """
      DELETE FROM lockstep.sync_queue q
      WHERE q.status = 'failed' AND q.id = :id
      RETURNING %s
      """
          .formatted(WorkQueue.ITEM);

  private final JdbcClient jdbc;

  public DeadLetters(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param sync null: of all syncs
   * @param after the last id of the page before, 0 for the first
   */
  public List<Item> failed(@Nullable String sync, long after, int limit) {
    return list(Status.FAILED, sync, after, limit);
  }

  public List<Item> held(@Nullable String sync, long after, int limit) {
    return list(Status.HELD, sync, after, limit);
  }

  private List<Item> list(Status status, @Nullable String sync, long after, int limit) {
    return jdbc.sql(LIST)
        .param("status", status.column())
        .param("sync", sync)
        .param("after", after)
        .param("limit", limit)
        .query(WorkQueue::item)
        .list();
  }

  /** Any item of the queue by its number. */
  public Optional<Item> find(long id) {
    return jdbc.sql(FIND).param("id", id).query(WorkQueue::item).optional();
  }

  /**
   * Tries one dead letter again, with its attempts forgotten; false where it is none any more. What
   * people left wrong is looked at again, and stays a dead letter until they have mended it.
   */
  public boolean replay(long id) {
    return replay(id, null) == 1;
  }

  /** Tries all dead letters of a sync again; null: of all syncs. How many there were. */
  public long replayAll(@Nullable String sync) {
    return replay(null, sync);
  }

  private long replay(@Nullable Long id, @Nullable String sync) {
    return jdbc.sql(REPLAY).param("id", id).param("sync", sync).query(Long.class).single();
  }

  /** Drops one dead letter; what it was is for the history. */
  public Optional<Item> skip(long id) {
    return jdbc.sql(DELETE).param("id", id).query(WorkQueue::item).optional();
  }

  /** Lets what the brake holds go on, as it is now. How many items there were. */
  public long approve(String sync, @Nullable String account) {
    return decide(APPROVE, sync, account);
  }

  /**
   * Gives up what the brake holds: the next pass settles each record without it, and tells the
   * history. How many items there were.
   */
  public long discard(String sync, @Nullable String account) {
    return decide(DISCARD, sync, account);
  }

  private long decide(String sql, String sync, @Nullable String account) {
    return jdbc.sql(sql).param("sync", sync).param("account", account).query(Long.class).single();
  }
}

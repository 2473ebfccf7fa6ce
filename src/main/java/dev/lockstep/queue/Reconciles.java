package dev.lockstep.queue;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The comparisons of both sides in full that partitions are asked for. Methods join the caller's
 * transaction.
 */
public final class Reconciles {

  private static final String ASK =
      """
      UPDATE lockstep.sync_due
      SET reconcile_generation = reconcile_generation + 1, due_at = least(due_at, lockstep.clock()),
        reconcile_asked = CAST(:asked AS jsonb) || jsonb_build_object('at', lockstep.clock())
      WHERE partition_id IN (
        SELECT d.partition_id
        FROM lockstep.sync_due d
        JOIN lockstep.sync_partition p ON p.id = d.partition_id
        WHERE p.sync = :sync AND p.account = coalesce(CAST(:account AS text), p.account)
        ORDER BY d.partition_id
        FOR UPDATE OF d)
      """;

  private static final String DONE =
      """
      UPDATE lockstep.sync_due
      SET reconcile_done = greatest(reconcile_done, :generation)
      WHERE partition_id = :id
      """;

  private static final String FULL_SYNC_DONE =
      """
      UPDATE lockstep.sync_partition
      SET last_full_sync = lockstep.clock()
      WHERE id = :id
      """;

  private final JdbcClient jdbc;
  private final Fence fence;

  public Reconciles(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.fence = new Fence(jdbc);
  }

  /**
   * Asks every partition of the sync to compare both sides in full.
   *
   * @param account only this account's, null: all
   */
  public void ask(String sync, @Nullable String account, Trigger why) {
    jdbc.sql(ASK).param("sync", sync).param("account", account).param("asked", why.json()).update();
  }

  /**
   * @param generation {@link Partition#reconcile} as it was when the reconcile began
   */
  public void done(Lease lease, long generation) {
    fence.around(lease);
    jdbc.sql(DONE).param("id", lease.partitionId()).param("generation", generation).update();
    jdbc.sql(FULL_SYNC_DONE).param("id", lease.partitionId()).update();
  }
}

package dev.lockstep.queue;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From where each partition's next pull goes on. Methods join the caller's transaction. */
public final class Cursors {

  private static final String SAVE =
      """
      UPDATE lockstep.sync_partition
      SET cursor = :cursor, page_state = CAST(:pageState AS jsonb)
      WHERE id = :id
      """;

  // The worker that has the lease talks to somebody else's calendar: it records nothing any more.
  private static final String BEGIN_AFRESH =
      """
      UPDATE lockstep.sync_partition
      SET cursor = NULL, page_state = NULL, last_full_sync = NULL, lease_token = lease_token + 1,
        lease_holder = NULL, lease_until = NULL
      WHERE account = :account
      """;

  private final JdbcClient jdbc;
  private final Fence fence;

  public Cursors(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.fence = new Fence(jdbc);
  }

  /**
   * @param cursor from where the next pull lists
   * @param pageState JSON of a listing under way, null where none is
   */
  public void save(Lease lease, @Nullable String cursor, @Nullable String pageState) {
    fence.around(lease);
    jdbc.sql(SAVE)
        .param("id", lease.partitionId())
        .param("cursor", cursor)
        .param("pageState", pageState)
        .update();
  }

  /** Forgets from where the account's partitions go on, and whoever works on them now. */
  public void beginAfresh(String account) {
    jdbc.sql(BEGIN_AFRESH).param("account", account).update();
  }
}

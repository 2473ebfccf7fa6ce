package dev.lockstep.queue;

import org.springframework.jdbc.core.simple.JdbcClient;

/** What keeps a worker that has lost its lease from recording anything (PROTOCOL 2.6). */
final class Fence {

  // A lock does what an UPDATE of the row would do, and leaves no dead row.
  private static final String FENCE =
      """
      SELECT id
      FROM lockstep.sync_partition
      WHERE id = :id AND lease_token = :token AND lease_holder IS NOT NULL
      FOR NO KEY UPDATE
      """;

  private final JdbcClient jdbc;

  Fence(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Makes the current transaction one that only the holder of the lease can commit.
   *
   * @throws LeaseLost
   */
  void around(Lease lease) {
    boolean isHeld =
        jdbc.sql(FENCE)
            .param("id", lease.partitionId())
            .param("token", lease.token())
            .query(Long.class)
            .optional()
            .isPresent();
    if (!isHeld) {
      throw new LeaseLost(lease);
    }
  }
}

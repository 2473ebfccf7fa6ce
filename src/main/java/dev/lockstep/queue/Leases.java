package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who works on which partition: one worker at a time, for both directions, as long as its lease is
 * the newest (PROTOCOL 2.6). Methods join the caller's transaction.
 */
public final class Leases {

  private static final String NEXT =
      """
      UPDATE lockstep.sync_partition p
      SET lease_holder = :node, lease_token = p.lease_token + 1,
        lease_until = lockstep.clock() + :lease::interval
      WHERE p.id = (
        SELECT c.id
        FROM lockstep.sync_due d
        JOIN lockstep.sync_partition c ON c.id = d.partition_id
        WHERE d.due_at <= lockstep.clock()
          AND (c.lease_until IS NULL OR c.lease_until <= lockstep.clock())
          AND (c.back_off_until IS NULL OR c.back_off_until <= lockstep.clock())
          AND NOT (%s AND %s)
          AND NOT EXISTS (
            SELECT FROM lockstep.sync_back_off b
            WHERE b.scope IN ('project', 'account:' || c.account)
              AND b.back_off_until > lockstep.clock())
        ORDER BY d.due_at
        LIMIT 1
        FOR UPDATE OF c SKIP LOCKED)
      RETURNING p.id, p.sync, p.account, p.calendar, p.lease_holder, p.lease_token, p.lease_until
      """
          .formatted(
              Pauses.isPaused("c", Direction.TO_GOOGLE),
              Pauses.isPaused("c", Direction.FROM_GOOGLE));

  private static final String ONE =
      """
      UPDATE lockstep.sync_partition p
      SET lease_holder = :node, lease_token = p.lease_token + 1,
        lease_until = lockstep.clock() + :lease::interval
      WHERE p.id = :id AND (p.lease_until IS NULL OR p.lease_until <= lockstep.clock())
      RETURNING p.id, p.sync, p.account, p.calendar, p.lease_holder, p.lease_token, p.lease_until
      """;

  // What a worker that lost its lease had claimed.
  private static final String FREE_CLAIMED =
      """
      UPDATE lockstep.sync_queue
      SET status = 'pending'
      WHERE partition_id = :id AND status = 'processing'
      """;

  private static final String RENEW =
      """
      UPDATE lockstep.sync_partition p
      SET lease_until = lockstep.clock() + :lease::interval
      WHERE p.id = :id AND p.lease_token = :token AND p.lease_holder IS NOT NULL
      RETURNING p.id, p.sync, p.account, p.calendar, p.lease_holder, p.lease_token, p.lease_until
      """;

  private static final String GIVE_BACK =
      """
      UPDATE lockstep.sync_partition
      SET lease_holder = NULL, lease_until = NULL
      WHERE id = :id AND lease_token = :token AND lease_holder IS NOT NULL
      """;

  private static final String LOCK_DUE =
      """
      SELECT partition_id
      FROM lockstep.sync_due
      WHERE partition_id = :id
      FOR UPDATE
      """;

  // A statement after LOCK_DUE, so that it sees whatever the fold committed before. Never earlier
  // than now: a partition with a long backlog goes behind those that wait already.
  private static final String SET_DUE =
      """
      UPDATE lockstep.sync_due d
      SET due_at = CASE
        WHEN NOT %2$s AND d.reconcile_generation > d.reconcile_done
        THEN greatest(lockstep.clock(), p.back_off_until)
        ELSE (
          SELECT greatest(lockstep.clock(), p.back_off_until, min(due.not_before))
          FROM (
            SELECT coalesce(d.pull_not_before, lockstep.clock()) AS not_before
            WHERE NOT %2$s AND d.pull_generation > d.pull_done
            UNION ALL
            SELECT (
              SELECT q.not_before
              FROM lockstep.sync_queue q
              WHERE q.partition_id = d.partition_id AND q.direction = way.direction
                AND q.lane = lane.name AND q.status IN ('pending', 'failed')
              ORDER BY q.not_before
              LIMIT 1) AS not_before
            FROM (VALUES ('to_google', %1$s),
                         ('from_google', %2$s)) AS way (direction, paused),
              (VALUES ('live'), ('backfill')) AS lane (name)
            WHERE NOT way.paused) due
          WHERE due.not_before < 'infinity'
          HAVING count(*) > 0) END
      FROM lockstep.sync_partition p
      WHERE d.partition_id = :id AND p.id = d.partition_id
      """
          .formatted(
              Pauses.isPaused("p", Direction.TO_GOOGLE),
              Pauses.isPaused("p", Direction.FROM_GOOGLE));

  private static final String UNTIL_DUE =
      """
      SELECT extract(epoch FROM min(greatest(
        d.due_at, p.back_off_until, p.lease_until,
        (SELECT max(b.back_off_until)
         FROM lockstep.sync_back_off b
         WHERE b.scope IN ('project', 'account:' || p.account)))) - lockstep.clock())
      FROM lockstep.sync_due d
      JOIN lockstep.sync_partition p ON p.id = d.partition_id
      WHERE d.due_at < lockstep.clock() + :within::interval AND NOT (%s AND %s)
      """
          .formatted(
              Pauses.isPaused("p", Direction.TO_GOOGLE),
              Pauses.isPaused("p", Direction.FROM_GOOGLE));

  private static final String HOLDERS =
      """
      SELECT DISTINCT lease_holder
      FROM lockstep.sync_partition
      WHERE lease_until > lockstep.clock()
      """;

  private static final String END =
      """
      UPDATE lockstep.sync_partition
      SET lease_until = lockstep.clock()
      WHERE lease_holder = :holder
      """;

  private final JdbcClient jdbc;
  private final Partitions partitions;
  private final Fence fence;
  private final Duration time;

  /**
   * @param time how long a lease is good without being renewed
   */
  public Leases(JdbcClient jdbc, Partitions partitions, Duration time) {
    this.jdbc = jdbc;
    this.partitions = partitions;
    this.fence = new Fence(jdbc);
    this.time = time;
  }

  /** The partition that has waited longest for a worker, if any is due. */
  public Optional<Lease> next(String node) {
    return taken(jdbc.sql(NEXT).param("node", node).param("lease", time.toString()));
  }

  /** This partition, due or not; empty while another worker has it. */
  public Optional<Lease> take(PartitionKey partition, String node) {
    return taken(
        jdbc.sql(ONE)
            .param("id", partitions.ensure(partition))
            .param("node", node)
            .param("lease", time.toString()));
  }

  private Optional<Lease> taken(JdbcClient.StatementSpec statement) {
    Optional<Lease> lease = statement.query(Leases::lease).optional();
    lease.ifPresent(l -> jdbc.sql(FREE_CLAIMED).param("id", l.partitionId()).update());
    return lease;
  }

  /**
   * Starts the time of the lease anew; before each call that could outlast it.
   *
   * @throws LeaseLost
   */
  public Lease renew(Lease lease) {
    return jdbc.sql(RENEW)
        .param("id", lease.partitionId())
        .param("token", lease.token())
        .param("lease", time.toString())
        .query(Leases::lease)
        .optional()
        .orElseThrow(() -> new LeaseLost(lease));
  }

  /**
   * Makes the current transaction one that only the holder of the lease can commit: nobody can take
   * the partition until it ends.
   *
   * @throws LeaseLost
   */
  public void fence(Lease lease) {
    fence.around(lease);
  }

  /**
   * Gives the partition back and sets when it is next due; items that were claimed and not settled
   * wait again. Does nothing where the lease is lost. Run it in a transaction.
   */
  public void release(Lease lease) {
    boolean isHeld =
        jdbc.sql(GIVE_BACK).param("id", lease.partitionId()).param("token", lease.token()).update()
            > 0;
    if (!isHeld) {
      return;
    }
    jdbc.sql(FREE_CLAIMED).param("id", lease.partitionId()).update();
    jdbc.sql(LOCK_DUE).param("id", lease.partitionId()).query(Long.class).list();
    jdbc.sql(SET_DUE).param("id", lease.partitionId()).update();
  }

  /**
   * How long until {@link #next} has something: zero or less for now, empty where that is not
   * within this time.
   */
  public Optional<Duration> untilDue(Duration within) {
    return jdbc.sql(UNTIL_DUE)
        .param("within", within.toString())
        .query((row, n) -> Optional.ofNullable(row.getBigDecimal(1)))
        .single()
        .map(seconds -> Duration.ofMillis(seconds.movePointRight(3).longValue()))
        .filter(until -> until.compareTo(within) < 0);
  }

  /** The nodes that have a lease now. */
  public List<String> holders() {
    return jdbc.sql(HOLDERS).query(String.class).list();
  }

  /** A node is known to be dead: others need not wait for its leases to run out. */
  public void end(String holder) {
    jdbc.sql(END).param("holder", holder).update();
  }

  private static Lease lease(ResultSet row, int number) throws SQLException {
    return new Lease(
        row.getLong("id"),
        Columns.partition(row),
        row.getLong("lease_token"),
        row.getString("lease_holder"),
        Objects.requireNonNull(Columns.instant(row, "lease_until")));
  }
}

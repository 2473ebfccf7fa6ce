package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The partitions: who works on which, from where each goes on, what is asked of it. Methods join
 * the caller's transaction; each is one or two statements and right without one too.
 */
public final class Partitions {

  private static final String ENSURE =
      """
      WITH made AS (
        INSERT INTO lockstep.sync_partition (sync, account, calendar)
        SELECT n.sync, n.account, n.calendar
        FROM unnest(CAST(:syncs AS text[]), CAST(:accounts AS text[]), CAST(:calendars AS text[]))
          AS n (sync, account, calendar)
        ORDER BY n.sync, n.account, n.calendar
        ON CONFLICT ON CONSTRAINT sync_partition_once DO NOTHING
        RETURNING id
      )
      INSERT INTO lockstep.sync_due (partition_id)
      SELECT id FROM made
      """;

  private static final String IDS =
      """
      SELECT p.id, p.sync, p.account, p.calendar
      FROM unnest(CAST(:syncs AS text[]), CAST(:accounts AS text[]), CAST(:calendars AS text[]))
        AS n (sync, account, calendar)
      JOIN lockstep.sync_partition p
        ON p.sync = n.sync AND p.account = n.account AND p.calendar = n.calendar
      """;

  private static final String LEASE_NEXT =
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

  private static final String LEASE_ONE =
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

  // A lock does what an UPDATE of the row would do, and leaves no dead row.
  private static final String FENCE =
      """
      SELECT id
      FROM lockstep.sync_partition
      WHERE id = :id AND lease_token = :token AND lease_holder IS NOT NULL
      FOR NO KEY UPDATE
      """;

  private static final String GIVE_BACK =
      """
      UPDATE lockstep.sync_partition
      SET lease_holder = NULL, lease_until = NULL
      WHERE id = :id AND lease_token = :token AND lease_holder IS NOT NULL
      """;

  private static final String HOLDERS =
      """
      SELECT DISTINCT lease_holder
      FROM lockstep.sync_partition
      WHERE lease_until > lockstep.clock()
      """;

  private static final String END_LEASES =
      """
      UPDATE lockstep.sync_partition
      SET lease_until = lockstep.clock()
      WHERE lease_holder = :holder
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

  private static final String ASK_PULL =
      """
      UPDATE lockstep.sync_due
      SET pull_generation = pull_generation + 1,
        due_at = least(due_at, greatest(lockstep.clock(), pull_not_before)),
        pull_asked = CAST(:asked AS jsonb) || jsonb_build_object('at', lockstep.clock())
      WHERE partition_id = :id AND pull_generation = pull_taken
      """;

  private static final String ASK_PULLS =
      """
      WITH open AS (
        SELECT d.partition_id, n.asked
        FROM unnest(CAST(:ids AS bigint[]), CAST(:asked AS text[])) AS n (partition_id, asked)
        JOIN lockstep.sync_due d ON d.partition_id = n.partition_id
        WHERE d.pull_generation = d.pull_taken
        ORDER BY d.partition_id
        FOR UPDATE OF d
      )
      UPDATE lockstep.sync_due d
      SET pull_generation = d.pull_generation + 1,
        due_at = least(d.due_at, greatest(
          lockstep.clock() + random() * :within::interval, d.pull_not_before)),
        pull_asked = CAST(open.asked AS jsonb) || jsonb_build_object('at', lockstep.clock())
      FROM open
      WHERE d.partition_id = open.partition_id
      """;

  // Those that wait for a person have no worker whose transaction this could wait for.
  private static final String CUT_SHORT =
      """
      WITH heard AS (
        SELECT id
        FROM lockstep.sync_partition
        WHERE waits_for_person AND back_off_until > lockstep.clock() + :soon::interval
          AND sync = ANY(:syncs) AND (sync, account, calendar) IN (
            SELECT *
            FROM unnest(CAST(:syncs AS text[]), CAST(:accounts AS text[]), CAST(:calendars AS text[])))
        ORDER BY id
        FOR NO KEY UPDATE
      ), cut AS (
        UPDATE lockstep.sync_partition p
        SET back_off_until = lockstep.clock() + :soon::interval
        FROM heard
        WHERE p.id = heard.id
      )
      UPDATE lockstep.sync_due d
      SET due_at = least(d.due_at, lockstep.clock() + :soon::interval)
      FROM heard
      WHERE d.partition_id = heard.id
      """;

  private static final String TAKE_PULL =
      """
      UPDATE lockstep.sync_due
      SET pull_taken = pull_generation
      WHERE partition_id = :id
      RETURNING pull_generation
      """;

  private static final String PULL_DONE =
      """
      UPDATE lockstep.sync_due
      SET pull_done = greatest(pull_done, :generation), pull_not_before = NULL, pull_pause = NULL
      WHERE partition_id = :id
      """;

  // The pause doubles while pulls follow each other for nothing, and begins anew after a quiet
  // time.
  private static final String PULL_BROUGHT_NOTHING =
      """
      UPDATE lockstep.sync_due d
      SET pull_done = greatest(d.pull_done, :generation), pull_pause = next.pause,
        pull_not_before = lockstep.clock() + next.pause
      FROM (
        SELECT partition_id,
          CASE WHEN pull_not_before > lockstep.clock() - interval '2 seconds'
            THEN least(2 * pull_pause, interval '1 second')
            ELSE interval '50 milliseconds' END AS pause
        FROM lockstep.sync_due
        WHERE partition_id = :id) next
      WHERE d.partition_id = next.partition_id
      """;

  private static final String ASK_RECONCILE =
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

  private static final String RECONCILE_DONE =
      """
      UPDATE lockstep.sync_due
      SET reconcile_done = greatest(reconcile_done, :generation)
      WHERE partition_id = :id
      """;

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

  private static final String SELECT =
      """
      SELECT p.*, d.due_at,
        CASE WHEN d.pull_generation > d.pull_done
            AND (d.pull_not_before IS NULL OR d.pull_not_before <= lockstep.clock())
          THEN d.pull_generation ELSE 0 END AS pull,
        CASE WHEN d.reconcile_generation > d.reconcile_done
          THEN d.reconcile_generation ELSE 0 END AS reconcile,
        CASE WHEN d.reconcile_generation > d.reconcile_done
          THEN d.reconcile_asked ELSE d.pull_asked END AS asked,
        %s AS to_google_paused, %s AS from_google_paused
      FROM lockstep.sync_partition p
      JOIN lockstep.sync_due d ON d.partition_id = p.id
      """
          .formatted(
              Pauses.causes("p", Direction.TO_GOOGLE), Pauses.causes("p", Direction.FROM_GOOGLE));

  private static final String SYNCS =
      "SELECT DISTINCT sync FROM lockstep.sync_partition ORDER BY sync";

  private static final String SAVE_CURSOR =
      """
      UPDATE lockstep.sync_partition
      SET cursor = :cursor, page_state = CAST(:pageState AS jsonb)
      WHERE id = :id
      """;

  private static final String FULL_SYNC_DONE =
      """
      UPDATE lockstep.sync_partition
      SET last_full_sync = lockstep.clock()
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
  private final Duration leaseTime;

  /**
   * @param leaseTime how long a lease is good without being renewed
   */
  public Partitions(JdbcClient jdbc, Duration leaseTime) {
    this.jdbc = jdbc;
    this.leaseTime = leaseTime;
  }

  /** The ids of these partitions, made where they are missing. */
  public Map<PartitionKey, Long> ensure(Collection<PartitionKey> keys) {
    Map<PartitionKey, Long> ids = ids(keys);
    if (!ids.keySet().containsAll(keys)) {
      ofKeys(ENSURE, keys).update();
      ids = ids(keys);
    }
    return ids;
  }

  public long ensure(PartitionKey key) {
    return Objects.requireNonNull(ensure(List.of(key)).get(key));
  }

  private Map<PartitionKey, Long> ids(Collection<PartitionKey> keys) {
    Map<PartitionKey, Long> ids = new HashMap<>();
    ofKeys(IDS, keys)
        .query(
            row -> {
              ids.put(key(row), row.getLong("id"));
            });
    return ids;
  }

  private JdbcClient.StatementSpec ofKeys(String sql, Collection<PartitionKey> keys) {
    return jdbc.sql(sql)
        .param("syncs", keys.stream().map(PartitionKey::sync).toArray(String[]::new))
        .param("accounts", keys.stream().map(PartitionKey::account).toArray(String[]::new))
        .param("calendars", keys.stream().map(PartitionKey::calendar).toArray(String[]::new));
  }

  /** The partition that has waited longest for a worker, if any is due. */
  public Optional<Lease> leaseNext(String node) {
    return taken(jdbc.sql(LEASE_NEXT).param("node", node).param("lease", leaseTime.toString()));
  }

  /** This partition, due or not; empty while another worker has it. */
  public Optional<Lease> lease(PartitionKey partition, String node) {
    return taken(
        jdbc.sql(LEASE_ONE)
            .param("id", ensure(partition))
            .param("node", node)
            .param("lease", leaseTime.toString()));
  }

  private Optional<Lease> taken(JdbcClient.StatementSpec statement) {
    Optional<Lease> lease = statement.query(Partitions::lease).optional();
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
        .param("lease", leaseTime.toString())
        .query(Partitions::lease)
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
    if (withToken(FENCE, lease).query(Long.class).optional().isEmpty()) {
      throw new LeaseLost(lease);
    }
  }

  /**
   * Gives the partition back and sets when it is next due; items that were claimed and not settled
   * wait again. Does nothing where the lease is lost. Run it in a transaction.
   */
  public void release(Lease lease) {
    if (withToken(GIVE_BACK, lease).update() == 0) {
      return;
    }
    jdbc.sql(FREE_CLAIMED).param("id", lease.partitionId()).update();
    jdbc.sql(LOCK_DUE).param("id", lease.partitionId()).query(Long.class).list();
    jdbc.sql(SET_DUE).param("id", lease.partitionId()).update();
  }

  /** The nodes that have a lease now. */
  public List<String> holders() {
    return jdbc.sql(HOLDERS).query(String.class).list();
  }

  /** A node is known to be dead: others need not wait for its leases to run out. */
  public void endLeases(String holder) {
    jdbc.sql(END_LEASES).param("holder", holder).update();
  }

  private JdbcClient.StatementSpec withToken(String sql, Lease lease) {
    return jdbc.sql(sql).param("id", lease.partitionId()).param("token", lease.token());
  }

  /**
   * How long until {@link #leaseNext} has something: zero or less for now, empty where that is not
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

  /** Asks for a pull; once is enough for any number of requests until it starts. */
  public void askPull(long partitionId, Trigger why) {
    jdbc.sql(ASK_PULL).param("id", partitionId).param("asked", why.json()).update();
  }

  public void askPull(PartitionKey partition, Trigger why) {
    askPull(ensure(partition), why);
  }

  /**
   * Somebody is at work there: what waits for a person to mend something looks again in two
   * seconds, however often this is told.
   */
  public void heard(Collection<PartitionKey> keys) {
    if (!keys.isEmpty()) {
      ofKeys(CUT_SHORT, keys).param("soon", "PT2S").update();
    }
  }

  /** Asks each of them for a pull at once, with one statement. */
  public void askPulls(Collection<PartitionKey> partitions, Trigger why) {
    Map<PartitionKey, Trigger> alike = new HashMap<>();
    partitions.forEach(partition -> alike.put(partition, why));
    askPulls(alike, Duration.ZERO);
  }

  /** Each for a reason of its own, and at some moment within this time. */
  public void askPulls(Map<PartitionKey, Trigger> pulls, Duration within) {
    if (pulls.isEmpty()) {
      return;
    }
    Map<PartitionKey, Long> ids = ensure(pulls.keySet());
    List<PartitionKey> keys = List.copyOf(ids.keySet());
    jdbc.sql(ASK_PULLS)
        .param("ids", keys.stream().map(ids::get).toArray(Long[]::new))
        .param("asked", keys.stream().map(key -> pulls.get(key).json()).toArray(String[]::new))
        .param("within", within.toString())
        .update();
  }

  /** A pull starts; the generation is what {@link #pullDone} is told. */
  public long takePull(Lease lease) {
    fence(lease);
    return jdbc.sql(TAKE_PULL).param("id", lease.partitionId()).query(Long.class).single();
  }

  /** The pull ended; a request made since it started is still open. */
  public void pullDone(Lease lease, long generation) {
    fence(lease);
    done(PULL_DONE, lease, generation);
  }

  /**
   * As {@link #pullDone}, and nothing was new. Notifications of our own writes and floods of them
   * bring such pulls: the next one waits a moment, twice as long each time, a second at most.
   */
  public void pullBroughtNothing(Lease lease, long generation) {
    fence(lease);
    done(PULL_BROUGHT_NOTHING, lease, generation);
  }

  /**
   * Asks every partition of the sync to compare both sides in full.
   *
   * @param account only this account's, null: all
   */
  public void askReconcile(String sync, @Nullable String account, Trigger why) {
    jdbc.sql(ASK_RECONCILE)
        .param("sync", sync)
        .param("account", account)
        .param("asked", why.json())
        .update();
  }

  /**
   * @param generation {@link Partition#reconcile} as it was when the reconcile began
   */
  public void reconcileDone(Lease lease, long generation) {
    fence(lease);
    done(RECONCILE_DONE, lease, generation);
    jdbc.sql(FULL_SYNC_DONE).param("id", lease.partitionId()).update();
  }

  private void done(String sql, Lease lease, long generation) {
    jdbc.sql(sql).param("id", lease.partitionId()).param("generation", generation).update();
  }

  /**
   * @param cursor from where the next pull lists
   * @param pageState JSON of a listing under way, null where none is
   */
  public void saveCursor(Lease lease, @Nullable String cursor, @Nullable String pageState) {
    fence(lease);
    jdbc.sql(SAVE_CURSOR)
        .param("id", lease.partitionId())
        .param("cursor", cursor)
        .param("pageState", pageState)
        .update();
  }

  /** Forgets from where the account's partitions go on, and whoever works on them now. */
  public void beginAfresh(String account) {
    jdbc.sql(BEGIN_AFRESH).param("account", account).update();
  }

  public Partition get(long id) {
    return jdbc.sql(SELECT + "WHERE p.id = :id").param("id", id).query(Partitions::row).single();
  }

  public Optional<Partition> find(PartitionKey key) {
    return jdbc.sql(
            SELECT + "WHERE p.sync = :sync AND p.account = :account AND p.calendar = :calendar")
        .param("sync", key.sync())
        .param("account", key.account())
        .param("calendar", key.calendar())
        .query(Partitions::row)
        .optional();
  }

  /** Every sync that has partitions, whether it has a definition or not. */
  public List<String> syncs() {
    return jdbc.sql(SYNCS).query(String.class).list();
  }

  public List<Partition> ofSync(String sync) {
    return jdbc.sql(SELECT + "WHERE p.sync = :sync ORDER BY p.account, p.calendar")
        .param("sync", sync)
        .query(Partitions::row)
        .list();
  }

  public List<Partition> ofAccount(String account) {
    return jdbc.sql(SELECT + "WHERE p.account = :account ORDER BY p.sync, p.calendar")
        .param("account", account)
        .query(Partitions::row)
        .list();
  }

  private static PartitionKey key(ResultSet row) throws SQLException {
    return new PartitionKey(
        row.getString("sync"), row.getString("account"), row.getString("calendar"));
  }

  private static Lease lease(ResultSet row, int number) throws SQLException {
    return new Lease(
        row.getLong("id"),
        key(row),
        row.getLong("lease_token"),
        row.getString("lease_holder"),
        Objects.requireNonNull(Columns.instant(row, "lease_until")));
  }

  private static Partition row(ResultSet row, int number) throws SQLException {
    return new Partition(
        row.getLong("id"),
        key(row),
        row.getString("lease_holder"),
        row.getLong("lease_token"),
        Columns.instant(row, "lease_until"),
        row.getString("cursor"),
        row.getString("page_state"),
        Columns.instant(row, "last_full_sync"),
        causes(row, "to_google_paused"),
        causes(row, "from_google_paused"),
        Columns.instant(row, "back_off_until"),
        row.getInt("attempts"),
        row.getString("last_error"),
        Columns.instant(row, "due_at"),
        row.getLong("pull"),
        row.getLong("reconcile"),
        row.getString("asked"));
  }

  private static Set<PauseCause> causes(ResultSet row, String column) throws SQLException {
    return Arrays.stream((String[]) row.getArray(column).getArray())
        .map(PauseCause::of)
        .collect(Collectors.toUnmodifiableSet());
  }
}

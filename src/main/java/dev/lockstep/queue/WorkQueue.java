package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.tracing.TraceParent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The work of all partitions, one item per record and direction. Every method joins the caller's
 * transaction; those that name a {@link Lease} fence it first.
 */
public final class WorkQueue {

  static final String ITEM =
      """
      q.id, q.partition_id, q.sync, q.direction, q.account, q.calendar, q.key, q.status, q.lane,
      q.effect, q.generation, q.retry_count, q.first_changed_at, q.changed_at, q.not_before,
      q.origin, q.approved, q.discarded, q.asked,
      CASE WHEN q.status = 'held' THEN q.hold_reason END AS hold_reason,
      CASE WHEN q.status = 'skipped' THEN coalesce(q.hold_reason, q.skip_reason) END AS skip_reason,
      q.last_error, q.trace,
      q.changes, q.caused_by
      """;

  // The order of locks is everywhere: partition, queue rows by key, due row.
  private static final String OFFER =
      """
      WITH put AS (
        INSERT INTO lockstep.sync_queue AS q (
          partition_id, sync, direction, account, calendar, key, lane, effect,
          first_changed_at, changed_at, not_before, origin, asked, trace, changes, caused_by)
        SELECT p.id, p.sync, :direction, p.account, p.calendar, o.key, :lane, o.effect,
          coalesce(o.changed_at, t.now), coalesce(o.changed_at, t.now),
          least(t.now + :debounce::interval,
                coalesce(o.changed_at, t.now) + 5 * :debounce::interval),
          o.origin, o.asked, CAST(:trace AS text), o.changes, CAST(o.caused_by AS jsonb)
        FROM unnest(
          CAST(:partitions AS bigint[]), CAST(:keys AS text[]), CAST(:changedAt AS timestamptz[]),
          CAST(:origins AS text[]), CAST(:effects AS text[]), CAST(:asked AS text[]),
          CAST(:changes AS integer[]), CAST(:causedBy AS text[]))
          AS o (partition_id, key, changed_at, origin, effect, asked, changes, caused_by)
        JOIN lockstep.sync_partition p ON p.id = o.partition_id
        CROSS JOIN (SELECT lockstep.clock() AS now) t
        ORDER BY o.key, p.id
        ON CONFLICT ON CONSTRAINT sync_queue_once DO UPDATE SET
          partition_id = excluded.partition_id,
          generation = q.generation + 1,
          status = CASE
            WHEN q.status = 'processing' THEN q.status
            -- what a person skipped is not tried again because all is compared
            WHEN q.status = 'skipped' AND excluded.lane = 'backfill' AND excluded.asked IS NULL
            THEN q.status
            ELSE 'pending' END,
          lane = CASE WHEN q.lane = 'live' THEN q.lane ELSE excluded.lane END,
          effect = CASE
            WHEN q.status = 'skipped' AND excluded.lane = 'backfill' AND excluded.asked IS NULL
            THEN NULL
            ELSE excluded.effect END,
          retry_count = CASE WHEN q.status IN ('failed', 'skipped') THEN 0 ELSE q.retry_count END,
          first_changed_at = CASE
            -- what a worker has, and what was given up or held, is another change than this one
            WHEN q.status IN ('failed', 'held', 'skipped')
              OR (q.status = 'processing' AND q.generation = q.claimed_generation)
            THEN excluded.first_changed_at
            ELSE q.first_changed_at END,
          changed_at = greatest(q.changed_at, excluded.changed_at),
          origin = CASE WHEN excluded.changed_at >= q.changed_at THEN excluded.origin ELSE q.origin END,
          trace = coalesce(excluded.trace, q.trace),
          changes = excluded.changes + CASE
            WHEN q.status IN ('failed', 'held', 'skipped')
              OR (q.status = 'processing' AND q.generation = q.claimed_generation)
            THEN 0
            ELSE q.changes END,
          caused_by = coalesce(excluded.caused_by, CASE
            WHEN q.status IN ('failed', 'held', 'skipped')
              OR (q.status = 'processing' AND q.generation = q.claimed_generation)
            THEN NULL
            ELSE q.caused_by END),
          approved = false,
          discarded = false,
          asked = coalesce(excluded.asked, q.asked),
          -- why it was skipped is remembered with what was: it may fail with just that again
          hold_reason = CASE
            WHEN q.status <> 'held' AND q.skipped IS NOT NULL THEN q.hold_reason END,
          not_before = CASE
            WHEN q.status IN ('failed', 'held', 'skipped')
              OR (q.status = 'processing' AND q.generation = q.claimed_generation)
            THEN excluded.not_before
            ELSE greatest(
              -- the back-off of a record that is being retried goes on
              CASE WHEN q.status = 'pending' AND q.retry_count > 0 THEN q.not_before END,
              least(lockstep.clock() + :debounce::interval,
                    q.first_changed_at + 5 * :debounce::interval)) END
        RETURNING q.partition_id, q.not_before
      )
      SELECT partition_id, min(not_before) AS due_at
      FROM put
      GROUP BY partition_id
      """;

  private static final String DUE =
      """
      INSERT INTO lockstep.sync_due AS d (partition_id, due_at)
      SELECT n.partition_id, n.due_at
      FROM unnest(CAST(:partitions AS bigint[]), CAST(:dueAt AS timestamptz[]))
        AS n (partition_id, due_at)
      ORDER BY n.partition_id
      ON CONFLICT (partition_id) DO UPDATE SET due_at = least(d.due_at, excluded.due_at)
      WHERE d.due_at IS NULL OR d.due_at > excluded.due_at
      """;

  private static final String CLAIM =
      """
      WITH live AS (
        SELECT id, 0 AS lane, not_before
        FROM lockstep.sync_queue
        WHERE partition_id = :partition AND direction = :direction AND lane = 'live'
          AND status IN ('pending', 'failed') AND not_before <= lockstep.clock()
        ORDER BY not_before
        LIMIT :limit
      ), backfill AS (
        SELECT id, 1 AS lane, not_before
        FROM lockstep.sync_queue
        WHERE partition_id = :partition AND direction = :direction AND lane = 'backfill'
          AND status IN ('pending', 'failed') AND not_before <= lockstep.clock()
        ORDER BY not_before
        LIMIT :limit
      ), due AS (
        SELECT id
        FROM (SELECT * FROM live UNION ALL SELECT * FROM backfill) both_lanes
        ORDER BY lane, not_before
        LIMIT :limit
      )
      UPDATE lockstep.sync_queue q
      SET status = 'processing', claimed_generation = q.generation
      FROM due
      WHERE q.id = due.id
      RETURNING """
          + " "
          + ITEM;

  private static final String IS_LIVE_DUE =
      """
      SELECT EXISTS (
        SELECT
        FROM lockstep.sync_queue
        WHERE partition_id = :partition AND direction = :direction AND lane = 'live'
          AND status IN ('pending', 'failed') AND not_before <= lockstep.clock())
      """;

  private static final String DELETE_DONE =
      """
      DELETE FROM lockstep.sync_queue q
      USING unnest(CAST(:ids AS bigint[]), CAST(:generations AS bigint[])) AS f (id, generation)
      WHERE q.id = f.id AND q.generation = f.generation
      """;

  // After the DELETE, as a statement of its own: what is left has changed since it was claimed.
  private static final String GIVE_BACK_CHANGED =
      """
      UPDATE lockstep.sync_queue q
      SET status = 'pending', retry_count = 0, last_error = NULL, asked = nullif(q.asked, f.asked)
      FROM unnest(CAST(:ids AS bigint[]), CAST(:asked AS text[])) AS f (id, asked)
      WHERE q.id = f.id AND q.status = 'processing'
      """;

  private static final String RETRY =
      """
      UPDATE lockstep.sync_queue
      SET status = 'pending', retry_count = retry_count + :attempts,
        not_before = lockstep.clock() + :delay::interval,
        last_error = coalesce(CAST(:error AS text), last_error)
      WHERE id = ANY(CAST(:ids AS bigint[])) AND status = 'processing'
      """;

  private static final String HASTEN =
      """
      UPDATE lockstep.sync_queue
      SET not_before = lockstep.clock()
      WHERE sync = :sync AND direction = :direction AND account = :account
        AND calendar = :calendar AND key = :key
        AND status = 'pending' AND retry_count = 0 AND not_before > lockstep.clock()
      RETURNING partition_id, not_before AS due_at
      """;

  private static final String PARK =
      """
      UPDATE lockstep.sync_queue
      SET status = CASE
          WHEN generation <> :generation THEN 'pending'
          WHEN skipped = coalesce(CAST(:payload AS jsonb), to_jsonb(CAST(:error AS text)))
            THEN 'skipped'
          ELSE 'failed' END,
        retry_count = CASE WHEN generation = :generation THEN retry_count + 1 ELSE 0 END,
        not_before = CASE
          WHEN generation <> :generation THEN not_before
          WHEN skipped = coalesce(CAST(:payload AS jsonb), to_jsonb(CAST(:error AS text)))
            THEN 'infinity'
          ELSE coalesce(lockstep.clock() + CAST(:again AS interval), 'infinity') END,
        last_error = :error,
        failure_kind = :kind,
        payload = CAST(:payload AS jsonb)
      WHERE id = :id AND status = 'processing'
      RETURNING status
      """;

  private static final String HOLD =
      """
      UPDATE lockstep.sync_queue q
      SET status = CASE WHEN q.generation = f.generation THEN 'held' ELSE 'pending' END,
        hold_reason = CASE WHEN q.generation = f.generation THEN :reason END,
        -- a node of the release before wrote it into the brake's
        skip_reason = CASE
          WHEN q.skipped IS NOT NULL THEN coalesce(q.hold_reason, q.skip_reason) END,
        effect = coalesce(f.effect, q.effect)
      FROM unnest(
        CAST(:ids AS bigint[]), CAST(:generations AS bigint[]), CAST(:effects AS text[]))
        AS f (id, generation, effect)
      WHERE q.id = f.id AND q.status IN ('pending', 'processing')
      """;

  private static final String SET_EFFECT =
      """
      UPDATE lockstep.sync_queue q
      SET effect = f.effect
      FROM unnest(CAST(:ids AS bigint[]), CAST(:effects AS text[])) AS f (id, effect)
      WHERE q.id = f.id AND q.effect IS DISTINCT FROM f.effect
      """;

  private static final String QUEUED =
      """
      SELECT key
      FROM lockstep.sync_queue
      WHERE sync = :sync AND direction = :direction AND account = :account
        AND calendar = :calendar AND key = ANY(:keys)
        AND status NOT IN ('failed', 'skipped')
      """;

  private static final String DEAD =
      """
      SELECT key, failed_version
      FROM lockstep.sync_queue
      WHERE sync = :sync AND direction = 'from_google' AND account = :account
        AND calendar = :calendar AND key = ANY(:keys) AND status IN ('failed', 'skipped')
        AND finding = ''
      """;

  private static final String NOTE_VERSION =
      """
      UPDATE lockstep.sync_queue
      SET failed_version = :version
      WHERE id = :id AND status = 'failed'
      """;

  private static final String MENDED =
      """
      DELETE FROM lockstep.sync_queue
      WHERE partition_id = :partition AND direction = 'from_google' AND key = ANY(:keys)
        AND status = 'failed' AND finding = ''
      """;

  private static final String WEIGHED =
      """
      SELECT key
      FROM lockstep.sync_queue
      WHERE sync = :sync AND direction = :direction AND account = :account
        AND calendar = :calendar AND key = ANY(:keys)
        AND effect IS NOT NULL AND NOT approved AND NOT discarded
      """;

  private static final String CHANGED_AT =
      """
      SELECT key, changed_at
      FROM lockstep.sync_queue
      WHERE sync = :sync AND direction = 'to_google' AND account = :account
        AND calendar = :calendar AND key = ANY(:keys)
      """;

  private final JdbcClient jdbc;
  private final Partitions partitions;

  public WorkQueue(JdbcClient jdbc, Partitions partitions) {
    this.jdbc = jdbc;
    this.partitions = partitions;
  }

  /**
   * Queues records, or moves the generation of those that are queued already; partitions are made
   * where they are missing. A record is due after {@code debounce} of quiet, at the latest five
   * times as long after its first change.
   */
  public void offer(Direction direction, Lane lane, Duration debounce, Collection<Offer> offers) {
    offer(direction, List.of(new Offers(lane, debounce, offers)));
  }

  /**
   * All of them in one transaction that marks their partitions as due at its end, in one order:
   * whoever asks several partitions for something meanwhile waits and does not lock this one out.
   */
  public void offer(Direction direction, Collection<Offers> alike) {
    Map<Long, OffsetDateTime> due = new TreeMap<>();
    for (Offers offers : alike) {
      put(direction, offers.lane(), offers.debounce(), offers.offers())
          .forEach((id, at) -> due.merge(id, at, (a, b) -> a.isBefore(b) ? a : b));
    }
    setDue(due);
  }

  /** What a postponed record waited for is there: it need not wait longer. */
  public void hasten(PartitionKey partition, Direction direction, String key) {
    Map<Long, OffsetDateTime> due = new HashMap<>();
    jdbc.sql(HASTEN)
        .param("sync", partition.sync())
        .param("account", partition.account())
        .param("calendar", partition.calendar())
        .param("direction", Columns.direction(direction))
        .param("key", key)
        .query(
            row -> {
              due.put(row.getLong("partition_id"), row.getObject("due_at", OffsetDateTime.class));
            });
    setDue(due);
  }

  private void setDue(Map<Long, OffsetDateTime> due) {
    if (!due.isEmpty()) {
      jdbc.sql(DUE)
          .param("partitions", due.keySet().toArray(Long[]::new))
          .param("dueAt", due.values().stream().map(Object::toString).toArray(String[]::new))
          .update();
    }
  }

  /** When each of the partitions is due for what was queued. */
  private Map<Long, OffsetDateTime> put(
      Direction direction, Lane lane, Duration debounce, Collection<Offer> offers) {
    if (offers.isEmpty()) {
      return Map.of();
    }
    Map<PartitionKey, Long> ids =
        partitions.ensure(offers.stream().map(Offer::partition).distinct().toList());
    List<Offer> distinct = newestOfEach(offers);
    Map<Long, OffsetDateTime> due = new HashMap<>();
    jdbc.sql(OFFER)
        .param("direction", Columns.direction(direction))
        .param("trace", TraceParent.current())
        .param("lane", lane.column())
        .param("debounce", debounce.toString())
        .param("partitions", array(distinct, Long[]::new, o -> ids.get(o.partition())))
        .param("keys", array(distinct, String[]::new, Offer::key))
        .param(
            "changedAt", array(distinct, String[]::new, o -> Objects.toString(o.changedAt(), null)))
        .param("origins", array(distinct, String[]::new, Offer::origin))
        .param("effects", array(distinct, String[]::new, o -> column(o.effect())))
        .param("asked", array(distinct, String[]::new, Offer::asked))
        .param("changes", array(distinct, Integer[]::new, Offer::changes))
        .param("causedBy", array(distinct, String[]::new, Offer::causedBy))
        .query(
            row -> {
              due.put(row.getLong("partition_id"), row.getObject("due_at", OffsetDateTime.class));
            });
    return due;
  }

  /** One statement may touch a row once only. */
  private static List<Offer> newestOfEach(Collection<Offer> offers) {
    record Place(PartitionKey partition, String key) {}
    Map<Place, Offer> newest = new LinkedHashMap<>();
    offers.forEach(o -> newest.put(new Place(o.partition(), o.key()), o));
    return List.copyOf(newest.values());
  }

  /** Due items of a direction, live ones first, the longest due first; they are `processing`. */
  public List<Item> claim(Lease lease, Direction direction, int limit) {
    partitions.fence(lease);
    List<Item> claimed =
        new ArrayList<>(
            jdbc.sql(CLAIM)
                .param("partition", lease.partitionId())
                .param("direction", Columns.direction(direction))
                .param("limit", limit)
                .query(WorkQueue::item)
                .list());
    claimed.sort(
        java.util.Comparator.comparing(Item::lane)
            .thenComparing(Item::notBefore)
            .thenComparing(Item::key));
    return List.copyOf(claimed);
  }

  /** Whether a live edit of a direction is due. */
  public boolean isLiveDue(Lease lease, Direction direction) {
    return jdbc.sql(IS_LIVE_DUE)
        .param("partition", lease.partitionId())
        .param("direction", Columns.direction(direction))
        .query(Boolean.class)
        .single();
  }

  /** Removes what is done; an item that changed since its claim goes back and is due again. */
  public void done(Lease lease, Collection<Item> items) {
    partitions.fence(lease);
    if (items.isEmpty()) {
      return;
    }
    jdbc.sql(DELETE_DONE)
        .param("ids", ids(items))
        .param("generations", array(items, Long[]::new, Item::generation))
        .update();
    jdbc.sql(GIVE_BACK_CHANGED)
        .param("ids", ids(items))
        .param("asked", array(items, String[]::new, Item::asked))
        .update();
  }

  /** Gives items back for later; the failure counts against each record. */
  public void retry(Lease lease, Collection<Item> items, Duration delay, Failure failure) {
    giveBack(lease, items, delay, 1, failure.message());
  }

  /** Gives items back for later without counting an attempt: they were not at fault. */
  public void postpone(Lease lease, Collection<Item> items, Duration delay) {
    giveBack(lease, items, delay, 0, null);
  }

  private void giveBack(
      Lease lease, Collection<Item> items, Duration delay, int attempts, @Nullable String error) {
    partitions.fence(lease);
    jdbc.sql(RETRY)
        .param("ids", ids(items))
        .param("attempts", attempts)
        .param("delay", delay.toString())
        .param("error", error)
        .update();
  }

  /**
   * Makes the item a dead letter, unless the record has changed since the claim.
   *
   * @param payload JSON of the values that were to be sent or taken, null where none are known
   * @param again when it is tried again all the same; null: only when a person says so or it
   *     changes
   * @return false where it has changed, or a person has skipped just this
   */
  public boolean park(
      Lease lease, Item item, Failure failure, @Nullable String payload, @Nullable Duration again) {
    partitions.fence(lease);
    return jdbc.sql(PARK)
        .param("id", item.id())
        .param("generation", item.generation())
        .param("again", again == null ? null : again.toString())
        .param("error", failure.message())
        .param("kind", failure.kind().name().toLowerCase(Locale.ROOT))
        .param("payload", payload)
        .query(String.class)
        .optional()
        .filter(status -> Status.of(status) == Status.FAILED)
        .isPresent();
  }

  /** The brake holds these items; one that changed since the claim is weighed anew instead. */
  public void hold(Lease lease, Collection<Item> items, @Nullable Effect effect, String reason) {
    partitions.fence(lease);
    jdbc.sql(HOLD)
        .param("ids", ids(items))
        .param("generations", array(items, Long[]::new, Item::generation))
        .param("effects", array(items, String[]::new, item -> column(effect)))
        .param("reason", reason)
        .update();
  }

  /** What the merge found these items to do, for the brake's count. */
  public void effects(Lease lease, Map<Item, Effect> effects) {
    partitions.fence(lease);
    List<Item> items = List.copyOf(effects.keySet());
    jdbc.sql(SET_EFFECT)
        .param("ids", ids(items))
        .param("effects", array(items, String[]::new, item -> column(effects.get(item))))
        .update();
  }

  /** Which of these keys have an item in that direction that is not given up. */
  public Set<String> queued(PartitionKey partition, Direction direction, Collection<String> keys) {
    return keys(QUEUED, partition, direction, keys);
  }

  /** Which of these keys have an item in that direction that the brake's counts have in them. */
  public Set<String> weighed(PartitionKey partition, Direction direction, Collection<String> keys) {
    return keys(WEIGHED, partition, direction, keys);
  }

  private Set<String> keys(
      String sql, PartitionKey partition, Direction direction, Collection<String> keys) {
    return Set.copyOf(
        jdbc.sql(sql)
            .param("sync", partition.sync())
            .param("account", partition.account())
            .param("calendar", partition.calendar())
            .param("direction", Columns.direction(direction))
            .param("keys", keys.toArray(String[]::new))
            .query(String.class)
            .list());
  }

  /**
   * Of these records at Google those that could not be taken and are dead letters, by key with the
   * version that was seen then.
   */
  public Map<String, @Nullable String> dead(PartitionKey partition, Collection<String> keys) {
    Map<String, @Nullable String> dead = new LinkedHashMap<>();
    jdbc.sql(DEAD)
        .param("sync", partition.sync())
        .param("account", partition.account())
        .param("calendar", partition.calendar())
        .param("keys", keys.toArray(String[]::new))
        .query(
            row -> {
              dead.put(row.getString("key"), row.getString("failed_version"));
            });
    return dead;
  }

  /** Remembers of a record at Google that became a dead letter what was seen of it. */
  public void failedAs(Lease lease, Item item, @Nullable String version) {
    partitions.fence(lease);
    jdbc.sql(NOTE_VERSION).param("id", item.id()).param("version", version).update();
  }

  /** These records at Google are as they should be again: their dead letters are done with. */
  public void mended(Lease lease, Collection<String> keys) {
    partitions.fence(lease);
    if (!keys.isEmpty()) {
      jdbc.sql(MENDED)
          .param("partition", lease.partitionId())
          .param("keys", keys.toArray(String[]::new))
          .update();
    }
  }

  /** When records that wait to go to Google changed, by the capture log; others are missing. */
  public Map<String, Instant> changedAt(PartitionKey partition, Collection<String> keys) {
    Map<String, Instant> changed = new LinkedHashMap<>();
    jdbc.sql(CHANGED_AT)
        .param("sync", partition.sync())
        .param("account", partition.account())
        .param("calendar", partition.calendar())
        .param("keys", keys.toArray(String[]::new))
        .query(
            row -> {
              changed.put(row.getString("key"), Columns.instant(row, "changed_at"));
            });
    return changed;
  }

  static Item item(ResultSet row, int number) throws SQLException {
    String effect = row.getString("effect");
    return new Item(
        row.getLong("id"),
        row.getLong("partition_id"),
        new PartitionKey(
            row.getString("sync"), row.getString("account"), row.getString("calendar")),
        Columns.direction(row.getString("direction")),
        row.getString("key"),
        Status.of(row.getString("status")),
        Lane.of(row.getString("lane")),
        effect == null ? null : Effect.of(effect),
        row.getLong("generation"),
        row.getInt("retry_count"),
        Objects.requireNonNull(Columns.instant(row, "first_changed_at")),
        Objects.requireNonNull(Columns.instant(row, "changed_at")),
        Objects.requireNonNull(Columns.instant(row, "not_before")),
        row.getString("origin"),
        row.getBoolean("approved"),
        row.getBoolean("discarded"),
        row.getString("asked"),
        row.getString("hold_reason"),
        row.getString("skip_reason"),
        row.getString("last_error"),
        row.getString("trace"),
        row.getInt("changes"),
        row.getString("caused_by"));
  }

  private static @Nullable String column(@Nullable Effect effect) {
    return effect == null ? null : effect.column();
  }

  private static Long[] ids(Collection<Item> items) {
    return array(items, Long[]::new, Item::id);
  }

  private static <S, T> T[] array(
      Collection<S> from,
      java.util.function.IntFunction<T[]> made,
      java.util.function.Function<S, @Nullable T> of) {
    return from.stream().map(of).toArray(made);
  }
}

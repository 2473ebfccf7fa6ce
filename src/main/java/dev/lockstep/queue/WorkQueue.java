package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.tracing.TraceParent;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What there is to be done, one item per record and direction: it is put in here, and coalesces
 * with what waits already. Workers take it by {@link Claims}. Every method joins the caller's
 * transaction.
 */
public final class WorkQueue {

  // The order of locks is everywhere: partition, queue rows by key, due row, what the brake counts.
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
            WHEN q.status = 'skipped' AND excluded.lane = 'backfill'
              AND coalesce(excluded.asked, :again) = :again
            THEN q.status
            ELSE 'pending' END,
          lane = CASE WHEN q.lane = 'live' THEN q.lane ELSE excluded.lane END,
          effect = CASE
            WHEN q.status = 'skipped' AND excluded.lane = 'backfill'
              AND coalesce(excluded.asked, :again) = :again
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
          asked = CASE WHEN excluded.asked = :again THEN coalesce(q.asked, excluded.asked)
            ELSE coalesce(excluded.asked, q.asked) END,
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

  private static final String HASTEN =
      """
      UPDATE lockstep.sync_queue
      SET not_before = lockstep.clock()
      WHERE sync = :sync AND direction = :direction AND account = :account
        AND calendar = :calendar AND key = :key
        AND status = 'pending' AND retry_count = 0 AND not_before > lockstep.clock()
      RETURNING partition_id, not_before AS due_at
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
          .forEach((id, at) -> due.merge(id, at, WorkQueue::earlier));
    }
    setDue(due);
  }

  /**
   * Queues records of one direction, then some of the other, and marks their partitions as due
   * after both: between them whoever has the second ones would wait for the partition that waits
   * for them.
   */
  public void offerBothWays(
      Lane lane, Direction first, Collection<Offer> offers, Collection<Offer> otherWay) {
    Map<Long, OffsetDateTime> due = new TreeMap<>(put(first, lane, Duration.ZERO, offers));
    Direction second = first == Direction.TO_GOOGLE ? Direction.FROM_GOOGLE : Direction.TO_GOOGLE;
    put(second, lane, Duration.ZERO, otherWay)
        .forEach((id, at) -> due.merge(id, at, WorkQueue::earlier));
    setDue(due);
  }

  private static OffsetDateTime earlier(OffsetDateTime one, OffsetDateTime other) {
    return one.isBefore(other) ? one : other;
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

  /**
   * Queues records, and leaves it to the caller to mark their partitions as due.
   *
   * @return when each of them is
   */
  Map<Long, OffsetDateTime> put(
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
        .param("again", Offer.AGAIN)
        .param("partitions", Columns.array(distinct, Long[]::new, o -> ids.get(o.partition())))
        .param("keys", Columns.array(distinct, String[]::new, Offer::key))
        .param(
            "changedAt",
            Columns.array(distinct, String[]::new, o -> Objects.toString(o.changedAt(), null)))
        .param("origins", Columns.array(distinct, String[]::new, Offer::origin))
        .param("effects", Columns.array(distinct, String[]::new, o -> Columns.effect(o.effect())))
        .param("asked", Columns.array(distinct, String[]::new, Offer::asked))
        .param("changes", Columns.array(distinct, Integer[]::new, Offer::changes))
        .param("causedBy", Columns.array(distinct, String[]::new, Offer::causedBy))
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
}

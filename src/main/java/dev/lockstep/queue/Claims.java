package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The work that a worker takes under its lease, and what becomes of it: done, given back for later,
 * parked as a dead letter, held. Every method joins the caller's transaction; those that change
 * something fence the lease first.
 */
public final class Claims {

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
          + ItemRow.COLUMNS;

  private static final String IS_LIVE_DUE =
      """
      SELECT EXISTS (
        SELECT
        FROM lockstep.sync_queue
        WHERE partition_id = :partition AND direction = :direction AND lane = 'live'
          AND status IN ('pending', 'failed') AND not_before <= lockstep.clock())
      """;

  // By key, as they are put in: whoever does that at the same time waits, and neither locks the
  // other out.
  private static final String LOCK =
      """
      SELECT id
      FROM lockstep.sync_queue
      WHERE id = ANY(CAST(:ids AS bigint[]))
      ORDER BY key
      FOR UPDATE
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
      SET status = 'pending', retry_count = 0, last_error = NULL,
        -- that it is to be tried again reads the same, whether it was asked once or since as well
        asked = CASE WHEN q.asked = :again THEN q.asked ELSE nullif(q.asked, f.asked) END
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

  private final JdbcClient jdbc;
  private final Fence fence;

  public Claims(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.fence = new Fence(jdbc);
  }

  /** Due items of a direction, live ones first, the longest due first; they are `processing`. */
  public List<Item> take(Lease lease, Direction direction, int limit) {
    fence.around(lease);
    List<Item> claimed =
        new ArrayList<>(
            jdbc.sql(CLAIM)
                .param("partition", lease.partitionId())
                .param("direction", Columns.direction(direction))
                .param("limit", limit)
                .query(ItemRow::read)
                .list());
    claimed.sort(
        Comparator.comparing(Item::lane).thenComparing(Item::notBefore).thenComparing(Item::key));
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
    lock(lease, items);
    if (items.isEmpty()) {
      return;
    }
    jdbc.sql(DELETE_DONE)
        .param("ids", ids(items))
        .param("generations", Columns.array(items, Long[]::new, Item::generation))
        .update();
    jdbc.sql(GIVE_BACK_CHANGED)
        .param("ids", ids(items))
        .param("asked", Columns.array(items, String[]::new, Item::asked))
        .param("again", Offer.AGAIN)
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
    lock(lease, items);
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
    fence.around(lease);
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

  /** Remembers of a record at Google that became a dead letter what was seen of it. */
  public void failedAs(Lease lease, Item item, @Nullable String version) {
    fence.around(lease);
    jdbc.sql(NOTE_VERSION).param("id", item.id()).param("version", version).update();
  }

  /** These records at Google are as they should be again: their dead letters are done with. */
  public void mended(Lease lease, Collection<String> keys) {
    fence.around(lease);
    if (!keys.isEmpty()) {
      jdbc.sql(MENDED)
          .param("partition", lease.partitionId())
          .param("keys", keys.toArray(String[]::new))
          .update();
    }
  }

  /** The brake holds these items; one that changed since the claim is weighed anew instead. */
  public void hold(Lease lease, Collection<Item> items, @Nullable Effect effect, String reason) {
    lock(lease, items);
    jdbc.sql(HOLD)
        .param("ids", ids(items))
        .param("generations", Columns.array(items, Long[]::new, Item::generation))
        .param("effects", Columns.array(items, String[]::new, item -> Columns.effect(effect)))
        .param("reason", reason)
        .update();
  }

  /** What the merge found these items to do, for the brake's count. */
  public void effects(Lease lease, Map<Item, Effect> effects) {
    fence.around(lease);
    List<Item> items = List.copyOf(effects.keySet());
    jdbc.sql(SET_EFFECT)
        .param("ids", ids(items))
        .param(
            "effects",
            Columns.array(items, String[]::new, item -> Columns.effect(effects.get(item))))
        .update();
  }

  private void lock(Lease lease, Collection<Item> items) {
    fence.around(lease);
    if (items.size() > 1) {
      jdbc.sql(LOCK).param("ids", ids(items)).query(Long.class).list();
    }
  }

  private static Long[] ids(Collection<Item> items) {
    return Columns.array(items, Long[]::new, Item::id);
  }
}

package dev.lockstep.source;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.logs.DatabaseFailure;
import dev.lockstep.queue.Effect;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.Offers;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.Trigger;
import dev.lockstep.queue.WorkQueue;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves the capture log into the queue (PROTOCOL 2.1 to 2.4): every changed key for every sync of
 * its table, under the account and calendar that its row names now and under each other one that
 * has a link or an item of that key.
 */
public final class Fold {

  private static final Logger LOG = LoggerFactory.getLogger(Fold.class);

  /** Rows of the log per transaction. */
  static final int BATCH = 10_000;

  /** As many rows of one transaction go behind live edits. */
  static final int BULK = 1_000;

  /** Owners whose records are queued; {@code reconnect-required} keeps its queue. */
  public static final String CONNECTED_OWNERS =
      """
      SELECT owner
      FROM lockstep.user_integrations
      WHERE is_current AND status IN ('active', 'reconnect-required', 'delayed')
      """;

  private static final String ONE_AT_A_TIME =
      """
      SELECT pg_try_advisory_xact_lock(hashtextextended('lockstep.fold', 0))
      """;

  // Dead rows that another open transaction keeps are walked by no index scan from the last fold
  // on.
  private static final String SNAPSHOT =
      """
      SELECT pg_current_snapshot()::text, set_config('enable_seqscan', 'off', true)
      """;

  private static final String TAKE =
      """
      DELETE FROM lockstep.sync_change
      WHERE ctid = ANY(ARRAY(
        SELECT ctid
        FROM lockstep.sync_change
        WHERE %s
        LIMIT :limit))
      RETURNING capture, key, origin, changed_at
      """;

  // What an earlier snapshot could not see: later transactions, and those then under way, which may
  // commit late. Exact, where a watermark would lose the late ones.
  private static final String UNSEEN_LATER = "xid >= pg_snapshot_xmax(CAST(:seen AS pg_snapshot))";
  private static final String UNSEEN_LATE =
      "xid = ANY(ARRAY(SELECT pg_snapshot_xip(CAST(:seen AS pg_snapshot))))";

  private static final String CAPTURES =
      """
      SELECT id, source_schema, source_table, key_columns
      FROM lockstep.sync_capture
      """;

  private static final String PLACES =
      """
      WITH named AS (
        SELECT %s AS key, %s AS account, %s AS calendar, %s AS inside
        FROM %s
        %s
      ), placed AS (
        SELECT key, account, %s AS calendar, true AS present, inside, false AS linked
        FROM named
        UNION ALL
        SELECT m.key, m.account, m.calendar, false, false, true
        FROM unnest(CAST(:keys AS text[])) AS k (key)
        JOIN lockstep.sync_mapping m ON m.sync = :sync AND m.key = k.key
        UNION ALL
        SELECT q.key, q.account, q.calendar, false, false, false
        FROM unnest(CAST(:keys AS text[])) AS k (key)
        JOIN lockstep.sync_queue q ON q.sync = :sync AND q.key = k.key
      ), known AS (
        SELECT key, account, calendar, linked,
          bool_or(present AND inside AND account IS NOT NULL AND calendar IS NOT NULL)
            OVER (PARTITION BY key) AS lives
        FROM placed
      )
      -- What lives elsewhere has moved: that removes no record.
      SELECT key, account, calendar, bool_or(linked) AND NOT bool_or(lives) AS goes
      FROM known
      WHERE account IS NOT NULL AND calendar IS NOT NULL %s
      GROUP BY key, account, calendar
      ORDER BY key, account, calendar
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate inTransaction;
  private final TransactionTemplate inSavepoint;
  private final WorkQueue queue;
  private final Reconciles reconciles;
  private final String owners;
  private final BooleanSupplier mayFold;

  /** What the last complete fold of this process saw; it need not look at that again. */
  private volatile @Nullable String seen;

  /**
   * @param owners SQL that selects the owners whose records are queued, {@link #CONNECTED_OWNERS}
   * @param mayFold asked in the fold's transaction, for as long as that lasts (PROTOCOL 2.7)
   */
  public Fold(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      WorkQueue queue,
      Reconciles reconciles,
      String owners,
      BooleanSupplier mayFold) {
    this.jdbc = jdbc;
    this.inTransaction = new TransactionTemplate(transactions);
    this.inSavepoint = new TransactionTemplate(transactions);
    inSavepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    this.queue = queue;
    this.reconciles = reconciles;
    this.owners = owners;
    this.mayFold = mayFold;
  }

  /**
   * Folds up to 10,000 rows of the log; nothing while another node folds, or where this one may
   * not.
   *
   * @param targets every running sync; changes of tables that no sync has any more are dropped
   */
  public Folded fold(Collection<FoldTarget> targets) {
    record Step(Folded folded, @Nullable String snapshot) {}
    Step step =
        inTransaction.execute(
            status -> {
              if (!jdbc.sql(ONE_AT_A_TIME).query(Boolean.class).single()
                  || !mayFold.getAsBoolean()) {
                return new Step(Folded.NOTHING, null);
              }
              String snapshot = jdbc.sql(SNAPSHOT).query((row, n) -> row.getString(1)).single();
              List<Change> changes = take();
              Set<String> reconciling = distribute(changes, targets);
              boolean isMore = changes.size() >= BATCH;
              return new Step(
                  new Folded(changes.size(), isMore, reconciling), isMore ? null : snapshot);
            });
    if (step.snapshot() != null) {
      seen = step.snapshot();
    }
    return step.folded();
  }

  /**
   * @param times how many entries of the log it stands for
   */
  private record Change(
      int capture, @Nullable String key, @Nullable String origin, Instant at, int times) {

    /** The later of both, for all that both stand for. */
    Change and(Change other) {
      Change later = other.at.isBefore(at) ? this : other;
      return new Change(capture, key, later.origin, later.at, times + other.times);
    }
  }

  private List<Change> take() {
    String before = seen;
    if (before == null) {
      return take("true", null, BATCH);
    }
    List<Change> changes = new ArrayList<>(take(UNSEEN_LATE, before, BATCH));
    if (changes.size() < BATCH) {
      changes.addAll(take(UNSEEN_LATER, before, BATCH - changes.size()));
    }
    return changes;
  }

  private List<Change> take(String which, @Nullable String before, int limit) {
    JdbcClient.StatementSpec statement = jdbc.sql(TAKE.formatted(which)).param("limit", limit);
    if (before != null) {
      statement.param("seen", before);
    }
    return statement
        .query(
            (row, n) ->
                new Change(
                    row.getInt("capture"),
                    row.getString("key"),
                    row.getString("origin"),
                    row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                    1))
        .list();
  }

  private Set<String> distribute(List<Change> changes, Collection<FoldTarget> targets) {
    if (changes.isEmpty()) {
      return Set.of();
    }
    Map<Integer, CaptureKey> captures = captures();
    Map<CaptureKey, Map<String, Change>> newest = new HashMap<>();
    Set<CaptureKey> truncated = new HashSet<>();
    for (Change change : changes) {
      CaptureKey capture = captures.get(change.capture());
      if (capture == null) {
        continue;
      }
      if (change.key() == null) {
        truncated.add(capture);
      } else {
        newest
            .computeIfAbsent(capture, c -> new LinkedHashMap<>())
            .merge(change.key(), change, Change::and);
      }
    }
    Set<String> reconciling = new HashSet<>();
    List<Offers> offers = new ArrayList<>();
    for (FoldTarget target : targets) {
      CaptureKey capture = CaptureKey.of(target.source());
      List<Offer> places = truncated.contains(capture) ? null : places(target, newest.get(capture));
      if (places == null) {
        reconciling.add(target.sync());
      } else {
        Map<Boolean, List<Offer>> byBulk = byBulk(places);
        offers.add(new Offers(Lane.LIVE, target.debounce(), byBulk.get(false)));
        offers.add(new Offers(Lane.BACKFILL, target.debounce(), byBulk.get(true)));
      }
    }
    queue.offer(Direction.TO_GOOGLE, offers);
    reconciling.forEach(
        sync ->
            reconciles.ask(
                sync, null, Trigger.reconcile("the table was emptied, or could not be read")));
    return reconciling;
  }

  private Map<Integer, CaptureKey> captures() {
    Map<Integer, CaptureKey> captures = new HashMap<>();
    jdbc.sql(CAPTURES)
        .query(
            row -> {
              captures.put(row.getInt("id"), CaptureKey.read(row));
            });
    return captures;
  }

  /** Where the changed keys are queued; null where the table cannot be read as it should be. */
  private @Nullable List<Offer> places(FoldTarget target, @Nullable Map<String, Change> changed) {
    if (changed == null) {
      return List.of();
    }
    try {
      return inSavepoint.execute(status -> read(target, changed));
    } catch (DataAccessException e) {
      // The other syncs' changes must not wait for this one's table; it is compared in full later.
      LOG.warn(
          "sync={} table={} cannot be read, it will be reconciled: {}",
          target.sync(),
          target.source().shape().qualifiedName(),
          DatabaseFailure.words(e));
      return null;
    }
  }

  /** Rows of one transaction carry one time: a thousand of them are a statement, not a person. */
  private static Map<Boolean, List<Offer>> byBulk(List<Offer> offers) {
    Map<Object, Long> together =
        offers.stream()
            .collect(
                Collectors.groupingBy(
                    offer -> Objects.requireNonNull(offer.changedAt()), Collectors.counting()));
    return offers.stream()
        .collect(
            Collectors.partitioningBy(
                offer -> together.get(Objects.requireNonNull(offer.changedAt())) >= BULK));
  }

  private List<Offer> read(FoldTarget target, Map<String, Change> changed) {
    RowSql sql = new RowSql(target.source());
    Set<String> keys = changed.keySet();
    JdbcClient.StatementSpec statement =
        jdbc.sql(
                PLACES.formatted(
                    sql.keyText(),
                    value(target.account(), "account"),
                    value(target.calendar(), "calendar"),
                    sql.inside(),
                    sql.table(),
                    sql.byKeys(),
                    target.calendar() instanceof Place.ByOwner chosen
                        ? "(SELECT c.value FROM (%s) c WHERE c.owner = named.account)"
                            .formatted(chosen.relation())
                        : "calendar",
                    target.account() instanceof Place.Unowned
                        ? ""
                        : "AND account IN (SELECT owner FROM (%s) o)".formatted(owners)))
            .params(sql.keyParameters(keys))
            .param("keys", keys.toArray(String[]::new))
            .param("sync", target.sync());
    constant(target.account()).ifPresent(v -> statement.param("account", v));
    constant(target.calendar()).ifPresent(v -> statement.param("calendar", v));
    return statement
        .query(
            (row, n) -> {
              Change change = changed.get(row.getString("key"));
              return Offer.changed(
                  new PartitionKey(
                      target.sync(), row.getString("account"), row.getString("calendar")),
                  row.getString("key"),
                  change == null ? null : change.at(),
                  change == null ? null : change.origin(),
                  row.getBoolean("goes") ? Effect.DELETE : null,
                  change == null ? 0 : change.times());
            })
        .list();
  }

  private static String value(Place place, String parameter) {
    return switch (place) {
      case Place.OfColumn c -> "s." + Identifiers.quote(c.column()) + "::text";
      case Place.Fixed f -> "CAST(:" + parameter + " AS text)";
      case Place.Unowned u -> "CAST(:" + parameter + " AS text)";
      case Place.ByOwner o -> "CAST(NULL AS text)";
    };
  }

  private static java.util.Optional<String> constant(Place place) {
    return switch (place) {
      case Place.OfColumn c -> java.util.Optional.empty();
      case Place.Fixed f -> java.util.Optional.of(f.value());
      case Place.Unowned u -> java.util.Optional.of(u.value());
      case Place.ByOwner o -> java.util.Optional.empty();
    };
  }
}

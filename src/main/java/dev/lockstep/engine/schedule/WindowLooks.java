package dev.lockstep.engine.schedule;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.engine.SourceRows;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.Partition;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.Trigger;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.source.ColumnRange;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.SourceRow;
import dev.lockstep.source.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a window's far end has reached since the last look: it was left alone when it changed, and
 * nothing changes it now. Rows are found by their start; what only Google knows (an event made or
 * edited out there) by comparing in full once a day. Looking twice, on two nodes, is harmless.
 */
@Component
public class WindowLooks {

  private static final int PAGE = 1000;

  private static final String BEGIN =
      """
      INSERT INTO lockstep.sync_window_look (sync, looked_at, compared_at)
      VALUES (:sync, lockstep.clock(), lockstep.clock())
      ON CONFLICT ON CONSTRAINT sync_window_look_pkey DO NOTHING
      """;

  private static final String LAST =
      """
      SELECT looked_at, lockstep.clock() AS now
      FROM lockstep.sync_window_look
      WHERE sync = :sync
      """;

  private static final String LOOKED =
      """
      UPDATE lockstep.sync_window_look
      SET looked_at = greatest(looked_at, :now)
      WHERE sync = :sync
      """;

  private static final String COMPARE =
      """
      UPDATE lockstep.sync_window_look
      SET compared_at = lockstep.clock()
      WHERE sync = :sync AND compared_at <= lockstep.clock() - interval '1 day'
      """;

  private final Syncs syncs;
  private final RowReader rows;
  private final Partitions partitions;
  private final Reconciles reconciles;
  private final WorkQueue queue;
  private final WakeUp wakeUp;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  WindowLooks(
      Syncs syncs,
      RowReader rows,
      Partitions partitions,
      Reconciles reconciles,
      WorkQueue queue,
      WakeUp wakeUp,
      JdbcClient jdbc,
      TransactionTemplate transaction) {
    this.syncs = syncs;
    this.rows = rows;
    this.partitions = partitions;
    this.reconciles = reconciles;
    this.queue = queue;
    this.wakeUp = wakeUp;
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /** A sync that is new is compared in full anyway: what comes later is looked for from now on. */
  void begin(String sync) {
    jdbc.sql(BEGIN).param("sync", sync).update();
  }

  /** Queues what the window of this sync has reached since it was looked for last. */
  public void look(String name) {
    RunningSync sync = syncs.running(name);
    Duration future = Objects.requireNonNull(sync.definition().timing().future());
    Look look = last(name);
    ColumnRange reached =
        sync.startingBetween(look.before().plus(future), look.now().plus(future)).orElse(null);
    boolean isQueued = reached != null && queueAll(sync, reached);
    jdbc.sql(LOOKED)
        .param("sync", name)
        .param("now", look.now().atOffset(java.time.ZoneOffset.UTC))
        .update();
    boolean isAsked = (reached == null || sync.takesFromGoogle()) && askForComparison(name);
    if (isQueued || isAsked) {
      wakeUp.wake();
    }
  }

  private record Look(Instant before, Instant now) {}

  private Look last(String sync) {
    return jdbc.sql(LAST)
        .param("sync", sync)
        .query(
            (row, n) ->
                new Look(
                    row.getObject("looked_at", OffsetDateTime.class).toInstant(),
                    row.getObject("now", OffsetDateTime.class).toInstant()))
        .single();
  }

  /** Page by page, in flat memory. */
  private boolean queueAll(RunningSync sync, ColumnRange reached) {
    Set<PartitionKey> homes =
        partitions.ofSync(sync.name()).stream().map(Partition::key).collect(Collectors.toSet());
    boolean isAny = false;
    @Nullable String after = null;
    List<String> keys;
    do {
      keys = rows.keys(sync.source(), reached, after, PAGE);
      List<Offer> offers =
          SourceRows.read(keys, some -> rows.read(sync.source(), some)).rows().values().stream()
              .map(row -> offer(sync, row))
              // An owner who connects later is compared in full then.
              .filter(offer -> offer != null && homes.contains(offer.partition()))
              .toList();
      transaction.executeWithoutResult(
          status -> queue.offer(Direction.TO_GOOGLE, Lane.BACKFILL, Duration.ZERO, offers));
      isAny = isAny || !offers.isEmpty();
      after = keys.isEmpty() ? null : keys.getLast();
    } while (keys.size() == PAGE);
    return isAny;
  }

  private static @Nullable Offer offer(RunningSync sync, SourceRow row) {
    PartitionKey home = sync.home(row.row());
    return home == null ? null : Offer.of(home, row.row().key());
  }

  private boolean askForComparison(String sync) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              boolean isDue = jdbc.sql(COMPARE).param("sync", sync).update() == 1;
              if (isDue) {
                reconciles.ask(sync, null, Trigger.reconcile("the window has moved on"));
              }
              return isDue;
            }));
  }
}

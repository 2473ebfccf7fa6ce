package dev.lockstep.engine.dispatch;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.engine.link.Linked;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.source.RowReader;
import dev.lockstep.source.SourceTable;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Queues every row and every link of a partition to be looked at, behind the live edits; what rows
 * could not take is tried once more, for their table may have been mended.
 */
@Component
public class Backfill {

  private static final int PAGE = 1000;

  private final RowReader rows;
  private final Linked links;
  private final WorkQueue queue;
  private final Leases leases;
  private final TransactionTemplate transaction;

  Backfill(
      RowReader rows,
      Linked links,
      WorkQueue queue,
      Leases leases,
      TransactionTemplate transaction) {
    this.rows = rows;
    this.links = links;
    this.queue = queue;
    this.leases = leases;
    this.transaction = transaction;
  }

  /**
   * Page by page, in flat memory; offering twice is harmless.
   *
   * @param causedBy JSON of who asked for it; null where nobody remembers
   */
  public void reconcile(
      RunningSync sync, PartitionKey partition, Lease lease, @Nullable String causedBy) {
    SourceTable source = sync.sourceOf(partition);
    @Nullable String after = null;
    List<String> keys;
    do {
      keys = rows.keys(source, after, PAGE);
      toGoogle(partition, keys, causedBy);
      leases.renew(lease);
      after = keys.isEmpty() ? null : keys.getLast();
    } while (keys.size() == PAGE);
    byPage(lease, links.keys(partition), some -> toGoogle(partition, some, causedBy));
    byPage(lease, links.refused(partition), some -> again(partition, some, causedBy));
  }

  private void byPage(Lease lease, List<String> all, Consumer<List<String>> offer) {
    for (int from = 0; from < all.size(); from += PAGE) {
      offer.accept(all.subList(from, Math.min(all.size(), from + PAGE)));
      leases.renew(lease);
    }
  }

  private void toGoogle(PartitionKey partition, List<String> keys, @Nullable String causedBy) {
    offer(
        Direction.TO_GOOGLE,
        keys.stream().map(key -> Offer.of(partition, key).because(causedBy)).toList());
  }

  private void again(PartitionKey partition, List<String> remoteIds, @Nullable String causedBy) {
    offer(
        Direction.FROM_GOOGLE,
        remoteIds.stream().map(id -> Offer.again(partition, id).because(causedBy)).toList());
  }

  private void offer(Direction direction, List<Offer> offers) {
    transaction.executeWithoutResult(
        status -> queue.offer(direction, Lane.BACKFILL, Duration.ZERO, offers));
  }
}

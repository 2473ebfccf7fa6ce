package dev.lockstep.engine.outbound;

import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lease;
import java.time.Instant;
import java.util.List;

/**
 * What one pass has taken from the queue.
 *
 * @param startedAt by PostgreSQL's clock
 */
record Claimed(Lease lease, RunningSync sync, List<Item> items, Instant startedAt) {
  Claimed {
    items = List.copyOf(items);
  }
}

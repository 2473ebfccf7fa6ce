package dev.lockstep.engine.outbound;

import dev.lockstep.engine.CausedBy;
import dev.lockstep.engine.Traced;
import dev.lockstep.engine.sync.RunningSync;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lease;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What one pass has taken from the queue.
 *
 * @param startedAt by PostgreSQL's clock
 */
record Claimed(Lease lease, RunningSync sync, List<Item> items, Instant startedAt)
    implements Traced {
  Claimed {
    items = List.copyOf(items);
  }

  /** What the history and the log know the pass by. */
  String id() {
    return CausedBy.pass(lease, startedAt);
  }

  @Override
  public boolean isIdle() {
    return items.isEmpty();
  }

  @Override
  public List<String> traces() {
    return items.stream().map(Item::trace).filter(Objects::nonNull).toList();
  }
}

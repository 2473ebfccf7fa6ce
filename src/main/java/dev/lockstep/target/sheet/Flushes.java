package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.Target;
import dev.lockstep.target.Witness;

/** What each turn of writing needs: whom it asks, where it looks, whom it tells. */
record Flushes(SheetCalls calls, BatchStore batches, Looks looks, Witness witness) {

  Flush of(PartitionKey partition, Tab tab, TabShape shape, Turn turn, Target.Progress progress) {
    return new Flush(this, new Site(partition, tab, shape, progress), turn);
  }
}

package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.Target;
import dev.lockstep.target.Witness;

/** Makes a flush for each turn of writing to a sync's tab. */
record Flushes(SheetCalls calls, BatchStore batches, Looks looks, Witness witness, TabShape shape) {

  Flush of(PartitionKey partition, Tab tab, Turn turn, Target.Progress progress) {
    return new Flush(calls, batches, looks, witness, partition, tab, shape, turn, progress);
  }
}

package dev.lockstep.target;

import dev.lockstep.core.PartitionKey;
import java.util.Collection;

/** Targets that tell nobody of a change: when they are to be looked at. */
public interface DueLooks {

  /** The partitions that are due now; each is told once, to one node. */
  Collection<PartitionKey> due();
}

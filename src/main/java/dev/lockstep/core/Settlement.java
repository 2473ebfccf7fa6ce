package dev.lockstep.core;

import java.util.Set;

/**
 * A link after a write.
 *
 * @param stillToMerge fields in which the written side showed something that the write did not
 *     carry: the record is to be queued again in the same transaction
 */
public record Settlement(Link link, Set<String> stillToMerge) {
  public Settlement {
    stillToMerge = Set.copyOf(stillToMerge);
  }
}

package dev.lockstep.source;

import java.util.Set;

/**
 * What one fold did.
 *
 * @param changes rows of the log that are gone from it
 * @param isMore whether the log holds more that could be folded at once
 * @param reconciling syncs of which every partition was asked to reconcile: their table was
 *     truncated, or could not be read
 */
public record Folded(int changes, boolean isMore, Set<String> reconciling) {

  static final Folded NOTHING = new Folded(0, false, Set.of());

  public Folded {
    reconciling = Set.copyOf(reconciling);
  }
}

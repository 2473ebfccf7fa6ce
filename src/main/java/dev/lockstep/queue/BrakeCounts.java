package dev.lockstep.queue;

/**
 * What the brake weighs against the number of records (PROTOCOL 10), both directions together.
 *
 * @param waitingRemovals records that waiting items would delete or blank on either side
 * @param waitingChanges rows that waiting items would change from Google
 * @param recentRemovals records deleted or blanked in the last hour
 * @param recentChanges rows changed from Google in the last hour
 */
public record BrakeCounts(
    long waitingRemovals, long waitingChanges, long recentRemovals, long recentChanges) {

  public long removals() {
    return waitingRemovals + recentRemovals;
  }

  public long changes() {
    return waitingChanges + recentChanges;
  }
}

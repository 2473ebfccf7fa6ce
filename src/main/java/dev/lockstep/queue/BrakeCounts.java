package dev.lockstep.queue;

/**
 * What the brake weighs against the number of records (PROTOCOL 10).
 *
 * @param waitingRemovals records that waiting items would delete or blank
 * @param waitingChanges records that waiting items would change
 * @param recentRemovals records deleted or blanked in the last hour
 * @param recentChanges records changed in the last hour
 * @param held records that are held already
 */
public record BrakeCounts(
    long waitingRemovals, long waitingChanges, long recentRemovals, long recentChanges, long held) {

  public long removals() {
    return waitingRemovals + recentRemovals;
  }

  public long changes() {
    return waitingChanges + recentChanges;
  }
}

package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a partition.
 *
 * @param cursor from where the next pull lists; null: everything
 * @param pageState JSON of a listing that is under way, null where none is
 * @param toGooglePaused why this direction is paused; empty: it runs
 * @param fromGooglePaused why this direction is paused; empty: it runs
 * @param attempts failures in a row of the partition as a whole
 * @param pull the generation of the pull that is asked for and may begin, 0: none
 * @param reconcile the generation of the reconcile that is asked for, 0: none
 * @param asked JSON of who asked for that, or for the newest pull; null where nobody remembers
 */
public record Partition(
    long id,
    PartitionKey key,
    @Nullable String leaseHolder,
    long leaseToken,
    @Nullable Instant leaseUntil,
    @Nullable String cursor,
    @Nullable String pageState,
    @Nullable Instant lastFullSync,
    Set<PauseCause> toGooglePaused,
    Set<PauseCause> fromGooglePaused,
    @Nullable Instant backOffUntil,
    int attempts,
    @Nullable String lastError,
    @Nullable Instant dueAt,
    long pull,
    long reconcile,
    @Nullable String asked) {

  public boolean isPullAskedFor() {
    return pull > 0;
  }

  public boolean isReconcileAskedFor() {
    return reconcile > 0;
  }

  public boolean isPaused(Direction direction) {
    return switch (direction) {
      case TO_GOOGLE -> !toGooglePaused.isEmpty();
      case FROM_GOOGLE -> !fromGooglePaused.isEmpty();
      case BOTH -> !toGooglePaused.isEmpty() && !fromGooglePaused.isEmpty();
    };
  }
}

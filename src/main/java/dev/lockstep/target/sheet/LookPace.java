package dev.lockstep.target.sheet;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a tab is looked at: fast while somebody is at work, slower while it is quiet; and never
 * so often that all tabs of the account together need more than their share of the reads.
 *
 * @param min shortest time between two looks
 * @param max longest time between two looks
 * @param readsPerMinute what Google lets an account read in a minute
 * @param share of it that looks may use
 */
record LookPace(Duration min, Duration max, int readsPerMinute, double share) {

  private static final double SLOWER = 1.5;

  /**
   * The time until the next look.
   *
   * @param before the time until this one; null for the first
   * @param tabs of the account
   */
  Duration next(@Nullable Duration before, boolean lively, int tabs) {
    Duration floor =
        Duration.ofMillis((long) (60_000 * Math.max(1, tabs) / (readsPerMinute * share)));
    Duration shortest = min.compareTo(floor) < 0 ? floor : min;
    if (lively || before == null) {
      return shortest;
    }
    Duration slower = Duration.ofMillis((long) (before.toMillis() * SLOWER));
    Duration next = slower.compareTo(max) > 0 ? max : slower;
    return next.compareTo(shortest) < 0 ? shortest : next;
  }
}

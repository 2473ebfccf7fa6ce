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

  /** Somebody has read what is wrong and is waiting for it to be over. */
  private static final Duration MENDING = Duration.ofSeconds(30);

  /**
   * The time until the next look.
   *
   * @param before the time until this one; null for the first
   * @param tabs of the account
   */
  Duration next(@Nullable Duration before, boolean lively, int tabs) {
    Duration shortest = longer(min, floor(tabs));
    if (lively || before == null) {
      return shortest;
    }
    Duration slower = Duration.ofMillis((long) (before.toMillis() * SLOWER));
    return longer(shorter(slower, max), shortest);
  }

  /** The longest time between two looks at a tab that waits for a person to mend it. */
  Duration whileSomethingIsWrong(int tabs) {
    return longer(shorter(max, MENDING), longer(min, floor(tabs)));
  }

  /** So that all tabs of the account together stay within their share. */
  private Duration floor(int tabs) {
    return Duration.ofMillis((long) (60_000 * Math.max(1, tabs) / (readsPerMinute * share)));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? other : one;
  }
}

package dev.lockstep.account;

import dev.lockstep.google.AccessToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A token kept in memory; looked up again every minute, so that another node's disconnection is
 * heeded here.
 */
record Held(AccessToken token, Instant since) {

  private static final Duration RECHECK = Duration.ofMinutes(1);

  /** A token this close to its end may expire on the way. */
  private static final Duration MARGIN = Duration.ofMinutes(2);

  boolean isGood(Clock clock) {
    return clock.instant().isBefore(since.plus(RECHECK)) && isFresh(token, clock);
  }

  static boolean isFresh(AccessToken token, Clock clock) {
    return clock.instant().plus(MARGIN).isBefore(token.expiresAt());
  }
}

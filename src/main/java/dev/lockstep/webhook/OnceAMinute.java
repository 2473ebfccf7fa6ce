package dev.lockstep.webhook;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Keeps what happens again and again from being told more than once a minute. */
final class OnceAMinute {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanos;
  private boolean hasTold;
  private long told;
  private long untold;

  OnceAMinute(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** It happened: how often since it was told last without being told, if it is to be told now. */
  synchronized OptionalLong happened() {
    long now = nanos.getAsLong();
    if (hasTold && now - told < MINUTE) {
      untold++;
      return OptionalLong.empty();
    }
    OptionalLong before = OptionalLong.of(untold);
    hasTold = true;
    told = now;
    untold = 0;
    return before;
  }
}

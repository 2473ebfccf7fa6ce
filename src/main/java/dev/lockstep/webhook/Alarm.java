package dev.lockstep.webhook;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Speaks up, at most once a minute, when more suspicious notifications come than errors explain.
 */
final class Alarm {

  static final int TOLERATED_PER_MINUTE = 20;

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanos;
  private final LongConsumer speak;
  private long minuteFrom;
  private long count;
  private boolean hasSpoken;

  /**
   * @param speak gets the number of suspicious notifications of the minute so far
   */
  Alarm(LongSupplier nanos, LongConsumer speak) {
    this.nanos = nanos;
    this.speak = speak;
    this.minuteFrom = nanos.getAsLong();
  }

  synchronized void count() {
    long now = nanos.getAsLong();
    if (now - minuteFrom >= MINUTE) {
      minuteFrom = now;
      count = 0;
      hasSpoken = false;
    }
    count++;
    if (count > TOLERATED_PER_MINUTE && !hasSpoken) {
      hasSpoken = true;
      speak.accept(count);
    }
  }
}

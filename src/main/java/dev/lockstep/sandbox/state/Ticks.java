package dev.lockstep.sandbox.state;

import java.time.Clock;
import java.time.Instant;

/** Time as the sandbox sees it. Not for use by two threads. */
public final class Ticks {

  private final Clock clock;
  private long last;

  public Ticks(Clock clock) {
    this.clock = clock;
  }

  public long millis() {
    return clock.millis();
  }

  public Instant now() {
    return clock.instant();
  }

  /** Now in microseconds, but always later than every value given or seen before. */
  public long next() {
    Instant now = clock.instant();
    last = Math.max(last + 1, now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000);
    return last;
  }

  /** The latest value given or seen. */
  public long last() {
    return last;
  }

  /** What a journal says was used before. */
  public void seen(long micros) {
    last = Math.max(last, micros);
  }
}

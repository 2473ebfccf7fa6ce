package dev.lockstep.convergence;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A node's own clock, which somebody sets forward and back. */
final class JumpingClock extends Clock {

  private volatile Duration off = Duration.ZERO;

  void jumpTo(Duration off) {
    this.off = off;
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(off);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}

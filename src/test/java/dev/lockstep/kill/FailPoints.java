package dev.lockstep.kill;

import java.util.concurrent.atomic.AtomicInteger;

/** Ends this process at a named point as abruptly as a SIGKILL does: no hook, no rollback. */
final class FailPoints {

  static final int HALTED = 137;

  private final AtomicInteger left = new AtomicInteger();
  private volatile String armed = "";

  /** Halts when the point is reached for the nth time from now. */
  void arm(String point, int nth) {
    left.set(nth);
    armed = point;
  }

  void reached(String point) {
    if (point.equals(armed) && left.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(HALTED);
    }
  }
}

package dev.lockstep.kill;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends this process at a named point as abruptly as a SIGKILL does: no hook, no rollback. Or stops
 * it there until somebody lets it go on, as a virtual machine is.
 */
final class FailPoints {

  static final int HALTED = 137;

  private final AtomicInteger left = new AtomicInteger();
  private volatile String armed = "";
  private volatile String freezes = "";

  /** Halts when the point is reached for the nth time from now. */
  void arm(String point, int nth) {
    left.set(nth);
    armed = point;
  }

  /** Stops when the point is reached next. */
  void freezeAt(String point) {
    freezes = point;
  }

  void reached(String point) {
    if (point.equals(freezes)) {
      freezes = "";
      Victim.say("frozen");
      Signals.send("STOP", ProcessHandle.current().pid());
    }
    if (point.equals(armed) && left.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(HALTED);
    }
  }
}

package dev.lockstep.convergence;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Holds calls to Google back while people do what is to fall between decision and call. */
final class Gate {

  /** It need not come to the call: its sync may be paused, its owner gone. */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private static final Duration LONGEST = Duration.ofSeconds(10);

  private record Closed(Predicate<String> calls, CountDownLatch reached, CountDownLatch opened) {}

  private volatile @Nullable Closed closed;

  /**
   * Closes for some calls, and opens again at its end.
   *
   * @param calls METHOD PATH
   * @param first what leads to the call
   * @param meanwhile what happens while the call is held back
   */
  void during(Predicate<String> calls, Runnable first, Runnable meanwhile) {
    Closed gate = new Closed(calls, new CountDownLatch(1), new CountDownLatch(1));
    closed = gate;
    try {
      first.run();
      await(gate.reached(), PATIENCE);
      meanwhile.run();
    } finally {
      closed = null;
      gate.opened().countDown();
    }
  }

  /** A call is about to go out. */
  void pass(String call) {
    Closed gate = closed;
    if (gate != null && gate.calls().test(call)) {
      gate.reached().countDown();
      await(gate.opened(), LONGEST);
    }
  }

  private static void await(CountDownLatch latch, Duration atMost) {
    try {
      latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.lockstep.convergence;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Holds calls to Google back while people do what is to fall between them. */
final class Gate {

  /** It need not come to the call: its sync may be paused, its owner gone. */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  /** Shorter than what two looks must lie apart to count, with room for a busy machine. */
  private static final Duration ONE_CALL = Duration.ofMillis(1200);

  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int ALL = 1_000_000;

  private record Closed(
      Predicate<String> calls,
      CountDownLatch reached,
      CountDownLatch answered,
      Semaphore admitted) {

    Closed(Predicate<String> calls) {
      this(calls, new CountDownLatch(1), new CountDownLatch(1), new Semaphore(0));
    }
  }

  private volatile @Nullable Closed closed;

  /**
   * Closes for some calls, and opens again at its end.
   *
   * @param calls METHOD PATH
   * @param first what leads to the call
   * @param meanwhile what happens while the call is held back
   */
  void during(Predicate<String> calls, Runnable first, Runnable meanwhile) {
    Closed gate = new Closed(calls);
    closed = gate;
    try {
      first.run();
      await(gate.reached(), PATIENCE);
      meanwhile.run();
    } finally {
      open(gate);
    }
  }

  /**
   * Closes for some calls, lets one of them have its answer, and opens again at its end.
   *
   * @param calls METHOD PATH
   * @param first what happens before that call
   * @param then what happens before any other
   */
  void aroundOne(Predicate<String> calls, Runnable first, Runnable then) {
    Closed gate = new Closed(calls);
    closed = gate;
    try {
      first.run();
      gate.admitted().release();
      await(gate.answered(), ONE_CALL);
      then.run();
    } finally {
      open(gate);
    }
  }

  private void open(Closed gate) {
    closed = null;
    gate.admitted().release(ALL);
  }

  /** A call is about to go out. */
  void pass(String call) {
    Closed gate = closed;
    if (gate != null && gate.calls().test(call)) {
      gate.reached().countDown();
      try {
        gate.admitted().tryAcquire(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A call has its answer; for one that was refused another may pass. */
  void answered(String call, int status) {
    Closed gate = closed;
    if (gate != null && gate.calls().test(call)) {
      if (status < 300) {
        gate.answered().countDown();
      } else {
        gate.admitted().release();
      }
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

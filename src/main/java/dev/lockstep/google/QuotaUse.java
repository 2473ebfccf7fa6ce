package dev.lockstep.google;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What this node took from each quota within the last minute, in steps of ten seconds; for people
 * to look at, never to decide by.
 */
final class QuotaUse {

  private static final int STEPS = 6;
  private static final long STEP_NANOS = 10_000_000_000L;

  private final LongSupplier nanoTime;
  private final Map<String, Minute> taken = new ConcurrentHashMap<>();

  QuotaUse(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void took(String quota, int calls) {
    long step = step();
    taken.computeIfAbsent(quota, name -> new Minute()).add(step, calls);
  }

  /** The most that was taken from any one quota of that kind within the last minute. */
  long most(String kind) {
    long step = step();
    taken.values().removeIf(minute -> minute.isOver(step));
    return taken.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(kind))
        .mapToLong(entry -> entry.getValue().sum(step))
        .max()
        .orElse(0);
  }

  private long step() {
    return nanoTime.getAsLong() / STEP_NANOS;
  }

  private static final class Minute {
    private final long[] steps = new long[STEPS];
    private final long[] calls = new long[STEPS];
    private long newest;

    synchronized void add(long step, int count) {
      int at = (int) Math.floorMod(step, (long) STEPS);
      if (steps[at] != step) {
        steps[at] = step;
        calls[at] = 0;
      }
      calls[at] += count;
      newest = step;
    }

    synchronized long sum(long step) {
      long sum = 0;
      for (int i = 0; i < STEPS; i++) {
        if (step - steps[i] < STEPS) {
          sum += calls[i];
        }
      }
      return sum;
    }

    synchronized boolean isOver(long step) {
      return step - newest >= STEPS;
    }
  }
}

package dev.lockstep.webhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The rate limit of the way in. Excess is not refused but coalesced: while a channel is flooded its
 * pull is put off, so that ten thousand notifications cost three pulls. Not thread-safe.
 */
final class Floods {

  /** More than people cause in one calendar; our own writes are limited to half of it. */
  static final int PER_SECOND = 20;

  /** How long the pull of a flooded channel is put off. */
  static final Duration WAIT = Duration.ofSeconds(10);

  /** So that a pull never starts before a notification that relied on it, whatever clocks do. */
  private static final long MARGIN = Duration.ofSeconds(1).toNanos();

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int REMEMBERED = 20_000;

  private final LongSupplier nanos;
  private final Map<String, Window> windows = new HashMap<>();

  Floods(LongSupplier nanos) {
    this.nanos = nanos;
  }

  long now() {
    return nanos.getAsLong();
  }

  /** Counts one notification and says what it calls for. */
  Tide on(String channelId) {
    long now = now();
    if (windows.size() >= REMEMBERED) {
      windows.values().removeIf(window -> window.isForgettableAt(now));
    }
    Window window = windows.computeIfAbsent(channelId, id -> new Window(now));
    int count = window.countAt(now);
    if (window.isPutOffAt(now)) {
      return Tide.PUT_OFF;
    }
    return count <= PER_SECOND ? Tide.CALM : Tide.FLOODED;
  }

  /** A pull is stored that starts so long after this time. */
  void putOff(String channelId, long from, Duration left) {
    windows.computeIfAbsent(channelId, id -> new Window(from)).putOffUntil =
        from + left.toNanos() - MARGIN;
  }

  /** What a notification calls for. */
  enum Tide {
    /** A pull at once. */
    CALM,
    /** A pull after the wait. */
    FLOODED,
    /** Nothing: a pull after the wait is stored. */
    PUT_OFF
  }

  private static final class Window {

    private long from;
    private int count;
    private int before;
    private long putOffUntil;

    Window(long now) {
      this.from = now;
      this.putOffUntil = now;
    }

    /** Notifications of this second or the one before, whichever had more. */
    int countAt(long now) {
      if (now - from >= SECOND) {
        before = now - from < 2 * SECOND ? count : 0;
        count = 0;
        from = now;
      }
      count++;
      return Math.max(before, count);
    }

    boolean isPutOffAt(long now) {
      return now - putOffUntil < 0;
    }

    boolean isForgettableAt(long now) {
      return now - from >= 2 * SECOND && !isPutOffAt(now);
    }
  }
}

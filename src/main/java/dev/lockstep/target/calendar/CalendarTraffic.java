package dev.lockstep.target.calendar;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.Api;
import dev.lockstep.google.RateLimits;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How many writes are in flight to each calendar of each account, whichever syncs share it
 * (PROTOCOL 6.4): one at first, twice as many at a time while the answers are too slow to use the
 * quota, one again after the first refusal; never two for one event.
 */
final class CalendarTraffic {

  private static final int MOST = 32;

  /** After a refusal Google is left in peace for as long as its window slides. */
  private static final Duration CALM = Duration.ofMinutes(1);

  private final RateLimits limits;
  private final LongSupplier nanos;
  private final Map<Calendar, Way> ways = new ConcurrentHashMap<>();

  CalendarTraffic(RateLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  Way of(PartitionKey partition) {
    return ways.computeIfAbsent(new Calendar(partition.account(), partition.calendar()), Way::new);
  }

  private record Calendar(String account, String id) {}

  /** The way to one calendar. */
  final class Way {

    private final Calendar calendar;
    private final Set<String> busy = new HashSet<>();
    private int width = 1;
    private int inFlight;
    private int sinceStep;
    private long calmUntil;

    private Way(Calendar calendar) {
      this.calendar = calendar;
      this.calmUntil = nanos.getAsLong();
    }

    /** Waits until there is room for a write to this event. */
    synchronized void enter(String eventId) throws InterruptedException {
      while (inFlight >= width || busy.contains(eventId)) {
        wait();
      }
      inFlight++;
      busy.add(eventId);
    }

    synchronized void leave(String eventId, boolean isRefused) {
      inFlight--;
      busy.remove(eventId);
      if (isRefused) {
        width = 1;
        sinceStep = 0;
        calmUntil = nanos.getAsLong() + CALM.toNanos();
      } else {
        widen();
      }
      notifyAll();
    }

    synchronized int width() {
      return width;
    }

    private void widen() {
      sinceStep++;
      boolean isCalm = nanos.getAsLong() - calmUntil < 0;
      if (sinceStep >= 2 * width
          && width < MOST
          && !isCalm
          && !limits.isTight(Api.CALENDAR, calendar.account())) {
        width = Math.min(MOST, 2 * width);
        sinceStep = 0;
      }
    }
  }
}

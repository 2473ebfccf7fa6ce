package dev.lockstep.bench;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How fast events are made where neither a quota nor a slow answer holds them up. */
@Tag("bench")
class ThroughputBench {

  private static final int EVENTS = Integer.getInteger("bench.events", 10_000);

  @Test
  void tenThousandEventsOfTenAccounts() {
    double perSecond = eventsPerSecond(10, EVENTS);
    Figures.record(Budget.THROUGHPUT, "", perSecond >= 500, "%.0f events/s".formatted(perSecond));
  }

  /** All of it counts as ours, the sandbox's share too: an upper bound. */
  @Test
  void ourOwnTimePerCall() {
    double millis = 1000 / eventsPerSecond(1, EVENTS / 4);
    Figures.record(
        Budget.OWN_TIME,
        "elapsed per event, one account, sandbox's and PostgreSQL's share included",
        millis <= 5,
        "%.1f ms".formatted(millis));
  }

  private static double eventsPerSecond(int accounts, int events) {
    try (Appointments appointments = Appointments.running(accounts, Appointments.NO_LIMITS)) {
      // What is measured is a warm application: a quarter as many events went before.
      appointments.insert(1, accounts, events / 4);
      appointments.awaitIdle();
      long linked = linked(appointments);
      long start = System.nanoTime();
      appointments.insert(1, accounts, events);
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> linked(appointments) >= linked + events);
      return events / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static long linked(Appointments appointments) {
    return appointments
        .jdbc()
        .sql("SELECT count(*) FROM lockstep.sync_mapping WHERE state = 'linked'")
        .query(Long.class)
        .single();
  }
}

package dev.lockstep.bench;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One account's backlog, held up by its quota, and what others notice of it. */
@Tag("bench")
class BigPartitionBench {

  private static final int PENDING = Integer.getInteger("bench.pending", 100_000);
  private static final int SAMPLES = Integer.getInteger("bench.samples", 300) / 2;

  @Test
  void othersDelay() throws Exception {
    try (Appointments appointments =
        Appointments.running(2, "lockstep.google.limits.calendar-per-project-per-minute=6000000")) {
      OutboundDelays.measured(appointments, 2, 100);
      Delays without = OutboundDelays.measured(appointments, 2, SAMPLES);
      appointments.insert(1, 1, PENDING);
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> pending(appointments) > PENDING / 2 && folded(appointments));
      Delays with = OutboundDelays.measured(appointments, 2, SAMPLES);
      double ratio = (double) with.p99().toNanos() / without.p99().toNanos();
      Figures.record(
          Budget.BIG_PARTITION,
          "",
          ratio <= 2,
          "%.2f× (with %s; without %s)".formatted(ratio, with, without));
    }
  }

  private static long pending(Appointments appointments) {
    return appointments
        .jdbc()
        .sql("SELECT count(*) FROM lockstep.sync_queue")
        .query(Long.class)
        .single();
  }

  private static boolean folded(Appointments appointments) {
    return appointments
        .jdbc()
        .sql("SELECT NOT EXISTS (SELECT FROM lockstep.sync_change)")
        .query(Boolean.class)
        .single();
  }
}

package dev.lockstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long a single change is on its way while nothing else goes on. */
@Tag("bench")
class LatencyBench {

  private static final int SAMPLES = Integer.getInteger("bench.samples", 300);
  private static final int WARM_UP = 100;

  @Test
  void fromCommitToCallAtGoogle() throws Exception {
    try (Appointments appointments = Appointments.running(1, Appointments.NO_LIMITS)) {
      OutboundDelays.measured(appointments, 1, WARM_UP);
      Delays delays = OutboundDelays.measured(appointments, 1, SAMPLES);
      Figures.record(
          Budget.OUTBOUND_LATENCY,
          "",
          delays.within(Duration.ofMillis(50), Duration.ofMillis(250)),
          delays.toString());
    }
  }

  /** The sandbox answers the one listing within it at once; its time is not taken off. */
  @Test
  void fromNotificationToRowCommitted() throws Exception {
    try (Appointments appointments = Appointments.running(1, Appointments.NO_LIMITS)) {
      PushChannel channel = PushChannel.open(appointments, "1");
      String event =
          appointments.lockstep().events(Appointments.email(1)).getFirst().path("id").asText();
      List<Duration> delays = new ArrayList<>();
      Random random = new Random(1);
      for (int i = 0; i < WARM_UP + SAMPLES; i++) {
        Duration delay = moved(appointments, channel, event, i);
        if (i >= WARM_UP) {
          delays.add(delay);
        }
        Thread.sleep(random.nextInt(20, 120));
      }
      Delays all = new Delays(delays);
      Figures.record(
          Budget.INBOUND_LATENCY,
          "one listing at the sandbox included",
          all.within(Duration.ofMillis(50), Duration.ofMillis(250)),
          all.toString());
    }
  }

  private static Duration moved(
      Appointments appointments, PushChannel channel, String event, int hours) throws Exception {
    Instant to = Instant.parse("2030-01-01T00:00:00Z").plus(hours, ChronoUnit.HOURS);
    JsonNode patched =
        appointments
            .lockstep()
            .google(
                Appointments.email(1),
                "PATCH",
                "calendar/v3/calendars/primary/events/" + event,
                """
                {"start": {"dateTime": "%s"}, "end": {"dateTime": "%s"}}
                """
                    .formatted(to, to.plus(1, ChronoUnit.HOURS)));
    if (patched.path("id").isMissingNode()) {
      throw new IllegalStateException("the event cannot be moved: " + patched);
    }
    long start = System.nanoTime();
    channel.notifyOnce();
    try (Connection connection = appointments.database().dataSource().getConnection();
        var look =
            connection.prepareStatement("SELECT starts_at FROM public.appointments WHERE id = 1")) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> startsAt(look).equals(to));
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Instant startsAt(java.sql.PreparedStatement look) throws SQLException {
    try (var row = look.executeQuery()) {
      row.next();
      return row.getObject(1, OffsetDateTime.class)
          .withOffsetSameInstant(ZoneOffset.UTC)
          .toInstant();
    }
  }
}

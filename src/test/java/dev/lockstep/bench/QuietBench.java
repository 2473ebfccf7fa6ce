package dev.lockstep.bench;

import dev.lockstep.engine.schedule.ScheduledPulls;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What it costs that nothing happened. */
@Tag("bench")
class QuietBench {

  private static final int ROWS = 200;

  @Test
  void aPassWithNothingChanged() {
    try (Appointments appointments = Appointments.running(1, Appointments.NO_LIMITS)) {
      appointments.insert(1, 1, ROWS);
      appointments.awaitIdle();
      pull(appointments);
      appointments.forgetCalls();
      pull(appointments);
      List<Appointments.Call> calls = appointments.calls();
      long writes = calls.stream().filter(Appointments.Call::isWrite).count();
      long reads = calls.size() - writes;
      Figures.record(
          Budget.NOTHING_CHANGED,
          "a pull of one calendar",
          writes == 0 && reads <= 1,
          "%d writes, %d reads".formatted(writes, reads));
    }
  }

  @Test
  void echoesSettleWithoutACall() {
    try (Appointments appointments = Appointments.running(1, Appointments.NO_LIMITS)) {
      appointments.insert(1, 1, ROWS);
      appointments.awaitIdle();
      for (var event : appointments.lockstep().events(Appointments.email(1)).subList(0, 20)) {
        appointments
            .lockstep()
            .google(
                Appointments.email(1),
                "PATCH",
                "calendar/v3/calendars/primary/events/" + event.path("id").asText(),
                """
                {"start": {"dateTime": "2031-01-01T10:00:00Z"},
                 "end": {"dateTime": "2031-01-01T11:00:00Z"}}
                """);
      }
      appointments.forgetCalls();
      pull(appointments);
      // Rows that were written without a change of what they show.
      appointments.jdbc().sql("UPDATE public.appointments SET title = title").update();
      appointments.awaitIdle();
      List<Appointments.Call> calls = appointments.calls();
      long writes = calls.stream().filter(Appointments.Call::isWrite).count();
      long reads = calls.size() - writes;
      Figures.record(
          Budget.NOTHING_CHANGED,
          "20 edits taken, then all %d rows written unchanged".formatted(ROWS + 1),
          writes == 0 && reads <= 1,
          "%d writes, %d reads (the pull itself)".formatted(writes, reads));
    }
  }

  private static void pull(Appointments appointments) {
    appointments.lockstep().bean(ScheduledPulls.class).ask("bench");
    appointments.awaitIdle();
  }
}

package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@SecondApplication
class CalendarBothWaysTest {

  private static final String SYNC =
      """
      sync: appointments
      source: { table: appointments, account: trainer_id, where: "status <> 'cancelled'", modified: updated_at }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields:
        summary: { column: pharmacy_name, direction: to-google }
        location: { column: address, direction: to-google }
        start: starts_at
        end: ends_at
        description: { value: "At ${row[address]}" }
      policies: { debounce: 0ms, oneWayEdits: restore }
      notify: { googleChanged: admin }
      """;

  private static TestSandbox sandbox;
  private static RunningLockstep lockstep;
  private static JdbcClient jdbc;

  @BeforeAll
  static void start() {
    TestDatabase database = TestDatabase.empty();
    sandbox = TestSandbox.start();
    lockstep = RunningLockstep.start(database, sandbox);
    jdbc = lockstep.jdbc();
    jdbc.sql(
            """
            CREATE TABLE public.appointments (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, trainer_id bigint,
              pharmacy_name text, address text, starts_at timestamptz, ends_at timestamptz,
              notes text, status text DEFAULT 'planned', updated_at timestamptz DEFAULT now())
            """)
        .update();
    lockstep.connect("1", "anna@example.com");
    lockstep.connect("2", "ben@example.com");
    lockstep.run(SYNC);
  }

  @AfterAll
  static void stop() {
    lockstep.close();
    sandbox.close();
  }

  private static long insert(String name, int trainer) {
    return jdbc.sql(
            """
            INSERT INTO public.appointments (trainer_id, pharmacy_name, address, starts_at, ends_at)
            VALUES (:trainer, :name, 'Main St', now() + interval '1 day', now() + interval '25 hours')
            RETURNING id
            """)
        .param("trainer", trainer)
        .param("name", name)
        .query(Long.class)
        .single();
  }

  private static JsonNode event(String email, String name) {
    return lockstep.events(email).stream()
        .filter(e -> e.path("summary").asText().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Test
  void aRowBecomesAnEventAndFollowsItAndGoes() {
    long id = insert("follows", 1);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> event("anna@example.com", "follows") != null);
    jdbc.sql("UPDATE public.appointments SET address = 'Side St' WHERE id = :id")
        .param("id", id)
        .update();
    await()
        .untilAsserted(
            () ->
                assertThat(event("anna@example.com", "follows").path("location").asText())
                    .isEqualTo("Side St"));
    jdbc.sql("DELETE FROM public.appointments WHERE id = :id").param("id", id).update();
    await().until(() -> event("anna@example.com", "follows") == null);
  }

  @Test
  void anEventThatAPersonMovesMovesTheRowAndNothingGoesBack() {
    long id = insert("moved by hand", 1);
    await().until(() -> event("anna@example.com", "moved by hand") != null);
    JsonNode event = event("anna@example.com", "moved by hand");
    long before = lastRequest();
    OffsetDateTime start = OffsetDateTime.parse("2030-05-05T10:00:00Z");
    lockstep.google(
        "anna@example.com",
        "PATCH",
        "calendar/v3/calendars/primary/events/" + event.path("id").asText(),
        """
        {"start": {"dateTime": "2030-05-05T10:00:00Z"}, "end": {"dateTime": "2030-05-05T11:00:00Z"}}
        """);
    lockstep.bean(dev.lockstep.engine.schedule.ScheduledPulls.class).ask("appointments");
    await()
        .untilAsserted(
            () ->
                assertThat(
                        jdbc.sql("SELECT starts_at FROM public.appointments WHERE id = :id")
                            .param("id", id)
                            .query(OffsetDateTime.class)
                            .single()
                            .toInstant())
                    .isEqualTo(start.toInstant()));
    await().until(() -> idle());
    assertThat(writesAfter(before + 1)).isZero();
    assertThat(
            jdbc.sql(
                    "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'notice' AND key = :key")
                .param("key", String.valueOf(id))
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void anEditOfADescriptionThatIsComputedIsPutRightAtOnce() {
    insert("described", 1);
    await().until(() -> event("anna@example.com", "described") != null);
    await().until(() -> idle());
    lockstep.google(
        "anna@example.com",
        "PATCH",
        "calendar/v3/calendars/primary/events/"
            + event("anna@example.com", "described").path("id").asText(),
        "{\"description\": \"somewhere else\"}");
    lockstep.bean(dev.lockstep.engine.schedule.ScheduledPulls.class).ask("appointments");
    await()
        .untilAsserted(
            () ->
                assertThat(event("anna@example.com", "described").path("description").asText())
                    .isEqualTo("At Main St"));
    await().until(() -> idle());
  }

  @Test
  void aRowThatMovesToAnotherTrainerMovesItsEvent() {
    long id = insert("moves over", 1);
    await().until(() -> event("anna@example.com", "moves over") != null);
    jdbc.sql("UPDATE public.appointments SET trainer_id = 2 WHERE id = :id")
        .param("id", id)
        .update();
    await()
        .until(
            () ->
                event("anna@example.com", "moves over") == null
                    && event("ben@example.com", "moves over") != null);
  }

  private static boolean idle() {
    return jdbc.sql(
                "SELECT (SELECT count(*) FROM lockstep.sync_queue) + (SELECT count(*) FROM lockstep.sync_change)")
            .query(Long.class)
            .single()
        == 0;
  }

  private static long lastRequest() {
    long last = 0;
    for (JsonNode line : sandbox.requests(0)) {
      last = Math.max(last, line.path("n").asLong());
    }
    return last;
  }

  private static long writesAfter(long n) {
    long writes = 0;
    for (JsonNode line : sandbox.requests(n)) {
      if (!line.path("method").asText().equals("GET")
          && !line.path("path").asText().contains("/sandbox/")
          && !line.path("path").asText().contains("watch")) {
        writes++;
      }
    }
    return writes;
  }
}

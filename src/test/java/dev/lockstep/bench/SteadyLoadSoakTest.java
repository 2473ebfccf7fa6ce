package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.bench.Course.Reading;
import dev.lockstep.testing.FreePort;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The application in a process of its own for an hour, or {@code -Dsoak.minutes=}, while people
 * work on both sides: what it takes up must stay as it is. Google's own quotas are in force; the
 * brake is put out of the way, for people who edit that much in an hour would be held.
 */
@Tag("soak")
class SteadyLoadSoakTest {

  private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("soak.minutes", 60));
  private static final int LOOKS = 60;

  private static final int ACCOUNTS = 5;
  private static final int APPOINTMENTS = 2_000;
  private static final int ITEMS = 500;

  /** Those that come and go: as many are there at any time. */
  private static final int TURNING = 20;

  private static final List<String> SETTINGS =
      List.of("lockstep.brake.changed-at-least=1000000", "lockstep.brake.deleted-at-least=1000000");

  private static final String NOTIFY =
      "notify: { googleChanged: admin, conflict: admin, failed: admin }\n";

  @TempDir private Path home;

  @Test
  void whatItTakesUpStaysAsItIs() throws Exception {
    TestDatabase database = TestDatabase.empty();
    try (TestSandbox sandbox = TestSandbox.start()) {
      RunningLockstep prepared = RunningLockstep.start(database, sandbox);
      JdbcClient jdbc = JdbcClient.create(database.dataSource());
      Appointments appointments = Appointments.beside(sandbox, database, prepared, ACCOUNTS);
      Sheets sheets = new Sheets(sandbox, database, prepared);
      appointments.insert(1, ACCOUNTS, APPOINTMENTS);
      appointments.insert(1, ACCOUNTS, TURNING);
      sheets.insert(ITEMS);
      prepared.close();
      int port = FreePort.next();
      try (SmallHeap application =
          SmallHeap.start(
              prepared,
              home,
              port,
              SETTINGS,
              Appointments.definition("5m") + NOTIFY,
              Sheets.definition("2s", "5s") + NOTIFY)) {
        sheets.awaitLinked(APPOINTMENTS + TURNING + ITEMS);
        soak(appointments, sheets, new Footprint(application, port, jdbc), application);
      }
    }
  }

  private static void soak(
      Appointments appointments, Sheets sheets, Footprint footprint, SmallHeap application)
      throws Exception {
    List<List<Reading>> looks = new ArrayList<>();
    Map<String, Long> before = footprint.kept();
    SteadyHands.Done done;
    try (SteadyHands hands = new SteadyHands(appointments, ACCOUNTS, APPOINTMENTS, sheets, ITEMS)) {
      long began = System.nanoTime();
      for (int look = 1; look <= LOOKS; look++) {
        Thread.sleep(Duration.ofNanos(began + TIME.toNanos() * look / LOOKS - System.nanoTime()));
        looks.add(footprint.look());
        System.out.printf(
            "SOAK %d of %d: %s, %s%n", look, LOOKS, hands.done(), brief(looks.getLast()));
        // It grows by nature, and is not the application's.
        appointments.forgetCalls();
      }
      done = hands.done();
    }
    Map<String, Long> after = footprint.kept();
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> agree(appointments, sheets));
    List<Course> courses = Course.of(looks);
    courses.forEach(course -> System.out.println("SOAK " + course));
    List<Course> grown = courses.stream().filter(course -> !course.isFlat()).toList();
    Figures.record(
        Budget.STEADY_LOAD,
        TIME.equals(Duration.ofHours(1)) ? "" : TIME.toMinutes() + " minutes",
        grown.isEmpty(),
        figure(done, courses, grown, rates(before, after, done)));
    assertThat(application.ranOut()).as("out of memory").isFalse();
    assertThat(grown).as("grown from the second quarter of the time to the last").isEmpty();
  }

  private static String figure(
      SteadyHands.Done done, List<Course> courses, List<Course> grown, String rates) {
    return "%s changed in %d accounts; from the second quarter to the last: %s%s; kept for a time: %s"
        .formatted(
            done,
            ACCOUNTS + 1,
            courses.stream()
                .limit(Footprint.TOTALS)
                .map(Course::toString)
                .collect(Collectors.joining(", ")),
            grown.isEmpty()
                ? ""
                : "; grown: "
                    + grown.stream().map(Course::toString).collect(Collectors.joining(", ")),
            rates);
  }

  private static String rates(
      Map<String, Long> before, Map<String, Long> after, SteadyHands.Done done) {
    return after.keySet().stream()
        .map(
            what ->
                "%s %.2f kB a change"
                    .formatted(what, (after.get(what) - before.get(what)) / 1024.0 / done.all()))
        .collect(Collectors.joining(", "));
  }

  private static String brief(List<Reading> look) {
    return look.stream()
        .limit(Footprint.TOTALS)
        .map(reading -> "%s %.1f".formatted(reading.what(), reading.value()))
        .collect(Collectors.joining(", "));
  }

  private static void agree(Appointments appointments, Sheets sheets) {
    assertThat(appointments.isIdle()).as("nothing waits").isTrue();
    for (int account = 1; account <= ACCOUNTS; account++) {
      assertThat(events(appointments, account)).isEqualTo(rows(appointments, account));
    }
    assertThat(cells(sheets)).isEqualTo(items(sheets));
  }

  private static List<String> events(Appointments appointments, int account) {
    return appointments.lockstep().events(Appointments.email(account)).stream()
        .map(
            event ->
                "%s, %s, %s to %s"
                    .formatted(
                        event.path("summary").asText(),
                        event.path("location").asText(),
                        instant(event, "start"),
                        instant(event, "end")))
        .sorted()
        .toList();
  }

  private static String instant(JsonNode event, String field) {
    return OffsetDateTime.parse(event.path(field).path("dateTime").asText()).toInstant().toString();
  }

  /** To the second, as Google keeps times. */
  private static List<String> rows(Appointments appointments, int account) {
    return appointments
        .jdbc()
        .sql(
            """
            SELECT title, address, date_trunc('second', starts_at) AS start,
              date_trunc('second', ends_at) AS end
            FROM public.appointments
            WHERE owner = :owner
            """)
        .param("owner", account)
        .query(
            (row, n) ->
                "%s, %s, %s to %s"
                    .formatted(
                        row.getString("title"),
                        row.getString("address"),
                        row.getObject("start", OffsetDateTime.class).toInstant(),
                        row.getObject("end", OffsetDateTime.class).toInstant()))
        .list()
        .stream()
        .sorted()
        .toList();
  }

  private static List<String> cells(Sheets sheets) {
    JsonNode answer =
        sheets
            .lockstep()
            .google(
                "finance@example.com",
                "GET",
                "v4/spreadsheets/%s/values/Items!A2:H%d?valueRenderOption=UNFORMATTED_VALUE"
                    .formatted(sheets.spreadsheetId(), ITEMS + 2),
                "");
    return IntStream.range(0, answer.path("values").size())
        .mapToObj(i -> answer.path("values").get(i))
        .map(
            row ->
                "%d, %d, %s"
                    .formatted(row.get(0).asLong(), row.get(3).asLong(), row.get(7).asText()))
        .sorted()
        .toList();
  }

  private static List<String> items(Sheets sheets) {
    return sheets
        .jdbc()
        .sql("SELECT id, stock, note FROM public.items")
        .query(
            (row, n) ->
                "%d, %d, %s"
                    .formatted(row.getLong("id"), row.getLong("stock"), row.getString("note")))
        .list()
        .stream()
        .sorted()
        .toList();
  }
}

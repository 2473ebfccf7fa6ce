package dev.lockstep.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountListener;
import dev.lockstep.account.Accounts;
import dev.lockstep.core.Direction;
import dev.lockstep.definition.Definitions;
import dev.lockstep.engine.Engine;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application with a little traffic, looked at as an operator does. */
@ExtendWith(OwnOutput.class)
class SeenFromOutsideTest {

  private static final String SYNC =
      """
      sync: appointments
      source: { table: visits, account: trainer_id }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields:
        summary: { column: name, direction: to-google }
        start: starts_at
        end: ends_at
      policies: { debounce: 0ms }
      """;

  private static final String BROKEN =
      """
      sync: broken
      source: { table: nowhere, account: trainer_id }
      target: { calendar: primary }
      direction: to-google
      fields: { summary: name, start: starts_at, end: ends_at }
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
            CREATE TABLE public.visits (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, trainer_id bigint, name text,
              starts_at timestamptz, ends_at timestamptz)
            """)
        .update();
    lockstep.connect("1", "anna@example.com");
    lockstep
        .bean(Engine.class)
        .start(Definitions.parse(Map.of("appointments.yaml", SYNC, "broken.yaml", BROKEN)));
  }

  @AfterAll
  static void stop() {
    lockstep.close();
    sandbox.close();
  }

  @Test
  void everyListedMetricIsThereAfterSomeTraffic(CapturedOutput output) {
    long id =
        jdbc.sql(
                """
                INSERT INTO public.visits (trainer_id, name, starts_at, ends_at)
                VALUES (1, 'measured', now() + interval '1 day', now() + interval '25 hours')
                RETURNING id
                """)
            .query(Long.class)
            .single();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(lockstep.events("anna@example.com")).hasSize(1));
    String event = lockstep.events("anna@example.com").getFirst().path("id").asText();
    lockstep.google(
        "anna@example.com",
        "PATCH",
        "calendar/v3/calendars/primary/events/" + event,
        """
        {"start": {"dateTime": "2030-05-05T10:00:00Z"}, "end": {"dateTime": "2030-05-05T11:00:00Z"}}
        """);
    lockstep.bean(dev.lockstep.engine.schedule.ScheduledPulls.class).ask("appointments");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                jdbc.sql("SELECT starts_at = '2030-05-05T10:00:00Z' FROM public.visits")
                    .query(Boolean.class)
                    .single());
    DatabaseGauges gauges = lockstep.bean(DatabaseGauges.class);
    // Something must wait for depth and lag to show: a row whose owner's calendar is paused.
    lockstep
        .bean(Pauses.class)
        .set(
            Pause.Scope.ofSync("appointments"),
            Direction.TO_GOOGLE,
            PauseCause.BY_HAND,
            "for the test");
    jdbc.sql("UPDATE public.visits SET name = 'waits' WHERE id = :id").param("id", id).update();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              gauges.readQueue();
              gauges.readRecords();
              String page = get("/actuator/prometheus").body();
              for (Metric metric : Metric.values()) {
                String name =
                    metric.type().equals("summary") ? metric.shown() + "_count" : metric.shown();
                String lines =
                    page.lines()
                        .filter(line -> line.startsWith(name + "{"))
                        .reduce("", (all, line) -> all + line + "\n");
                assertThat(lines).as(name).isNotEmpty();
                for (String label : metric.labels()) {
                  assertThat(lines).as(name).contains(label + "=\"");
                }
              }
              assertThat(page)
                  .contains("api=\"calendar\",method=\"events.insert\",status=\"200\"")
                  .containsPattern(
                      "lockstep_quota_used\\{api=\"calendar\",scope=\"account\"} 0\\.0")
                  .containsPattern(
                      "lockstep_item_seconds_count\\{direction=\"from_google\",sync=\"appointments\"}");
            });
    assertThat(output.getOut())
        .containsPattern(
            "sync=appointments account=1 calendar=primary pushed=1 conflicts=0 held=0 failed=0 ms=\\d+")
        .containsPattern(
            "sync=appointments account=1 calendar=primary pulled=\\d+ echoes=\\d+ applied=1 conflicts=0"
                + " failed=0 ms=\\d+");
  }

  @Test
  void healthNamesTheSyncThatIsStoppedWhileTheProbesStayUp() throws Exception {
    HttpResponse<String> health = get("/actuator/health");

    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body()).contains("sync broken", "nowhere");
    assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  @Test
  void theStartPageSaysWhatRunsAndWhatIsStoppedAndNamesNothingThatIsNotThere() throws Exception {
    String page = get("/").body();

    assertThat(page).contains("<b>appointments</b>, table visits", "<b>broken</b> is stopped");
    var links = java.util.regex.Pattern.compile("href=\"([^\"]+)\"").matcher(page);
    while (links.find()) {
      assertThat(get(links.group(1)).statusCode()).as(links.group(1)).isIn(200, 503);
    }
  }

  @Test
  void everyStandingCauseIsInHealthAndOnTheStartPage() throws Exception {
    Pauses pauses = lockstep.bean(Pauses.class);
    Pause.Scope away = Pause.Scope.ofAccount("away");
    pauses.set(away, Direction.BOTH, PauseCause.DISCONNECTED, "the account is not connected");
    pauses.set(away, Direction.FROM_GOOGLE, PauseCause.BY_HAND, "a person said so");

    // One that this node does not know as stopped: its file is gone, say.
    pauses.set(
        Pause.Scope.ofSync("elsewhere"), Direction.BOTH, PauseCause.STOPPED, "its file is gone");

    assertThat(get("/actuator/health").body())
        .contains("sync elsewhere", "its file is gone")
        .contains("account away", "paused both ways (disconnected)", "paused from Google (by hand)")
        .contains("\"sync broken\":\"is stopped: ");
    assertThat(get("/").body())
        .contains("account &#39;away&#39;", "paused both ways (disconnected)", "(by hand)");
  }

  @Test
  void anAccountThatMustBeConnectedAgainIsANotice() {
    lockstep.connect("7", "lost@example.com");
    Account lost = lockstep.bean(Accounts.class).find("7").orElseThrow();
    lockstep.beans(AccountListener.class).forEach(listener -> listener.reconnectRequired(lost));

    assertThat(
            jdbc.sql(
                    "SELECT message FROM lockstep.sync_audit WHERE kind = 'notice' AND account = '7'")
                .query(String.class)
                .list())
        .singleElement()
        .asString()
        .contains("lost@example.com", "must be connected again");
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    String port = lockstep.bean(Environment.class).getProperty("local.server.port");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(
                  URI.create(path.startsWith("/") ? "http://localhost:" + port + path : path))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}

package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Failure;
import dev.lockstep.definition.Definitions;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.QueueEntry;
import dev.lockstep.queue.QueueList;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.Status;
import dev.lockstep.queue.Trigger;
import dev.lockstep.source.WakeUp;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Input that cannot be used stops itself alone, says why, and loses nothing. */
@ExtendWith(OwnOutput.class)
class BadInputTest {

  private static final String VISITS =
      """
      sync: visits
      source: { table: visits, account: trainer_id }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields:
        summary: { column: name, direction: to-google }
        transparency: { column: busy, direction: to-google }
        location: place
        start: starts_at
        end: ends_at
      policies: { debounce: 0ms }
      """;

  private static TestSandbox sandbox;
  private static RunningLockstep lockstep;
  private static JdbcClient jdbc;

  private static String said = "";

  @BeforeAll
  static void start(CapturedOutput output) {
    TestDatabase database = TestDatabase.empty();
    sandbox = TestSandbox.start();
    lockstep = RunningLockstep.start(database, sandbox);
    jdbc = lockstep.jdbc();
    jdbc.sql(
            """
            CREATE TABLE public.visits (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, trainer_id text, name text,
              busy text, place varchar(10), starts_at timestamptz, ends_at timestamptz);
            CREATE TABLE public.loose (code text, trainer_id text, name text,
              starts_at timestamptz, ends_at timestamptz);
            INSERT INTO public.visits (trainer_id, name) VALUES ('nobody', 'whose?')
            """)
        .update();
    lockstep.connect("1", "anna@example.com");
    lockstep
        .bean(Engine.class)
        .start(
            Definitions.parse(
                Map.of(
                    "visits.yaml", VISITS,
                    "broken.yaml", "sync: broken\n  source: {{\n",
                    "column.yaml", on("column", "visits").replace("summary: name", "summary: nam"),
                    "table.yaml", on("table", "visit"),
                    "key.yaml", on("key", "loose"),
                    "calls.yaml",
                        VISITS.replace(
                            "sync: visits", "sync: calls\nenrich: direct:trainer-names"))));
    said = output.getOut();
  }

  @Test
  void rowsOfAnAccountThatNobodyConnectedAreNamedAtTheStart() {
    assertThat(said).contains("sync=visits rows of 1 account(s) wait").contains("[nobody]");
  }

  private static String on(String sync, String table) {
    return """
    sync: %s
    source: { table: %s, account: trainer_id }
    target: { calendar: other, timeZone: Europe/Berlin }
    direction: to-google
    fields: { summary: name, start: starts_at, end: ends_at }
    """
        .formatted(sync, table);
  }

  @AfterAll
  static void stop() {
    lockstep.close();
    sandbox.close();
  }

  @Test
  void aBrokenDefinitionStopsItsSyncAloneAndSaysWhy() {
    Map<String, String> stopped = lockstep.bean(Engine.class).stopped();

    assertThat(stopped.keySet())
        .containsExactlyInAnyOrder("broken", "column", "table", "key", "calls");
    assertThat(stopped.get("broken")).contains("broken YAML");
    assertThat(stopped.get("column")).contains("unknown column 'nam'", "did you mean 'name'?");
    assertThat(stopped.get("table")).contains("unknown table 'visit'", "did you mean 'visits'?");
    assertThat(stopped.get("key")).contains("no primary key");
    assertThat(stopped.get("calls"))
        .contains("no route 'direct:trainer-names'", "did you mean 'direct:trainer-name'?");
    assertThat(lockstep.bean(Engine.class).running()).singleElement();
  }

  @Test
  void anEventThatWouldEndBeforeItStartsFailsAloneAndGoesOnceItIsRight() {
    long id = insert("backwards", "opaque", "2030-03-03T10:00:00Z", "2030-03-03T09:00:00Z");
    long good = insert("beside it", "opaque", "2030-03-03T10:00:00Z", "2030-03-03T11:00:00Z");

    awaitEvent("beside it");
    assertThat(failure(id)).contains("before it starts");
    assertThat(deadLetters()).doesNotContain(String.valueOf(good));

    jdbc.sql("UPDATE public.visits SET ends_at = '2030-03-03T12:00:00Z' WHERE id = :id")
        .param("id", id)
        .update();
    awaitEvent("backwards");
    await().until(() -> !deadLetters().contains(String.valueOf(id)));
  }

  @Test
  void aRecordThatTripsOverABugFailsAloneAndTheLogShowsWhere(CapturedOutput output) {
    long id = insert("asked", "opaque", "2030-03-09T10:00:00Z", "2030-03-09T11:00:00Z");
    awaitEvent("asked");
    Pauses pauses = lockstep.bean(Pauses.class);
    Pause.Scope sync = Pause.Scope.ofSync("visits");
    pauses.set(sync, Direction.BOTH, PauseCause.BY_HAND, "a test");
    jdbc.sql("UPDATE public.visits SET name = 'asked again' WHERE id = :id")
        .param("id", id)
        .update();
    await()
        .until(
            () ->
                jdbc.sql("UPDATE lockstep.sync_queue SET asked = '{no' WHERE key = :key")
                        .param("key", String.valueOf(id))
                        .update()
                    == 1);
    pauses.lift(sync, Direction.BOTH, PauseCause.BY_HAND);

    assertThat(failure(id)).contains("unexpected: ", "not what a person can ask");
    insert("after the bug", "opaque", "2030-03-09T12:00:00Z", "2030-03-09T13:00:00Z");
    awaitEvent("after the bug");
    assertThat(output.getOut())
        .contains("partition=visits/1/primary key=" + id + " cannot be merged")
        .containsOnlyOnce("IllegalArgumentException: not what a person can ask: {no\n\tat ");
  }

  @Test
  void aTextTooLongForGoogleFailsAloneWithItsLength() {
    long id = insert("x".repeat(2000), "opaque", "2030-03-04T10:00:00Z", "2030-03-04T11:00:00Z");

    assertThat(failure(id)).contains("summary", "2000 characters", "1024");
  }

  @Test
  void aRecordThatAPersonSkippedShowsWhatItWasAndWaitsUntilItChanges() {
    long id = insert("y".repeat(1500), "opaque", "2030-03-09T10:00:00Z", "2030-03-09T11:00:00Z");
    failure(id);
    QueueEntry letter = letter(id);
    assertThat(letter.kind()).isEqualTo(Failure.Kind.PERMANENT);
    assertThat(letter.payload()).contains("\"name\": \"yyyy", "2030-03-09T10:00:00Z");

    new ByHand(jdbc).skip(letter.item().id(), "never mind");
    lockstep.bean(Reconciles.class).ask("visits", null, Trigger.of(Trigger.By.RESYNC));
    lockstep.bean(WakeUp.class).wake();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                lockstep.bean(Partitions.class).ofSync("visits").stream()
                    .noneMatch(p -> p.isReconcileAskedFor() || p.leaseHolder() != null));
    assertThat(letter(id).item().status()).isEqualTo(Status.SKIPPED);

    jdbc.sql("UPDATE public.visits SET name = 'short' WHERE id = :id").param("id", id).update();
    awaitEvent("short");
  }

  private static QueueEntry letter(long id) {
    return new QueueList(jdbc).ofRecord("visits", String.valueOf(id)).getFirst();
  }

  @Test
  void aValueThatGoogleDoesNotKnowFailsAloneAndIsNamed() {
    long id = insert("wrong word", "perhaps", "2030-03-05T10:00:00Z", "2030-03-05T11:00:00Z");

    assertThat(failure(id)).contains("transparency", "perhaps");
  }

  @Test
  void aRowWithoutATimeIsNoEventUntilItHasOne() {
    long id = insert("no time yet", "opaque", null, null);
    insert("after it", "opaque", "2030-03-06T10:00:00Z", "2030-03-06T11:00:00Z");

    awaitEvent("after it");
    assertThat(event("no time yet")).isNull();
    assertThat(deadLetters()).doesNotContain(String.valueOf(id));

    jdbc.sql(
            """
            UPDATE public.visits
            SET starts_at = '2030-03-06T12:00:00Z', ends_at = '2030-03-06T13:00:00Z'
            WHERE id = :id
            """)
        .param("id", id)
        .update();
    awaitEvent("no time yet");
  }

  @Test
  void rowsOfAnUnknownAccountWaitWithoutQueueAndGoOnceItConnects() {
    jdbc.sql(
            """
            INSERT INTO public.visits (trainer_id, name, busy, starts_at, ends_at)
            VALUES ('9', 'carol''s', 'opaque', '2030-03-07T10:00:00Z', '2030-03-07T11:00:00Z')
            """)
        .update();
    insert("somebody else's", "opaque", "2030-03-07T10:00:00Z", "2030-03-07T11:00:00Z");
    awaitEvent("somebody else's");
    assertThat(
            jdbc.sql("SELECT count(*) FROM lockstep.sync_queue WHERE account = '9'")
                .query(Long.class)
                .single())
        .isZero();

    lockstep.connect("9", "carol@example.com");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(lockstep.events("carol@example.com"))
                    .extracting(event -> event.path("summary").asText())
                    .containsExactly("carol's"));
  }

  @Test
  void whatAPersonTypesAndTheColumnCannotHoldIsReportedAndStaysAtGoogle(CapturedOutput output) {
    long id = insert("typed", "opaque", "2030-03-08T10:00:00Z", "2030-03-08T11:00:00Z");
    awaitEvent("typed");
    String event = event("typed").path("id").asText();
    lockstep.google(
        "anna@example.com",
        "PATCH",
        "calendar/v3/calendars/primary/events/" + event,
        "{\"location\": \"far too long for the column\"}");
    lockstep.bean(dev.lockstep.engine.schedule.ScheduledPulls.class).ask("visits");

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        jdbc.sql(
                                """
                                SELECT message FROM lockstep.sync_audit
                                WHERE kind = 'notice' AND key = :key
                                """)
                            .param("key", String.valueOf(id))
                            .query(String.class)
                            .list())
                    .anySatisfy(message -> assertThat(message).contains("too long")));
    await()
        .untilAsserted(
            () -> assertThat(output.getOut()).containsPattern("pulled=\\d+ .*failed=1 ms="));
    assertThat(event("typed").path("location").asText()).isEqualTo("far too long for the column");
    assertThat(
            jdbc.sql("SELECT place IS NULL FROM public.visits WHERE id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  private static long insert(String name, String busy, String start, String end) {
    return jdbc.sql(
            """
            INSERT INTO public.visits (trainer_id, name, busy, starts_at, ends_at)
            VALUES ('1', :name, :busy, CAST(:start AS timestamptz), CAST(:end AS timestamptz))
            RETURNING id
            """)
        .param("name", name)
        .param("busy", busy)
        .param("start", start)
        .param("end", end)
        .query(Long.class)
        .single();
  }

  /** What the dead letter of that row says; waits for it. */
  private static String failure(long id) {
    await().atMost(Duration.ofSeconds(30)).until(() -> deadLetters().contains(String.valueOf(id)));
    return jdbc.sql(
            """
            SELECT last_error FROM lockstep.sync_queue WHERE status = 'failed' AND key = :key
            """)
        .param("key", String.valueOf(id))
        .query(String.class)
        .single();
  }

  private static List<String> deadLetters() {
    return jdbc.sql("SELECT key FROM lockstep.sync_queue WHERE status = 'failed'")
        .query(String.class)
        .list();
  }

  private static void awaitEvent(String summary) {
    await().atMost(Duration.ofSeconds(30)).until(() -> event(summary) != null);
  }

  private static JsonNode event(String summary) {
    return lockstep.events("anna@example.com").stream()
        .filter(event -> event.path("summary").asText().equals(summary))
        .findFirst()
        .orElse(null);
  }
}

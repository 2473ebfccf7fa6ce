package dev.lockstep.engine;

import static dev.lockstep.engine.Planning.changing;
import static dev.lockstep.engine.Planning.diffs;
import static dev.lockstep.engine.Planning.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/**
 * `plan` shows what `resync` then does, and does nothing itself: calendars. The plans are made
 * while nothing else is there that could write; the application that was there before comes back
 * only then.
 */
@ExtendWith(OwnOutput.class)
class PlanTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = Long.getLong("plan.seed", System.currentTimeMillis());
  private static final int RECORDS = 24;

  private static final String FIRST =
      """
      sync: first
      source: { table: first, account: owner, modified: updated_at }
      target: { calendar: primary, timeZone: Europe/Berlin, match: [summary, start] }
      direction: both
      fields: { summary: title, location: place, start: starts_at, end: ends_at }
      policies: { debounce: 0ms, rows: from-connection, conflict: source-wins }
      window: { past: 30d }
      """;

  private static final String MANY =
      """
      sync: many
      source: { table: many, account: owner }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: to-google
      fields: { summary: title, start: starts_at, end: ends_at }
      """;

  @TempDir static Path home;
  private static TestDatabase database;
  private static TestSandbox sandbox;
  private static Diaries before;
  private static Diaries after;
  private static Diary any;
  private static Diary braked;
  private static Diary changed;
  private static Diary alone;
  private static Diary logged;
  private static String changedNow;
  private static JsonNode planOfAny;
  private static JsonNode planOfBraked;
  private static JsonNode planOfFirst;
  private static JsonNode planOfMany;
  private static JsonNode planOfChanged;
  private static JsonNode planOfLogged;
  private static JsonNode shortPlan;
  private static int endOfRefused;
  private static String saidOfRefused;
  private static List<Map<String, String>> rowsToBe;
  private static List<Map<String, String>> eventsToBe;

  @BeforeAll
  static void start(CapturedOutput output) {
    database = TestDatabase.empty();
    sandbox = TestSandbox.start();
    before = new Diaries(database, sandbox);
    Random random = new Random(SEED);
    any = before.open("anything", "googleCreate: insert, " + policies(random));
    braked = before.open("braked", "");
    changed = before.open("changed", "");
    before.jdbc.sql("ALTER TABLE public.changed ADD day date DEFAULT '2030-02-03'").update();
    alone = before.open("alone", "");
    logged = before.open("logged", "");
    // Without a column that tells, the capture log does.
    before.define("logged", before.definition("logged").replace(", modified: updated_at", ""));
    before.run();
    for (int i = 0; i < RECORDS; i++) {
      any.write("entry " + i);
    }
    for (int i = 0; i < 12; i++) {
      braked.write("kept " + i);
    }
    changed.writeLinked("as it was");
    logged.writeLinked("told by the log");
    Diaries.soon().until(() -> any.events().size() == RECORDS && braked.events().size() == 12);
    any.settle();
    braked.settle();
    firstDay();
    before.lockstep.close();

    edit(random);
    logged.set(1, "place = 'first'");
    logged.edit("told by the log", "{\"location\": \"later\"}");
    before.jdbc.sql("DELETE FROM public.braked").update();
    changedNow =
        before
            .definition("changed")
            .replace(
                "location: place",
                "location: place, description: { value: 'of ${row[title]} on ${row[day]}' }");

    Planning planning = new Planning(database, sandbox, home);
    Map<String, Map<String, String>> rows = rows("anything");
    Map<String, Map<String, String>> events = events(any);
    planOfAny =
        planning.plan(
            "anything",
            before.definition("anything"),
            output,
            "--lockstep.google.list-page-size=5");
    shortPlan = planning.plan("anything", before.definition("anything"), output, "--limit", "2");
    planOfBraked = planning.plan("braked", before.definition("braked"), output);
    planOfMany = planning.plan("many", MANY, output);
    planOfFirst = planning.plan("first", FIRST, output);
    planOfLogged = planning.plan("logged", before.definition("logged"), output);
    planOfChanged = planning.plan("changed", changedNow, output);
    sandbox.fault(
        """
        {"kind": "status", "code": 403, "reason": "forbidden", "path": "events", "times": 1}""");
    int shown = output.getErr().length();
    endOfRefused = planning.run("braked", before.definition("braked"));
    saidOfRefused = output.getErr().substring(shown);
    rowsToBe = Planning.after(rows, planOfAny, "row", "key", "anything");
    eventsToBe = Planning.after(events, planOfAny, "google", "remote_id", "anything");

    after = new Diaries(database, sandbox);
    after.define("anything", before.definition("anything"));
    after.define("braked", before.definition("braked"));
    after.define("changed", changedNow);
    after.define("alone", before.definition("alone"));
    after.define("logged", before.definition("logged"));
    after.define("first", FIRST);
    after.run();
  }

  @AfterAll
  static void stop() {
    after.close();
  }

  private static String policies(Random random) {
    return "conflict: %s, googleDelete: %s, sourceDelete: %s"
        .formatted(
            oneOf(random, "latest-wins", "source-wins", "google-wins", "manual"),
            oneOf(random, "keep", "delete", "recreate"),
            oneOf(random, "delete", "keep"));
  }

  private static String oneOf(Random random, String... words) {
    return words[random.nextInt(words.length)];
  }

  /** What two people do to both sides while nobody looks. */
  private static void edit(Random random) {
    for (int i = 0; i < RECORDS; i++) {
      long id = i + 1;
      String title =
          before
              .jdbc
              .sql("SELECT title FROM public.anything WHERE id = " + id)
              .query(String.class)
              .single();
      int what = random.nextInt(10);
      if (what == 1 || what == 3) {
        any.edit(title, "{\"location\": \"Side St %d\"}".formatted(i));
      }
      if (what == 4 || what == 8) {
        any.edit(title, "{\"summary\": \"theirs %d\"}".formatted(i));
      }
      if (what == 6 || what == 7) {
        any.remove(title);
      }
      if (what == 0 || what == 3 || what == 4 || what == 7) {
        any.set(id, "title = 'ours %d'".formatted(i));
      }
      if (what == 2) {
        any.set(
            id, "starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day'");
      }
      if (what == 5 || what == 8) {
        any.erase(id);
      }
    }
    any.write("made here");
    any.create(
        """
        {"summary": "made there", "start": {"dateTime": "2031-05-01T09:00:00Z"},
         "end": {"dateTime": "2031-05-01T10:00:00Z"}}
        """);
  }

  /** Rows and events that nobody has ever compared. */
  private static void firstDay() {
    before
        .jdbc
        .sql(
            """
            CREATE TABLE public.many (
              id bigint PRIMARY KEY, owner text, title text, starts_at timestamptz,
              ends_at timestamptz);
            INSERT INTO public.many
              SELECT n, 'alone', 'number ' || n, '2031-01-01T09:00Z', '2031-01-01T10:00Z'
              FROM generate_series(1, 2300) n
            """)
        .update();
    before
        .jdbc
        .sql(
            """
            CREATE TABLE public.first (
              id bigint PRIMARY KEY, owner text, title text, place text, starts_at timestamptz,
              ends_at timestamptz, updated_at timestamptz DEFAULT now());
            INSERT INTO public.first (id, owner, title, place, starts_at, ends_at) VALUES
              (1, 'first', 'both alike', 'Main St', '2031-01-01T09:00Z', '2031-01-01T10:00Z'),
              (2, 'first', 'both, but elsewhere', 'Main St', '2031-01-02T09:00Z', '2031-01-02T10:00Z'),
              (3, 'first', 'here only', 'Main St', '2031-01-03T09:00Z', '2031-01-03T10:00Z'),
              (4, 'first', 'over', 'Main St', now() - interval '1 day', now() - interval '23 hours'),
              (5, 'first', 'long over', 'Main St', '2020-01-01T09:00Z', '2020-01-01T10:00Z')
            """)
        .update();
    before.lockstep.connect("first", "first@example.com");
    Diary first = before.diary("first");
    first.create(event("both alike", "Main St", 1));
    first.create(event("both, but elsewhere", "Side St", 2));
    first.create(event("there only", "Side St", 4));
  }

  private static String event(String title, String place, int day) {
    return """
        {"summary": "%s", "location": "%s", "start": {"dateTime": "2031-01-0%d10:00:00+01:00"},
         "end": {"dateTime": "2031-01-0%d11:00:00+01:00"}}
        """
        .formatted(title, place, day, day)
        .replaceAll("(2031-01-0\\d)", "$1T");
  }

  private static Map<String, Map<String, String>> rows(String table) {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    before
        .jdbc
        .sql(
            "SELECT id, title, place, starts_at, ends_at FROM public.%1$s WHERE owner = '%1$s' ORDER BY id"
                .formatted(table))
        .query(
            row -> {
              Map<String, String> fields = new LinkedHashMap<>();
              fields.put("summary", text(row.getString("title")));
              fields.put("location", text(row.getString("place")));
              fields.put(
                  "start", instant(row.getObject("starts_at", OffsetDateTime.class).toString()));
              fields.put("end", instant(row.getObject("ends_at", OffsetDateTime.class).toString()));
              rows.put(row.getString("id"), fields);
            });
    return rows;
  }

  private static Map<String, Map<String, String>> events(Diary diary) {
    Map<String, Map<String, String>> events = new LinkedHashMap<>();
    for (JsonNode event : diary.events()) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("summary", event.path("summary").asText());
      fields.put("location", event.path("location").asText());
      fields.put("start", instant(event.path("start").path("dateTime").asText()));
      fields.put("end", instant(event.path("end").path("dateTime").asText()));
      events.put(event.path("id").asText(), fields);
    }
    return events;
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }

  private static String instant(String text) {
    return OffsetDateTime.parse(text).toInstant().toString();
  }

  @Test
  void whatThePlanShowsIsWhatTheResyncDoes(CapturedOutput output) throws IOException {
    JsonNode done = resync(output, "anything");

    assertThat(done.path("finished").asBoolean()).isTrue();
    assertThat(rows("anything").values().stream().map(PlanTest::complete).toList())
        .as("rows, with -Dplan.seed=%d", SEED)
        .containsExactlyInAnyOrderElementsOf(rowsToBe.stream().map(PlanTest::complete).toList());
    assertThat(events(any).values().stream().map(PlanTest::complete).toList())
        .as("events, with -Dplan.seed=%d", SEED)
        .containsExactlyInAnyOrderElementsOf(eventsToBe.stream().map(PlanTest::complete).toList());
  }

  /** Blank and missing are one. */
  private static Map<String, String> complete(Map<String, String> fields) {
    Map<String, String> complete = new LinkedHashMap<>();
    for (String field : List.of("summary", "location", "start", "end")) {
      complete.put(field, fields.getOrDefault(field, ""));
    }
    return complete;
  }

  @Test
  void countsAreOfAllRecordsHoweverFewAreShown() {
    assertThat(shortPlan.path("records")).hasSize(2);
    assertThat(shortPlan.path("left_out").asLong())
        .isEqualTo(planOfAny.path("records").size() - 2L);
    for (String count :
        List.of("to_google", "from_google", "conflicts", "untouched", "looked_at")) {
      assertThat(shortPlan.path(count)).isEqualTo(planOfAny.path(count));
    }
    assertThat(planOfAny.path("to_google").path("inserted").asInt())
        .isEqualTo(changing(planOfAny, "google", "insert").size());
    assertThat(planOfAny.path("from_google").path("updated").asInt())
        .isEqualTo(changing(planOfAny, "row", "update").size());
  }

  @Test
  void whatTheBrakeWouldHoldIsShownAsHeldAndNotCountedAsDone() {
    assertThat(planOfBraked.path("to_google").path("held").asInt()).isEqualTo(12);
    assertThat(planOfBraked.path("to_google").path("deleted").asInt()).isZero();
    assertThat(changing(planOfBraked, "google", "delete"))
        .hasSize(12)
        .allSatisfy(
            record ->
                assertThat(record.path("google").path("held").asText())
                    .contains("12 of 12 records would be deleted or blanked"));
  }

  @Test
  void aCalendarThatCannotBeReadIsNamedAndEndsWith2() {
    assertThat(endOfRefused).isEqualTo(2);
    assertThat(saidOfRefused).contains("primary of account 'braked' is not in it: ");
  }

  @Test
  void aTableOfManyPagesIsCountedToItsEnd() {
    assertThat(planOfMany.path("to_google").path("inserted").asInt()).isEqualTo(2300);
    assertThat(planOfMany.path("records")).hasSize(100);
    assertThat(planOfMany.path("left_out").asInt()).isEqualTo(2200);
  }

  @Test
  void theApplicationPlansWhatRunsThereToo(CapturedOutput output) throws IOException {
    resync(output, "braked");
    List<PlannedRecord> told = new ArrayList<>();

    Plan plan = after.lockstep.bean(Plans.class).of("braked", told::add);

    assertThat(plan.toGoogle().held()).isEqualTo(12);
    assertThat(told)
        .extracting(record -> record.remote().held())
        .hasSize(12)
        .allMatch(reason -> reason.contains("12 of 12 records"));
  }

  @Test
  void aFirstSyncShowsWhatIsMatchedMadeAndLeft() {
    assertThat(changing(planOfFirst, "google", "mark"))
        .extracting(r -> r.path("key").asText())
        .containsExactly("1");
    assertThat(diffs(record(planOfFirst, "2").path("google")))
        .containsExactly("location: Side St -> Main St");
    assertThat(record(planOfFirst, "2").path("reports").get(0).path("winner").asText())
        .isEqualTo("source");
    assertThat(changing(planOfFirst, "google", "insert"))
        .extracting(r -> r.path("key").asText())
        .containsExactly("3");
    assertThat(planOfFirst.path("untouched").path("held_back").asInt()).isEqualTo(1);
    assertThat(planOfFirst.path("untouched").path("outside_window").asInt()).isEqualTo(1);
    assertThat(planOfFirst.path("untouched").path("not_taken").asInt()).isEqualTo(1);
    assertThat(planOfFirst.path("from_google").path("inserted").asInt()).isZero();
  }

  @Test
  void aFirstSyncThenDoesWhatWasShown(CapturedOutput output) throws IOException {
    resync(output, "first");

    List<String> titles = new ArrayList<>();
    events(after.diary("first"))
        .values()
        .forEach(e -> titles.add(e.get("summary") + ", " + e.get("location")));
    assertThat(titles)
        .containsExactlyInAnyOrder(
            "both alike, Main St",
            "both, but elsewhere, Main St",
            "there only, Side St",
            "here only, Main St");
  }

  @Test
  void whatTheLogSaysOfAChangeCountsBeforeAnybodyHasFoldedIt(CapturedOutput output)
      throws IOException {
    assertThat(record(planOfLogged, "1").path("reports").get(0).path("winner").asText())
        .isEqualTo("target");
    assertThat(diffs(record(planOfLogged, "1").path("row")))
        .containsExactly("location: first -> later");

    resync(output, "logged");

    assertThat(logged.value(1, "place")).isEqualTo("later");
  }

  @Test
  void aChangedDefinitionIsPlannedAsItsFileIsNow(CapturedOutput output) throws IOException {
    String text = "of as it was on 2030-02-03";
    assertThat(planOfChanged.path("to_google").path("updated").asInt()).isEqualTo(1);
    assertThat(diffs(changing(planOfChanged, "google", "update").getFirst().path("google")))
        .containsExactly("description:  -> " + text);

    resync(output, "changed");

    assertThat(changed.events())
        .extracting(e -> e.path("description").asText())
        .containsExactly(text);
  }

  @Test
  void oneRecordOrOneAccountCanBeComparedAlone(CapturedOutput output) throws IOException {
    long id = alone.write("another");
    Diaries.soon().until(() -> alone.event("another") != null && after.isIdle("alone"));
    alone.edit("another", "{\"location\": \"moved\"}");

    JsonNode one = resync(output, "alone", "--key", String.valueOf(id));

    assertThat(alone.value(id, "place")).isEqualTo("moved");
    assertThat(one.path("done").path("from_google").path("update").asInt()).isEqualTo(1);

    alone.edit("another", "{\"location\": \"moved on\"}");
    JsonNode news = resync(output, "alone", "--account", "alone", "--mode", "incremental");

    assertThat(alone.value(id, "place")).isEqualTo("moved on");
    assertThat(news.path("mode").asText()).isEqualTo("incremental");
    assertThat(run("resync", "alone", "--account", "nobody")).isEqualTo(1);
    assertThat(run("resync", "nosuch")).isEqualTo(1);
    assertThat(output.getErr()).contains("no calendar or tab of account 'nobody'");
  }

  @Test
  void aResyncSaysWhatWaits(CapturedOutput output) throws IOException {
    JsonNode done = resync(output, "braked");

    assertThat(done.path("waits").path("held").asInt()).isEqualTo(12);
    assertThat(braked.events()).hasSize(12);
  }

  private static JsonNode resync(CapturedOutput output, String sync, String... more)
      throws IOException {
    int shown = output.getOut().length();
    List<String> words = new ArrayList<>(List.of("resync", sync, "--json"));
    words.addAll(List.of(more));
    assertThat(run(words.toArray(String[]::new))).as(output.getErr()).isZero();
    return JSON.readTree(
        output
            .getOut()
            .substring(shown)
            .lines()
            .filter(line -> line.startsWith("{\"sync\":"))
            .findFirst()
            .orElseThrow());
  }

  private static int run(String... words) {
    return Typed.run(database, words);
  }
}

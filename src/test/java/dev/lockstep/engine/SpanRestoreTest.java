package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.testing.OwnOutput;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * All records of a span of time go back, as typed while the application keeps calendars in step.
 */
@ExtendWith(OwnOutput.class)
class SpanRestoreTest {

  private static final int ENTRIES = 8;

  private static Diaries diaries;
  private static Diary script;
  private static Diary fillDown;
  private static Diary gone;
  private static Diary broken;
  private static Diary racing;
  private static Diary odd;

  @BeforeAll
  static void start() {
    diaries = Diaries.withTightBrake("lockstep.resync.patience=PT30S");
    script = diaries.open("script", "");
    fillDown = diaries.open("filldown", "");
    gone = diaries.open("wentaway", "");
    broken = diaries.open("brokenoff", "");
    racing = diaries.open("racing", "");
    odd = diaries.open("odd", "");
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  @Test
  void whatAScriptDidToAllRowsIsUndoneOnBothSidesAndTheBrakeDoesNotAskAgain(CapturedOutput output)
      throws Exception {
    List<Long> ids = fill(script, "NULL");
    Instant since = now();
    diaries.jdbc.sql("UPDATE public.script SET place = 'Wrong St'").update();
    soon().until(() -> script.events().stream().allMatch(event -> isAt(event, "Wrong St")));
    script.settle();
    Instant until = now();
    long edited = ids.get(0);
    script.set(edited, "place = 'Right St'");
    script.set(ids.get(1), "title = 'renamed'");
    soon().until(() -> isAt(script.event("entry 1"), "Right St"));
    soon().until(() -> script.event("renamed") != null);
    script.settle();
    long lines = lines();

    JsonNode look =
        json(
            output, "restore", "script", "--since", "" + since, "--until", "" + until, "--dry-run");
    assertThat(look.at("/counts/go_back").asInt()).isEqualTo(ENTRIES - 1);
    assertThat(look.at("/counts/stay/changed-since").asInt()).isEqualTo(1);
    assertThat(look.path("records").get(0).path("reason").asText()).isEqualTo("changed-since");
    assertThat(look.path("records").get(1).path("fields").toString())
        .isEqualTo("[{\"field\":\"location\",\"before\":\"Wrong St\",\"after\":null}]");
    assertThat(lines()).as("nothing is written").isEqualTo(lines);
    assertThat(diaries.asked("script")).isZero();

    assertThat(run("restore", "script", "--since", "" + since, "--until", "" + until))
        .as("nobody has said yes")
        .isEqualTo(1);
    assertThat(diaries.asked("script")).isZero();
    assertThat(run("restore", "script", "--since", "" + since, "--until", "" + until, "--yes"))
        .isZero();

    assertThat(script.value(edited, "place")).isEqualTo("Right St");
    for (long id : ids.subList(1, ENTRIES)) {
      assertThat(script.value(id, "place")).isNull();
      assertThat(script.causes(id)).endsWith("restored", "restored");
    }
    assertThat(script.events().stream().filter(event -> event.has("location"))).hasSize(1);
    assertThat(script.event("renamed")).as("another field that was edited since").isNotNull();
    assertThat(script.held()).isZero();
    assertThat(output.getOut()).contains("7 records were asked back", "1 stay (it was changed");
    assertThat(told("script", "restoring")).hasSize(1).first().asString().contains("for 7 records");
    assertThat(told("script", "googleChanged")).noneMatch(text -> text.equals("changed at Google"));

    long before = lines();
    assertThat(run("restore", "script", "--since", "" + since, "--until", "" + until, "--yes"))
        .isZero();
    assertThat(output.getOut()).contains("nothing is to be done");
    assertThat(lines()).as("once is enough").isEqualTo(before);
    script.edit("entry 8", "{\"location\": \"People's St\"}");
    script.pull();
    soon().until(() -> "People's St".equals(script.value(ids.get(7), "place")));
    script.comesToRest();

    assertThat(
            run(
                "restore",
                "script",
                "--since",
                "" + since,
                "--until",
                "" + until,
                "--yes",
                "--changed-since-too"))
        .isZero();
    assertThat(script.value(edited, "place")).isNull();
    script.comesToRest();
  }

  @Test
  void whatSomebodyFilledDownAtGoogleIsUndoneAndRowsChangedMeanwhileAreNot() {
    List<Long> ids = fill(fillDown, "'Main St'");
    Instant since = now();
    for (int i = 1; i <= 4; i++) {
      fillDown.edit("entry " + i, "{\"location\": \"Filled St\"}");
    }
    fillDown.pull();
    soon().until(() -> count(fillDown, "place = 'Filled St'") == 4);
    fillDown.settle();
    fillDown.set(ids.get(5), "place = 'Row St'");
    soon().until(() -> isAt(fillDown.event("entry 6"), "Row St"));
    fillDown.settle();

    assertThat(run("restore", "filldown", "--since", "" + since, "--by", "google", "--yes"))
        .isZero();

    assertThat(count(fillDown, "place = 'Main St'")).isEqualTo(ENTRIES - 1);
    assertThat(fillDown.events().stream().filter(event -> isAt(event, "Main St")))
        .hasSize(ENTRIES - 1);
    assertThat(fillDown.value(ids.get(5), "place")).isEqualTo("Row St");
    fillDown.edit("entry 7", "{\"location\": \"People's St\"}");
    fillDown.pull();
    soon().until(() -> "People's St".equals(fillDown.value(ids.get(6), "place")));
    fillDown.comesToRest();
  }

  @Test
  void whatWentOnEitherSideComesBackAndWhatWasMadeStays() {
    List<Long> ids = fill(gone, "'Main St'");
    Instant since = now();
    gone.erase(ids.get(0));
    gone.set(ids.get(1), "place = 'Last St'");
    soon().until(() -> isAt(gone.event("entry 2"), "Last St"));
    gone.settle();
    gone.erase(ids.get(1));
    gone.remove("entry 3");
    gone.pull();
    long made = gone.writeLinkedBeside("made");
    soon().until(() -> gone.event("entry 1") == null && gone.event("entry 2") == null);
    soon().until(() -> gone.state(ids.get(2)).equals("detached"));
    gone.settle();

    assertThat(run("restore", "wentaway", "--since", "" + since, "--yes")).isZero();

    for (int i = 0; i < 3; i++) {
      assertThat(gone.value(ids.get(i), "title")).isEqualTo("entry " + (i + 1));
      assertThat(gone.value(ids.get(i), "place")).isEqualTo("Main St");
      assertThat(isAt(gone.event("entry " + (i + 1)), "Main St")).isTrue();
      assertThat(gone.state(ids.get(i))).isEqualTo("linked");
    }
    assertThat(gone.value(made, "title")).isEqualTo("made");
    assertThat(gone.event("made")).isNotNull();
    gone.comesToRest();
  }

  @Test
  void whatWasBrokenOffIsDoneByASecondCall(CapturedOutput output) throws Exception {
    List<Long> ids = fill(broken, "'Main St'");
    Instant since = now();
    diaries.jdbc.sql("UPDATE public.brokenoff SET place = 'Wrong St'").update();
    soon().until(() -> broken.events().stream().allMatch(event -> isAt(event, "Wrong St")));
    broken.settle();

    SpanRestore restore = new SpanRestore(diaries.jdbc);
    SpanRestore.Wanted wanted = restore.wanted("brokenoff", since, null, null, null, false);
    SpanRestore.Page page =
        diaries
            .lockstep
            .bean(TransactionTemplate.class)
            .execute(status -> restore.restore(wanted, "", 3, "a test"));
    assertThat(page.last()).isEqualTo(String.valueOf(ids.get(2)));
    soon().until(() -> count(broken, "place = 'Main St'") == 3);
    broken.settle();

    JsonNode rest = json(output, "restore", "brokenoff", "--since", "" + since, "--yes");
    assertThat(rest.path("asked").asInt()).isEqualTo(ENTRIES - 3);
    assertThat(rest.at("/now/same").asInt()).isEqualTo(ENTRIES);
    assertThat(count(broken, "place = 'Main St'")).isEqualTo(ENTRIES);
    assertThat(broken.events()).allMatch(event -> isAt(event, "Main St"));
    broken.comesToRest();
  }

  @Test
  void whatIsEditedBetweenAskingAndDoingStaysAndIsNamed() {
    List<Long> ids = fill(racing, "'Main St'");
    Instant since = now();
    diaries.jdbc.sql("UPDATE public.racing SET place = 'Wrong St'").update();
    soon().until(() -> racing.events().stream().allMatch(event -> isAt(event, "Wrong St")));
    racing.settle();
    assertThat(run("pause", "racing")).isZero();
    assertThat(run("restore", "racing", "--since", "" + since, "--yes", "--no-wait")).isZero();

    racing.set(ids.get(0), "place = 'Edited St'");
    racing.edit("entry 2", "{\"location\": \"There St\"}");
    racing.erase(ids.get(2));
    assertThat(run("resume", "racing")).isZero();

    soon().until(() -> racing.event("entry 3") == null);
    soon().until(() -> count(racing, "place = 'Main St'") == ENTRIES - 3);
    racing.settle();
    assertThat(racing.value(ids.get(0), "place")).isEqualTo("Edited St");
    assertThat(racing.value(ids.get(1), "place")).isEqualTo("There St");
    assertThat(racing.value(ids.get(2), "place")).isNull();
    assertThat(isAt(racing.event("entry 1"), "Edited St")).isTrue();
    assertThat(told("racing", "restored"))
        .filteredOn(text -> text.contains("changed since; it stays"))
        .hasSize(3);
    racing.comesToRest();
  }

  @Test
  void whatCannotBeAskedForIsSaid(CapturedOutput output) {
    odd.writeLinked("is there");
    assertThat(run("restore", "nosuch", "--since", "2026-01-01T00:00:00Z", "--yes")).isEqualTo(1);
    assertThat(run("restore", "odd", "--since", "yesterday", "--yes")).isEqualTo(1);
    assertThat(run("restore", "odd", "--since", "2999-01-01T00:00:00Z", "--yes")).isEqualTo(1);
    assertThat(
            run(
                "restore",
                "odd",
                "--since",
                "2026-01-02T00:00:00Z",
                "--until",
                "2026-01-01T00:00:00Z"))
        .isEqualTo(1);
    assertThat(run("restore", "odd")).isEqualTo(1);
    assertThat(run("restore", "odd", "1", "--since", "2026-01-01T00:00:00Z")).isEqualTo(1);
    assertThat(run("restore", "odd", "--yes")).isEqualTo(1);
    assertThat(run("restore", "odd", "--since", "2026-01-01T00:00:00Z", "--json")).isEqualTo(1);
    assertThat(output.getErr())
        .contains(
            "there is no sync 'nosuch'",
            "'yesterday' is no time",
            "2999-01-01T00:00:00Z is not in the past",
            "the span ends at 2026-01-01T00:00:00Z, which is not after it begins",
            "name a KEY, or --since",
            "--since is for all records of a span of time",
            "with --json say --yes, or --dry-run");
  }

  @Test
  void aSpanThatBeginsBeforeWhatIsKeptIsRefused(CapturedOutput output) {
    odd.writeLinked("is kept");
    String longAgo = now().minusSeconds(10 * 24 * 3600).toString();
    assertThat(run("restore", "odd", "--since", longAgo, "--dry-run"))
        .as("nothing was ever dropped of an installation that is younger")
        .isZero();
    diaries
        .jdbc
        .sql("UPDATE lockstep.instance SET created_at = created_at - interval '40 days'")
        .update();
    try {
      assertThat(run("restore", "odd", "--since", longAgo, "--yes")).isEqualTo(1);
      assertThat(output.getErr()).contains("the history reaches back to", longAgo);
    } finally {
      diaries
          .jdbc
          .sql("UPDATE lockstep.instance SET created_at = created_at + interval '40 days'")
          .update();
    }
  }

  private static Instant now() {
    return diaries
        .jdbc
        .sql("SELECT clock_timestamp()")
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
  }

  private static List<Long> fill(Diary diary, String place) {
    List<Long> ids = new ArrayList<>();
    for (int i = 1; i <= ENTRIES; i++) {
      ids.add(
          diaries
              .jdbc
              .sql(
                  """
                  INSERT INTO public.%1$s (owner, title, place, starts_at, ends_at)
                  VALUES ('%1$s', 'entry %2$d', %3$s, date_trunc('hour', now()) + interval '1 day',
                          date_trunc('hour', now()) + interval '25 hours')
                  RETURNING id
                  """
                      .formatted(diary.name(), i, place))
              .query(Long.class)
              .single());
    }
    soon().until(() -> diary.events().size() == ENTRIES);
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_mapping WHERE state = 'linked' AND sync = '%s'"
                            .formatted(diary.name()))
                    == ENTRIES);
    soon().until(() -> diaries.isIdle(diary.name()));
    return ids;
  }

  private static long count(Diary diary, String where) {
    return diaries.count("SELECT count(*) FROM public.%s WHERE %s".formatted(diary.name(), where));
  }

  /** Passes and looks go on by themselves; what is told of changes does not. */
  private static long lines() {
    return diaries.count(
        "SELECT count(*) FROM lockstep.sync_audit WHERE sync = 'script'"
            + " AND kind IN ('change', 'notice')");
  }

  private static boolean isAt(JsonNode event, String place) {
    return event != null && event.path("location").asText().equals(place);
  }

  private static List<String> told(String sync, String kind) {
    return diaries
        .jdbc
        .sql(
            "SELECT message FROM lockstep.sync_audit WHERE kind = 'notice' AND sync = ? AND method = ?")
        .params(sync, kind)
        .query(String.class)
        .list();
  }

  private static JsonNode json(CapturedOutput output, String... words) throws Exception {
    String[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--json";
    int before = output.getOut().length();
    assertThat(run(all)).as(String.join(" ", words)).isZero();
    String line =
        output
            .getOut()
            .substring(before)
            .lines()
            .filter(text -> text.startsWith("{\"sync\""))
            .findFirst()
            .orElseThrow();
    return new ObjectMapper().readTree(line);
  }

  private static int run(String... words) {
    return Typed.run(diaries.database, words);
  }
}

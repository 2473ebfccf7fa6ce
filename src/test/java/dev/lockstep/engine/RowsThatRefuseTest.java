package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Diaries.Diary;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows that cannot be written now, or not with these values, and what they do to the others. */
class RowsThatRefuseTest {

  private static final String LONG = "Somewhere far away in the east";

  private static Diaries diaries;
  private static Diary locked;
  private static Diary checked;
  private static Diary narrow;
  private static Diary leaving;
  private static Diary several;
  private static Diary weighed;
  private static Diary swallowing;

  @BeforeAll
  static void start() {
    diaries = new Diaries();
    locked = diaries.open("locked", "");
    checked = diaries.open("checked", "conflict: google-wins");
    diaries
        .jdbc
        .sql("ALTER TABLE public.checked ADD CHECK (place <> 'East St' OR title <> 'North')")
        .update();
    narrow = diaries.open("narrow", "");
    diaries
        .jdbc
        .sql("ALTER TABLE public.narrow ADD CONSTRAINT narrow CHECK (length(place) < 20)")
        .update();
    leaving = diaries.open("leaving", "");
    diaries.jdbc.sql("ALTER TABLE public.leaving ADD CHECK (length(place) < 20)").update();
    several = diaries.open("several", "");
    diaries
        .jdbc
        .sql(
            """
            ALTER TABLE public.several
              ADD CONSTRAINT title CHECK (length(title) < 20),
              ADD CONSTRAINT place CHECK (length(place) < 20)""")
        .update();
    weighed = diaries.open("weighed", "");
    diaries
        .jdbc
        .sql("ALTER TABLE public.weighed ADD CONSTRAINT weighed CHECK (length(place) < 20)")
        .update();
    swallowing = diaries.open("swallowing", "");
    diaries
        .jdbc
        .sql(
            """
            CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              RETURN CASE WHEN NEW.place = 'Nowhere' THEN NULL ELSE NEW END;
            END $$;
            CREATE TRIGGER swallow BEFORE UPDATE ON public.swallowing
              FOR EACH ROW EXECUTE FUNCTION public.swallow()""")
        .update();
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  @Test
  void aRowThatSomebodyHasLockedHoldsUpNoOther() throws SQLException {
    long held = locked.writeLinked("held");
    long free = locked.writeLinked("free");
    try (Connection user = diaries.database.dataSource().getConnection();
        var statement = user.createStatement()) {
      user.setAutoCommit(false);
      statement.execute("SELECT FROM public.locked WHERE id = " + held + " FOR UPDATE");
      locked.edit("held", "{\"location\": \"Elsewhere\"}");
      locked.edit("free", "{\"location\": \"Elsewhere\"}");
      locked.pull();
      soon().until(() -> "Elsewhere".equals(locked.value(free, "place")));
      long sent = locked.write("sent meanwhile");
      soon().until(() -> "linked".equals(locked.state(sent)));
      assertThat(locked.value(held, "place")).isEqualTo("Main St");
      user.commit();
    }
    soon().until(() -> "Elsewhere".equals(locked.value(held, "place")));
    locked.settle();
  }

  @Test
  void aMergeThatTheRowRefusesIsNotTriedWithoutEnd() {
    long id = checked.writeLinked("South");
    checked.set(id, "title = 'North'");
    checked.settle();
    checked.edit("North", "{\"location\": \"East St\"}");
    checked.pull();
    soon().until(() -> checked.notices("conflict") + checked.notices("failed") > 0);
    long before = diaries.lastRequest();
    Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(diaries.lastRequest() - before).isLessThan(5);
    assertThat(checked.value(id, "place")).isEqualTo("Main St");
  }

  @Test
  void whatARowRefusedIsTakenOnceItsTableIsMendedAndStaysADeadLetterUntilThen() {
    List<String> titles = List.of("replayed", "by number", "compared", "by key", "skipped");
    Map<String, Long> ids = new LinkedHashMap<>();
    titles.forEach(title -> ids.put(title, narrow.writeLinked(title)));
    titles.forEach(title -> narrow.edit(title, "{\"location\": \"%s\"}".formatted(LONG)));
    narrow.pull();
    soon().until(() -> narrow.deadLetters().size() == titles.size());
    run("skip", letter(ids.get("skipped")), "--reason", "a test");
    narrow.settled();
    List<String> before = narrow.deadLetters();
    List<String> told = titles.stream().flatMap(t -> narrow.told(ids.get(t)).stream()).toList();

    assertThat(diaries.lockstep.bean(Plans.class).of("narrow", record -> {}).notes())
        .as("all that a resync tries again")
        .singleElement()
        .asString()
        .contains("values that the rows of 4 records did not take are tried again");
    run("replay", "narrow");
    narrow.settled();
    run("resync", "narrow", "--no-wait");
    narrow.settled();
    assertThat(narrow.deadLetters()).as("as they were").isEqualTo(before);
    assertThat(titles.stream().flatMap(t -> narrow.told(ids.get(t)).stream()).toList())
        .as("nobody hears of it again")
        .isEqualTo(told);

    diaries.jdbc.sql("ALTER TABLE public.narrow DROP CONSTRAINT narrow").update();
    run("replay", "narrow", "--text", "replayed-nothing");
    run("replay", "--id", letter(ids.get("by number")));
    soon().until(() -> narrow.value(ids.get("by number"), "place").equals(LONG));
    narrow.settled();
    assertThat(narrow.value(ids.get("replayed"), "place")).as("not asked for").isEqualTo("Main St");
    run("resync", "narrow", "--key", String.valueOf(ids.get("by key")), "--no-wait");
    soon().until(() -> narrow.value(ids.get("by key"), "place").equals(LONG));
    run("replay", "narrow", "--text", "'" + ids.get("replayed") + "'");
    soon().until(() -> narrow.value(ids.get("replayed"), "place").equals(LONG));
    run("resync", "narrow", "--no-wait");
    soon().until(() -> narrow.value(ids.get("compared"), "place").equals(LONG));
    narrow.settled();
    assertThat(narrow.value(ids.get("skipped"), "place")).as("skipped").isEqualTo("Main St");
    assertThat(narrow.deadLetters()).isEmpty();

    run("replay", "--id", letter(ids.get("skipped")));
    soon().until(() -> narrow.value(ids.get("skipped"), "place").equals(LONG));
    narrow.settle();
  }

  @Test
  void whatARowRefusedIsNoDeadLetterOnceTheRowIsGone() {
    long id = leaving.writeLinked("leaving");
    leaving.edit("leaving", "{\"location\": \"%s\"}".formatted(LONG));
    leaving.pull();
    soon().until(() -> leaving.deadLetters().size() == 1);

    diaries.jdbc.sql("DELETE FROM public.leaving WHERE id = :id").param("id", id).update();
    soon().until(() -> "detached".equals(leaving.state(id)));
    assertThat(leaving.deadLetters()).isEmpty();
  }

  @Test
  void ofSeveralValuesARowRefusesOnlyThoseThatAreAtFault() {
    long one = several.writeLinked("one");
    several.edit("one", "{\"summary\": \"One\", \"location\": \"%s\"}".formatted(LONG));
    several.pull();
    soon().until(() -> "One".equals(several.value(one, "title")));
    soon().until(() -> several.deadLetters().size() == 1);
    assertThat(several.deadLetters().getFirst()).contains("location: ").doesNotContain("summary");

    several.edit("One", "{\"summary\": \"%s\"}".formatted(LONG));
    several.pull();
    soon().until(() -> several.deadLetters().getFirst().contains("summary: "));
    several.settled();
    diaries.jdbc.sql("ALTER TABLE public.several DROP CONSTRAINT place").update();
    run("replay", "several");
    soon().until(() -> LONG.equals(several.value(one, "place")));
    several.settled();
    assertThat(several.deadLetters())
        .singleElement()
        .asString()
        .contains("summary: ")
        .doesNotContain("location");
    assertThat(several.value(one, "title")).isEqualTo("One");
    assertThat(several.notices("failed", one)).as("told once for each").isEqualTo(2);

    several.edit(LONG, "{\"summary\": \"%s\", \"location\": \"East St\"}".formatted("Short"));
    several.pull();
    soon().until(() -> "Short".equals(several.value(one, "title")));
    several.settle();
  }

  /** The brake weighed it when it came; if the row refuses it again, nothing has changed. */
  @Test
  void whatARowRefusedIsNoChangeOnceMoreThatTheBrakeCounts() {
    long one = weighed.writeLinked("one");
    IntStream.range(0, 5).forEach(n -> weighed.writeLinked("other " + n));
    weighed.edit("one", "{\"location\": \"%s\"}".formatted(LONG));
    weighed.pull();
    soon().until(() -> weighed.deadLetters().size() == 1);
    weighed.settled();
    asManyAreChangedAsMayBe();

    run("resync", "weighed", "--no-wait");
    weighed.settled();
    assertThat(weighed.notices("braked")).isZero();
    assertThat(weighed.deadLetters()).hasSize(1);

    diaries.jdbc.sql("ALTER TABLE public.weighed DROP CONSTRAINT weighed").update();
    run("replay", "weighed");
    soon().until(() -> LONG.equals(weighed.value(one, "place")));
    weighed.settle();
    assertThat(weighed.notices("braked")).isZero();
    assertThat(changesOfTheHour())
        .as("nor does it take anything of what others may")
        .isEqualTo(100);

    weighed.edit("one", "{\"location\": \"East St\"}");
    weighed.pull();
    soon().until(() -> weighed.notices("braked") == 1);
  }

  private static void asManyAreChangedAsMayBe() {
    diaries
        .jdbc
        .sql(
            """
            INSERT INTO lockstep.sync_effect (partition_id, direction, effect, key, records, at)
            SELECT p.id, 'from_google', 'change', 'event ' || n, 1, lockstep.clock()
            FROM lockstep.sync_partition p, generate_series(1, 100) n
            WHERE p.sync = 'weighed'""")
        .update();
  }

  private static long changesOfTheHour() {
    return diaries.count(
        """
        SELECT count(*)
        FROM lockstep.sync_effect e
        JOIN lockstep.sync_partition p ON p.id = e.partition_id
        WHERE p.sync = 'weighed' AND e.effect = 'change'""");
  }

  @Test
  void whatATriggerSwallowsIsADeadLetterAndNotTriedWithoutEnd() {
    long id = swallowing.writeLinked("one");
    swallowing.edit("one", "{\"summary\": \"One\", \"location\": \"Nowhere\"}");
    swallowing.pull();
    soon().until(() -> swallowing.deadLetters().size() == 1);

    assertThat(swallowing.deadLetters().getFirst())
        .contains("location: ")
        .contains("a trigger of the table let nothing be written")
        .doesNotContain("summary");
    assertThat(swallowing.value(id, "title")).isEqualTo("One");
    assertThat(swallowing.value(id, "place")).isEqualTo("Main St");
    swallowing.settled();
    swallowing.edit("One", "{\"location\": \"East St\"}");
    swallowing.pull();
    soon().until(() -> "East St".equals(swallowing.value(id, "place")));
    swallowing.settle();
  }

  private static void run(String... words) {
    assertThat(Typed.run(diaries.database, words)).isZero();
  }

  private static String letter(long id) {
    return diaries
        .jdbc
        .sql(
            "SELECT id FROM lockstep.sync_queue WHERE sync = 'narrow' AND finding <> '' AND key = ?")
        .param(String.valueOf(id))
        .query(String.class)
        .single();
  }
}

package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.history.HistoryEntry;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.Timeline;
import dev.lockstep.testing.OwnOutput;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** What a resync changed says whose it was. */
@ExtendWith(OwnOutput.class)
class ResyncTrailTest {

  private static final String USER =
      "command line, user '%s'".formatted(System.getProperty("user.name"));

  private static Diaries diaries;
  private static Diary whole;
  private static Diary single;

  @BeforeAll
  static void start() {
    diaries = new Diaries();
    // What a resync finds nobody has told of.
    diaries.sandbox.control("notifications", "{\"loss\": 1.0}");
    whole = diaries.open("whole", "");
    single = diaries.open("single", "");
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  /** Of the newest change of that side. */
  private static Map<String, Object> why(Diary diary, long id, HistoryEvent.Side side) {
    return new Timeline(diaries.jdbc)
        .of(diary.name(), String.valueOf(id), 100).stream()
            .map(HistoryEntry::event)
            .filter(HistoryEvent.Change.class::isInstance)
            .map(HistoryEvent.Change.class::cast)
            .filter(change -> change.side() == side)
            .toList()
            .getLast()
            .trail()
            .causedBy();
  }

  /** A change that the capture log does not have. */
  private static void setUnseen(Diary diary, long id, String assignment) {
    diaries
        .jdbc
        .sql(
            """
            DO $$ BEGIN
              UPDATE public.%s SET %s, updated_at = clock_timestamp() WHERE id = %d;
              DELETE FROM lockstep.sync_change;
            END $$
            """
                .formatted(diary.name(), assignment, id))
        .update();
  }

  private static int run(String... words) {
    return Typed.run(diaries.database, words);
  }

  @Test
  void whatAResyncOfEverythingChangesOnEitherSideNamesWhoeverGaveIt(CapturedOutput output) {
    long there = whole.writeLinked("there");
    long here = whole.writeLinked("here");
    whole.edit("there", "{\"location\": \"Side St\"}");
    setUnseen(whole, here, "place = 'Mill Rd'");

    assertThat(run("resync", "whole")).isZero();

    assertThat(whole.value(there, "place")).isEqualTo("Side St");
    assertThat(whole.event("here").path("location").asText()).isEqualTo("Mill Rd");
    assertThat(why(whole, there, HistoryEvent.Side.SOURCE))
        .containsEntry("by", "resync")
        .containsEntry("who", USER)
        .containsEntry("call", "events.list");
    assertThat(why(whole, here, HistoryEvent.Side.TARGET))
        .containsEntry("by", "resync")
        .containsEntry("who", USER);
    assertThat(run("history", "whole", String.valueOf(here))).isZero();
    assertThat(output.getOut().lines().filter(line -> line.contains("Main St -> Mill Rd")))
        .singleElement()
        .asString()
        .contains("; by resync (", "who " + USER);
  }

  @Test
  void soDoesWhatAResyncOfOneRecordChanges() {
    long there = single.writeLinked("there");
    long here = single.writeLinked("here");
    single.edit("there", "{\"location\": \"Side St\"}");
    setUnseen(single, here, "place = 'Mill Rd'");

    ByHand byHand = new ByHand(diaries.jdbc);
    for (long id : new long[] {there, here}) {
      byHand.resync(
          new Resync.Wanted("single", null, String.valueOf(id), Resync.Mode.FULL), "token 'ops'");
    }

    soon().until(() -> "Side St".equals(single.value(there, "place")));
    soon().until(() -> single.event("here").path("location").asText().equals("Mill Rd"));
    single.settle();
    assertThat(why(single, there, HistoryEvent.Side.SOURCE))
        .containsEntry("by", "resync")
        .containsEntry("who", "token 'ops'")
        .hasEntrySatisfying("at", at -> assertThat(at.toString()).endsWith("Z"));
    assertThat(why(single, here, HistoryEvent.Side.TARGET))
        .containsEntry("by", "resync")
        .containsEntry("who", "token 'ops'");
  }
}

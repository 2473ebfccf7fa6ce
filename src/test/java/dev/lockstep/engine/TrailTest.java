package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Side;
import dev.lockstep.core.Value;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.history.HistoryEntry;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.Timeline;
import dev.lockstep.testing.FreePort;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Why an event or its row changed, by the record's own history. */
@SecondApplication
class TrailTest {

  private static Diaries diaries;
  private static Diary visits;
  private static Diary manual;

  @BeforeAll
  static void start() {
    int port = FreePort.next();
    diaries =
        new Diaries(
            TestDatabase.empty(),
            TestSandbox.start(),
            "server.port=" + port,
            "lockstep.public-url=http://localhost:" + port,
            "lockstep.channels.look=0/1 * * * * ?");
    visits = diaries.open("visits", "");
    manual = diaries.open("manual", "conflict: manual");
    diaries.run();
    visits.writeLinked("first");
    manual.writeLinked("first");
    soon()
        .until(
            () -> diaries.count("SELECT count(*) FROM lockstep.sync_channel WHERE verified") == 2);
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  private static List<HistoryEvent> history(Diary diary, long id) {
    return new Timeline(diaries.jdbc)
        .of(diary.name(), String.valueOf(id), 100).stream().map(HistoryEntry::event).toList();
  }

  private static List<HistoryEvent.Change> changes(Diary diary, long id, HistoryEvent.Side side) {
    return history(diary, id).stream()
        .filter(HistoryEvent.Change.class::isInstance)
        .map(HistoryEvent.Change.class::cast)
        .filter(change -> change.side() == side)
        .toList();
  }

  @Test
  void aRowThatFollowedItsEventSaysWhichNotificationBroughtItAndWhichCallReadIt() {
    long id = visits.writeLinked("heard");
    visits.edit("heard", "{\"location\": \"Side St\"}");
    soon().until(() -> "Side St".equals(visits.value(id, "place")));

    HistoryEvent.Change change = changes(visits, id, HistoryEvent.Side.SOURCE).getLast();

    assertThat(change.trail().causedBy())
        .containsEntry("by", "notification")
        .containsEntry("call", "events.list")
        .containsKeys("at", "call_ms")
        .hasEntrySatisfying("message", message -> assertThat(message.toString()).matches("\\d+"))
        .hasEntrySatisfying(
            "channel",
            channel ->
                assertThat(
                        diaries.count(
                            "SELECT count(*) FROM lockstep.sync_channel WHERE sync = 'visits'"
                                + " AND id = '"
                                + channel
                                + "'"))
                    .isOne());
    assertThat(
            diaries.count(
                "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'pass'"
                    + " AND method = 'inbound' AND duration_ms > 0 AND pass = '"
                    + change.trail().pass()
                    + "'"))
        .as("the pass, with how long it took")
        .isPositive();
  }

  @Test
  void anEventThatFollowedItsRowSaysWhichChangesBroughtItAndWhichCallCarriedThem() {
    long id = visits.writeLinked("sent");
    diaries.lockstep.pause("visits");
    visits.set(id, "place = 'First St'");
    soon().until(() -> diaries.count("SELECT count(*) FROM lockstep.sync_change") == 0);
    visits.set(id, "place = 'Second St'");
    soon().until(() -> diaries.count("SELECT count(*) FROM lockstep.sync_change") == 0);
    diaries.lockstep.resume("visits");
    soon().until(() -> visits.event("sent").path("location").asText().equals("Second St"));
    visits.settle();

    HistoryEvent.Change change = changes(visits, id, HistoryEvent.Side.TARGET).getLast();

    assertThat(change.trail().causedBy())
        .containsEntry("by", "row")
        .containsEntry("changes", 2)
        .containsKeys("first", "last");
    assertThat(change.trail().method()).isEqualTo("events.patch");
    assertThat(change.trail().took()).isPositive();
    assertThat(
            history(visits, id).stream()
                .filter(HistoryEvent.Attempt.class::isInstance)
                .map(HistoryEvent.Attempt.class::cast)
                .filter(attempt -> attempt.trail().calls().equals(change.trail().calls())))
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.took()).isEqualTo(change.trail().took());
              assertThat(attempt.trail().pass()).isEqualTo(change.trail().pass());
            });
  }

  @Test
  void aConflictThatParksIsNoChangeUntilAPersonDecides() {
    long id = manual.writeLinked("both");
    diaries.lockstep.pause("manual");
    manual.set(id, "place = 'Row St'");
    manual.edit("both", "{\"location\": \"Event St\"}");
    long before = manual.changes(id);
    diaries.lockstep.resume("manual");
    manual.pull();
    soon().until(() -> "conflict".equals(manual.state(id)));
    manual.settle();
    assertThat(manual.changes(id)).isEqualTo(before);

    new ByHand(diaries.jdbc).resolve("manual", String.valueOf(id), Side.SOURCE, "a test");
    soon().until(() -> manual.event("both").path("location").asText().equals("Row St"));
    manual.settle();
    assertThat(manual.changes(id)).isEqualTo(before + 1);
    assertThat(changes(manual, id, HistoryEvent.Side.TARGET).getLast())
        .satisfies(
            change -> {
              assertThat(change.trail().causedBy())
                  .containsEntry("by", "person")
                  .containsEntry("who", "a test")
                  .containsKey("at");
              assertThat(change.before()).isEqualTo(place("Event St"));
              assertThat(change.lost()).isEqualTo(place("Event St"));
            });
    assertThat(manual.notices("resolved", id)).isOne();
    assertThat(manual.notices("googleChanged", id)).isZero();
  }

  @Test
  void aConflictThatWasFoundOnTheWayInSaysSoOnTheWayOut() {
    long id = visits.writeLinked("decided");
    ByHand byHand = new ByHand(diaries.jdbc);
    byHand.pause("visits", Direction.BOTH);
    visits.edit("decided", "{\"location\": \"Event St\"}");
    visits.set(id, "place = 'Row St'");
    byHand.resume("visits", Direction.FROM_GOOGLE);
    visits.pull();
    soon().until(() -> visits.notices("conflict", id) == 1);
    byHand.resume("visits", Direction.BOTH);
    soon().until(() -> visits.event("decided").path("location").asText().equals("Row St"));
    visits.settle();

    HistoryEvent.Change change = changes(visits, id, HistoryEvent.Side.TARGET).getLast();
    assertThat(change.cause()).isEqualTo(HistoryEvent.Cause.CONFLICT_DECIDED);
    assertThat(change.before()).as("what Google showed").isEqualTo(place("Event St"));
    assertThat(change.after()).isEqualTo(place("Row St"));
    assertThat(change.lost()).isEqualTo(place("Event St"));
  }

  private static Fields place(String value) {
    return Fields.of("location", Value.text(value));
  }

  @Test
  void aRowThatGoesWhileNobodyTouchedItsEventTellsNobody() {
    long id = visits.writeLinked("goes");
    visits.erase(id);
    soon().until(() -> visits.event("goes") == null);
    visits.settle();

    assertThat(visits.told(id)).isEmpty();
    assertThat(changes(visits, id, HistoryEvent.Side.TARGET).getLast().action())
        .isEqualTo(HistoryEvent.Action.DELETE);
  }
}

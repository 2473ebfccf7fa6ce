package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.testing.OwnOutput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** What a person says on the command line while the application runs. */
@ExtendWith(OwnOutput.class)
class ByHandTest {

  private static final int ENTRIES = 8;

  private static final String NEW_OWNER = "new-owner";

  private static final String USER =
      "command line, user '%s'".formatted(System.getProperty("user.name"));

  private static Diaries diaries;
  private static Diary rowsGo;
  private static Diary eventsGo;
  private static Diary eventsMove;
  private static Diary bothGo;
  private static Diary busy;
  private static Diary restored;
  private static Diary manual;
  private static Diary postponed;
  private static Diary moving;
  private static Diary closing;
  private static Diary reopening;
  private static Diary paused;
  private static Diary filtered;

  @BeforeAll
  static void start() {
    diaries = Diaries.withTightBrake();
    rowsGo = diaries.open("rowsgo", "");
    eventsGo = diaries.open("eventsgo", "googleDelete: delete");
    eventsMove = diaries.open("eventsmove", "");
    bothGo = diaries.open("bothgo", "googleDelete: delete");
    busy = diaries.open("busy", "");
    restored = diaries.open("restored", "");
    manual = diaries.open("manual", "conflict: manual");
    moving = diaries.open("moving", "conflict: manual");
    diaries.lockstep.connect(NEW_OWNER, NEW_OWNER + "@example.com");
    closing = diaries.open("closing", "conflict: manual, googleDelete: delete");
    reopening = diaries.open("reopening", "conflict: manual, googleDelete: recreate");
    postponed = diaries.open("postponed", "conflict: manual");
    paused = diaries.open("paused", "");
    filtered = diaries.open("filtered", "");
    diaries.define(
        "filtered",
        diaries
            .definition("filtered")
            .replace("account: owner", "account: owner, where: \"place <> 'nowhere'\""));
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  @Test
  void heldDeletionsOfRowsThatAreDiscardedLeaveTheirEvents() {
    fill(rowsGo);
    diaries.jdbc.sql("DELETE FROM public.rowsgo WHERE title <> 'entry 1'").update();
    soon().until(() -> rowsGo.held() == ENTRIES - 1);

    assertThat(run("discard", "rowsgo")).isZero();

    soon().until(() -> rowsGo.linksThatAre("detached") == ENTRIES - 1);
    rowsGo.settle();
    rowsGo.comesToRest();
    assertThat(rowsGo.events()).hasSize(ENTRIES);
    assertThat(
            diaries.count(
                "SELECT count(*) FROM lockstep.sync_audit WHERE sync = 'rowsgo' AND kind = 'notice'"
                    + " AND key IS NOT NULL AND message LIKE '%discarded%'"))
        .isEqualTo(ENTRIES - 1);
    assertThat(ofTheSync("rowsgo", "discarded"))
        .containsExactly("what the brake held was discarded by " + USER + ": 7 changes");
  }

  @Test
  void heldDeletionsOfEventsThatAreDiscardedLeaveTheirRows() {
    fill(eventsGo);
    removeAll(eventsGo, ENTRIES);
    soon().until(() -> eventsGo.held() == ENTRIES);

    assertThat(run("discard", "eventsgo")).isZero();

    soon().until(() -> eventsGo.linksThatAre("detached") == ENTRIES);
    eventsGo.settle();
    eventsGo.comesToRest();
    assertThat(eventsGo.rows()).isEqualTo(ENTRIES);
    assertThat(eventsGo.events()).isEmpty();
  }

  @Test
  void heldChangesFromGoogleThatAreDiscardedArePutRightFromTheRows() {
    fill(eventsMove);
    for (int i = 1; i <= ENTRIES; i++) {
      eventsMove.edit("entry " + i, "{\"location\": \"Moved St\"}");
    }
    eventsMove.pull();
    soon().until(() -> eventsMove.held() == ENTRIES);

    assertThat(run("pause", "eventsmove", "--direction", "to-google")).isZero();
    assertThat(run("discard", "eventsmove")).isZero();
    soon().until(() -> eventsMove.held() == 0);
    eventsMove.reconcile();
    soon().until(() -> isListed(eventsMove));
    assertThat(eventsMove.held()).as("what was given up is not held again").isZero();
    assertThat(run("resume", "eventsmove")).isZero();

    soon().until(() -> eventsMove.events().stream().allMatch(e -> isAt(e, "Main St")));
    eventsMove.settle();
    eventsMove.comesToRest();
    assertThat(diaries.count("SELECT count(*) FROM public.eventsmove WHERE place = 'Main St'"))
        .isEqualTo(ENTRIES);
    assertThat(
            diaries.count(
                "SELECT count(*) FROM lockstep.sync_audit WHERE sync = 'eventsmove'"
                    + " AND kind = 'change' AND cause = 'discarded' AND origin = 'manual'"
                    + " AND lost::text LIKE '%Moved St%'"))
        .isEqualTo(ENTRIES);
  }

  @Test
  void theBrakeCountsDeletionsInBothDirectionsTogether() {
    fill(bothGo);
    assertThat(run("pause", "bothgo", "--direction", "to-google")).isZero();
    diaries
        .jdbc
        .sql("DELETE FROM public.bothgo WHERE title IN ('entry 6', 'entry 7', 'entry 8')")
        .update();
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'bothgo' AND effect = 'delete'")
                    == 3);
    removeAll(bothGo, 3);

    soon().until(() -> bothGo.held() == 3);
    assertThat(bothGo.rows()).isEqualTo(ENTRIES - 3);

    assertThat(run("approve", "bothgo")).isZero();
    soon().until(() -> bothGo.rows() == ENTRIES - 6);
    assertThat(ofTheSync("bothgo", "approved"))
        .containsExactly("what the brake held was approved by " + USER + ": 3 changes");
    assertThat(
            diaries
                .jdbc
                .sql(
                    """
                    SELECT count(*)
                    FROM lockstep.sync_audit a
                    JOIN lockstep.sync_audit said
                      ON said.sync = a.sync AND said.kind = 'notice' AND said.method = 'approved'
                    WHERE a.sync = 'bothgo' AND a.kind = 'change' AND a.action = 'delete'
                      AND a.side = 'source' AND a.caused_by ->> 'by' = 'person'
                      AND a.caused_by ->> 'who' = :who AND a.caused_by ->> 'decided' = 'approved'
                      AND abs(extract(epoch FROM
                        CAST(a.caused_by ->> 'at' AS timestamptz) - said.at)) < 5
                    """)
                .param("who", USER)
                .query(Long.class)
                .single())
        .as("who let them go, and when that was")
        .isEqualTo(3);
  }

  private static List<String> ofTheSync(String sync, String kind) {
    return diaries
        .jdbc
        .sql(
            "SELECT message FROM lockstep.sync_audit WHERE kind = 'notice' AND key IS NULL"
                + " AND sync = ? AND method = ?")
        .params(sync, kind)
        .query(String.class)
        .list();
  }

  @Test
  void oneBusyRecordIsNeverHeldManyAreAndWhatWasApprovedIsBehindThem() {
    fill(busy);
    for (int i = 1; i <= 9; i++) {
      takes("entry 1", "Street " + i);
    }
    for (int entry = 2; entry <= 5; entry++) {
      takes("entry " + entry, "Street");
    }
    busy.edit("entry 6", "{\"location\": \"One too many\"}");
    busy.pull();
    soon().until(() -> busy.held() == 1);
    assertThat(
            diaries.count(
                "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'busy' AND hold_reason LIKE"
                    + " '%6 of 8 rows would be changed from Google'"))
        .isEqualTo(1);

    assertThat(run("approve", "busy")).isZero();

    soon().until(() -> busy.held() == 0 && takenBy("entry 6").equals("One too many"));
    busy.settle();
    assertThat(
            diaries.count(
                "SELECT count(*) FROM lockstep.sync_effect e JOIN lockstep.sync_partition p"
                    + " ON p.id = e.partition_id WHERE p.sync = 'busy'"))
        .as("what a person approved takes nothing of what may be done unasked")
        .isZero();
    takes("entry 7", "Not held");
    takes("entry 6", "Nor is what was approved");
    assertThat(busy.held()).isZero();
  }

  private static void takes(String entry, String place) {
    busy.edit(entry, "{\"location\": \"" + place + "\"}");
    busy.pull();
    soon().until(() -> takenBy(entry).equals(place));
    busy.settle();
  }

  private static String takenBy(String entry) {
    return diaries
        .jdbc
        .sql("SELECT place FROM public.busy WHERE title = :entry")
        .param("entry", entry)
        .query(String.class)
        .single();
  }

  @Test
  void anEventThatAPersonDeletedComesBack() {
    long id = restored.writeLinked("comes back");
    restored.remove("comes back");
    restored.pull();
    soon().until(() -> restored.state(id).equals("detached"));

    assertThat(run("restore", "restored", String.valueOf(id))).isZero();

    soon().until(() -> restored.event("comes back") != null && "linked".equals(restored.state(id)));
    restored.settle();
    restored.comesToRest();
    assertThat(restored.causes(id)).containsOnlyOnce("restored").endsWith("restored");
  }

  @Test
  void anEarlierVersionComesBackOnBothSidesAsANewChange() {
    long id = restored.writeLinked("first");
    restored.set(id, "place = 'Second St'");
    soon().until(() -> isAt(restored.event("first"), "Second St"));
    restored.settle();
    restored.edit("first", "{\"location\": \"Third St\", \"summary\": \"third\"}");
    restored.pull();
    soon().until(() -> "Third St".equals(restored.value(id, "place")));
    restored.settle();
    long version =
        diaries.count(
            "SELECT min(id) FROM lockstep.sync_audit WHERE kind = 'change' AND sync = 'restored' AND key = '"
                + id
                + "'");

    assertThat(run("restore", "restored", String.valueOf(id), "--version", String.valueOf(version)))
        .isZero();

    soon().until(() -> "Main St".equals(restored.value(id, "place")));
    soon().until(() -> restored.event("first") != null);
    restored.settle();
    restored.comesToRest();
    assertThat(restored.value(id, "title")).isEqualTo("first");
    assertThat(restored.event("first").path("location").asText()).isEqualTo("Main St");
    assertThat(restored.causes(id))
        .containsExactly("row_changed", "row_changed", "google_changed", "restored", "restored");
  }

  @Test
  void aRecordThatIsGoneOnBothSidesComesBackFromTheHistory() {
    long id = restored.writeLinked("was gone");
    restored.erase(id);
    soon().until(() -> restored.event("was gone") == null);
    restored.settle();

    assertThat(run("restore", "restored", String.valueOf(id))).isZero();

    soon().until(() -> restored.event("was gone") != null);
    restored.settle();
    restored.comesToRest();
    assertThat(restored.value(id, "place")).isEqualTo("Main St");
    assertThat(restored.state(id)).isEqualTo("linked");
  }

  @Test
  void aRowThatThePredicateLeavesOutComesBackAsItselfWithItsOtherColumns() {
    long id = filtered.writeLinked("taken out");
    Instant before = Instant.now();
    filtered.set(id, "place = 'nowhere'");
    soon().until(() -> filtered.linksThatAre("gone") == 1 && diaries.isIdle("filtered"));
    String changed = filtered.value(id, "updated_at");

    assertThat(run("restore", "filtered", "--since", before.toString(), "--yes", "--no-wait"))
        .isZero();

    soon().until(() -> "Main St".equals(filtered.value(id, "place")));
    soon().until(() -> filtered.event("taken out") != null);
    filtered.settle();
    filtered.comesToRest();
    assertThat(filtered.events()).hasSize(1);
    assertThat(filtered.state(id)).isEqualTo("linked");
    assertThat(filtered.value(id, "updated_at")).isEqualTo(changed);
    assertThat(filtered.causes(id)).contains("restored");
  }

  /** As a newer release could have asked for it. */
  @Test
  void aRowThatIsGoneComesBackThoughItsDeletionHasNotReachedGoogle() {
    long id = postponed.writeLinked("deleted by mistake");
    long contested = diaries.contested(postponed, "deleted in a conflict");
    String eventId = postponed.event("deleted by mistake").path("id").asText();
    assertThat(run("pause", "postponed", "--direction", "to-google")).isZero();
    postponed.erase(id);
    postponed.erase(contested);

    assertThat(run("restore", "postponed", String.valueOf(id))).isZero();
    assertThat(run("restore", "postponed", String.valueOf(contested))).isZero();

    soon().until(() -> "Main St".equals(postponed.value(id, "place")));
    soon().until(() -> "Event St".equals(postponed.value(contested, "place")));
    assertThat(run("restore", "postponed", String.valueOf(id))).as("is there").isEqualTo(1);
    assertThat(run("resume", "postponed")).isZero();
    postponed.settle();
    postponed.comesToRest();
    assertThat(postponed.event("deleted by mistake").path("id").asText()).isEqualTo(eventId);
    assertThat(postponed.events()).hasSize(2);
    assertThat(postponed.linksThatAre("linked")).isEqualTo(2);
    assertThat(postponed.causes(id)).endsWith("restored");
  }

  @Test
  void aWishThatNobodyUnderstandsIsThatRecordsAlone() {
    long odd = restored.writeLinked("odd wish");
    long other = restored.writeLinked("other wish");
    assertThat(run("pause", "restored", "--direction", "from-google")).isZero();
    for (long id : List.of(odd, other)) {
      assertThat(run("restore", "restored", String.valueOf(id), "--at", "2999-01-01T00:00:00Z"))
          .isZero();
    }
    diaries
        .jdbc
        .sql(
            "UPDATE lockstep.sync_queue q SET asked = '[\"tomorrow\"]' FROM lockstep.sync_mapping m"
                + " WHERE q.sync = 'restored' AND m.sync = q.sync AND m.remote_id = q.key"
                + " AND m.key = '%d'".formatted(odd))
        .update();
    assertThat(run("resume", "restored")).isZero();

    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'restored'"
                            + " AND status = 'failed' AND last_error LIKE '%tomorrow%'")
                    == 1);
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'restored'"
                            + " AND status <> 'failed'")
                    == 0);
    diaries.jdbc.sql("DELETE FROM lockstep.sync_queue WHERE sync = 'restored'").update();
  }

  @Test
  void whatCannotBeRestoredIsSaid(CapturedOutput output) {
    long id = restored.writeLinked("is there");

    assertThat(run("restore", "restored", "none")).isEqualTo(1);
    assertThat(run("restore", "restored", String.valueOf(id))).isEqualTo(1);
    assertThat(run("restore", "restored", String.valueOf(id), "--version", "1000000")).isEqualTo(1);
    assertThat(run("restore", "restored", String.valueOf(id), "--at", "2020-01-01T00:00:00Z"))
        .isEqualTo(1);
    assertThat(run("restore", "restored", String.valueOf(id), "--at", "yesterday")).isEqualTo(1);
    assertThat(run("history", "restored", String.valueOf(id))).isZero();
    assertThat(run("history", "restored", String.valueOf(id), "--json")).isZero();
    assertThat(output.getErr())
        .contains("no record with the key 'none'", "name the version", "1000000 is no version")
        .contains("does not reach back to 2020", "'yesterday' is no time");
    assertThat(output.getOut())
        .contains("insert at Google (row changed, postgres)", "summary: is there")
        .contains("\"cause\": \"row_changed\"");
  }

  @Test
  void aPersonDecidesAConflictForEitherSideOrByField(CapturedOutput output) {
    long here = diaries.contested(manual, "for the row");
    long there = diaries.contested(manual, "for google");
    long byField = diaries.contested(manual, "by field");
    assertThat(run("conflicts", "manual")).isZero();
    assertThat(run("conflicts", "manual", "--json")).isZero();
    assertThat(output.getOut())
        .contains(
            "record '%d' of account 'manual', location: PostgreSQL Row St, Google Event St"
                .formatted(here))
        .contains("\"source\":{\"location\":\"Row St\"}");

    assertThat(run("resolve", "manual", String.valueOf(here))).as("no side").isEqualTo(1);
    assertThat(run("resolve", "manual", String.valueOf(here), "summary=source")).isEqualTo(1);
    assertThat(run("resolve", "manual", String.valueOf(here), "--source")).isZero();
    assertThat(run("resolve", "manual", String.valueOf(there), "--google")).isZero();
    assertThat(run("resolve", "manual", String.valueOf(byField), "location=google")).isZero();

    soon().until(() -> manual.linksThatAre("conflict") == 0);
    soon().until(() -> isAt(manual.event("for the row"), "Row St"));
    manual.settle();
    manual.comesToRest();
    assertThat(manual.value(there, "place")).isEqualTo("Event St");
    assertThat(manual.value(byField, "place")).isEqualTo("Event St");
    assertThat(manual.causes(here)).endsWith("resolved");
    assertThat(manual.causes(there)).endsWith("resolved");
    assertThat(run("resolve", "manual", String.valueOf(here), "--source")).as("again").isEqualTo(1);
  }

  @Test
  void whatWasEditedSinceAConflictWasDecidedWaitsAgainWhereItWouldBeLost() {
    long lost = diaries.contested(manual, "edited there");
    long stands = diaries.contested(manual, "edited here");
    String waited = "both sides changed it; it waits for a person";
    assertThat(manual.told(lost)).filteredOn(line -> line.contains(waited)).hasSize(1);
    assertThat(run("pause", "manual")).isZero();
    manual.edit("edited there", "{\"location\": \"Newer St\"}");
    manual.set(stands, "place = 'Newer Row St'");
    assertThat(run("resolve", "manual", String.valueOf(lost), "--source")).isZero();
    assertThat(run("resolve", "manual", String.valueOf(stands), "--source")).isZero();
    assertThat(run("resume", "manual")).isZero();

    soon().until(() -> isAt(manual.event("edited here"), "Newer Row St"));
    soon().until(() -> manual.told(lost).getLast().contains("Newer St"));
    manual.settle();
    assertThat(manual.state(lost)).isEqualTo("conflict");
    assertThat(manual.value(lost, "place")).isEqualTo("Row St");
    assertThat(isAt(manual.event("edited there"), "Newer St")).isTrue();
    assertThat(manual.told(lost).getLast()).contains(waited).contains("Row St");

    assertThat(run("resolve", "manual", String.valueOf(lost), "--google")).isZero();
    soon().until(() -> "Newer St".equals(manual.value(lost, "place")));
    manual.settle();
  }

  @Test
  void aConflictOfARowThatMovedToAnotherAccountIsDecidedAndThenItsEventGoes() {
    long here = diaries.contested(moving, "row's");
    long there = diaries.contested(moving, "google's");
    long byField = diaries.contested(moving, "by field");
    diaries.jdbc.sql("UPDATE public.moving SET owner = ?").param(NEW_OWNER).update();
    soon().until(() -> newOwners("row's", "google's", "by field", "Row St"));
    moving.settle();
    assertThat(moving.events()).as("what a person edited there is not lost").hasSize(3);
    assertThat(moving.linksThatAre("conflict")).isEqualTo(3);

    assertThat(run("resolve", "moving", String.valueOf(here), "--source")).isZero();
    assertThat(run("resolve", "moving", String.valueOf(there), "--google")).isZero();
    assertThat(run("resolve", "moving", String.valueOf(byField), "summary=google")).isEqualTo(1);
    assertThat(run("resolve", "moving", String.valueOf(byField), "location=google")).isZero();

    soon().until(() -> moving.events().isEmpty());
    soon().until(() -> newOwners("google's", "by field", "Event St"));
    moving.settle();
    moving.comesToRest();
    assertThat(moving.linksThatAre("conflict")).isZero();
    assertThat(moving.linksThatAre("linked")).isEqualTo(3);
    assertThat(newOwners("row's", "Row St")).isTrue();
    assertThat(moving.value(here, "place")).isEqualTo("Row St");
    assertThat(moving.value(there, "place")).isEqualTo("Event St");
    assertThat(moving.value(byField, "place")).isEqualTo("Event St");
  }

  /** Whether the new owner has events with these titles at that place, its last word. */
  private static boolean newOwners(String... titlesAndPlace) {
    List<String> words = List.of(titlesAndPlace);
    List<JsonNode> events = diaries.lockstep.events(NEW_OWNER + "@example.com");
    return words.subList(0, words.size() - 1).stream()
        .allMatch(
            title ->
                events.stream()
                    .filter(event -> event.path("summary").asText().equals(title))
                    .anyMatch(event -> isAt(event, words.getLast())));
  }

  @Test
  void aPlanShowsNoConflictOfARecordThatGoesOrIsGoneOnOneSide() {
    long rowGoes = diaries.contested(closing, "row goes");
    long eventGoes = diaries.contested(closing, "event goes");
    diaries.contested(closing, "stays");
    assertThat(run("pause", "closing")).isZero();
    closing.erase(rowGoes);
    closing.remove("event goes");
    assertThat(planned(closing)).containsExactly("stays");

    assertThat(run("resume", "closing")).isZero();
    closing.pull();
    soon().until(() -> closing.state(rowGoes).equals("detached") && closing.rows() == 1);
    closing.settle();
    assertThat(closing.value(eventGoes, "title")).isNull();
    assertThat(planned(closing)).containsExactly("stays");
    assertThat(closing.linksThatAre("conflict")).isEqualTo(1);
  }

  @Test
  void aPlanShowsNoConflictWithAnEventThatIsMadeAnewFromItsRow() {
    long id = diaries.contested(reopening, "made anew");
    assertThat(run("pause", "reopening")).isZero();
    reopening.remove("made anew");
    assertThat(planned(reopening)).isEmpty();

    assertThat(run("resume", "reopening")).isZero();
    reopening.pull();
    soon().until(() -> isAt(reopening.event("made anew"), "Row St"));
    soon().until(() -> reopening.state(id).equals("linked"));
    reopening.settle();
  }

  /** The titles of the rows that wait for a person, as a plan shows them. */
  private static List<String> planned(Diary diary) {
    List<String> waiting = new ArrayList<>();
    diaries
        .lockstep
        .bean(Plans.class)
        .of(
            diary.name(),
            record -> {
              if (record.waits()) {
                waiting.add(String.valueOf(diary.value(Long.parseLong(record.key()), "title")));
              }
            });
    return waiting;
  }

  @Test
  void aPauseByHandOutlastsABrokenFile() {
    paused.writeLinked("before");
    assertThat(run("pause", "paused", "--direction", "to-google")).isZero();
    String good = diaries.definition("paused");
    diaries.define("paused", good.replace("table: paused", "table: nowhere"));
    diaries.run();
    assertThat(pauses()).containsExactlyInAnyOrder(PauseCause.BY_HAND, PauseCause.STOPPED);
    diaries.define("paused", good);
    diaries.run();

    assertThat(pauses()).containsExactly(PauseCause.BY_HAND);
    paused.edit("before", "{\"location\": \"Google St\"}");
    paused.write("waits");
    paused.pull();
    soon()
        .until(
            () ->
                diaries.count("SELECT count(*) FROM public.paused WHERE place = 'Google St'") == 1);
    assertThat(paused.event("waits")).isNull();
    assertThat(run("resume", "paused")).isZero();
    soon().until(() -> paused.event("waits") != null);
  }

  private static List<PauseCause> pauses() {
    return diaries.lockstep.bean(Partitions.class).ofSync("paused").stream()
        .flatMap(partition -> partition.toGooglePaused().stream())
        .toList();
  }

  private static void fill(Diary diary) {
    for (int i = 1; i <= ENTRIES; i++) {
      diary.write("entry " + i);
    }
    soon().until(() -> diary.events().size() == ENTRIES);
    diary.settle();
  }

  private static void removeAll(Diary diary, int entries) {
    for (int i = 1; i <= entries; i++) {
      diary.remove("entry " + i);
    }
    diary.pull();
  }

  private static boolean isListed(Diary diary) {
    return diaries.lockstep.bean(Partitions.class).ofSync(diary.name()).stream()
        .noneMatch(partition -> partition.isReconcileAskedFor() || partition.leaseHolder() != null);
  }

  private static boolean isAt(JsonNode event, String place) {
    return event != null && event.path("location").asText().equals(place);
  }

  private static int run(String... words) {
    return Typed.run(diaries.database, words);
  }
}

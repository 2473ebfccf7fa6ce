package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.account.Accounts;
import dev.lockstep.core.Direction;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.source.WakeUp;
import dev.lockstep.testing.SecondApplication;
import java.time.OffsetDateTime;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What becomes of a record that both sides touch; numbers are those of the faults. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SecondApplication
class LivesTest {

  private static final String BOTH = "location: both sides changed it";

  private static Diaries diaries;
  private static Diary latest;
  private static Diary manual;
  private static Diary routed;
  private static Diary combined;
  private static Diary deleting;
  private static Diary recreating;
  private static Diary inserting;
  private static Diary adopting;
  private static Diary days;

  @BeforeAll
  static void start() throws Exception {
    diaries = new Diaries();
    latest = diaries.open("latest", "");
    manual = diaries.open("manual", "conflict: manual");
    routed = diaries.open("routed", "conflict: 'direct:longest'");
    combined = diaries.open("combined", "conflict: 'direct:combine'");
    deleting = diaries.open("deleting", "googleDelete: delete, conflict: source-wins");
    recreating = diaries.open("recreating", "googleDelete: recreate, conflict: google-wins");
    inserting = diaries.open("inserting", "googleCreate: insert");
    adopting = diaries.open("adopting", "", ", match: [summary, start]");
    days = diaries.open("days", "");
    diaries
        .jdbc
        .sql("ALTER TABLE public.days ALTER starts_at TYPE date, ALTER ends_at TYPE date")
        .update();
    diaries
        .lockstep
        .bean(CamelContext.class)
        .addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:longest").routeId("longest").setBody(constant("google"));
                from("direct:combine")
                    .routeId("combine")
                    .setBody(constant(Map.of("location", "Row St and Event St")));
              }
            });
    String start = adopting.write("known") > 0 ? adopting.start(1).toInstant().toString() : "";
    adopting.write("only a row");
    String times =
        "\"start\": {\"dateTime\": \"%s\"}, \"end\": {\"dateTime\": \"%s\"}"
            .formatted(start, OffsetDateTime.parse(start).plusHours(1).toInstant());
    adopting.create("{\"summary\": \"known\", \"location\": \"Main St\", " + times + "}");
    adopting.create("{\"summary\": \"known\", \"location\": \"Elsewhere\", " + times + "}");
    adopting.create("{\"summary\": \"a person's own\", " + times + "}");
    adopting.set(adopting.write("takes its place"), "place = NULL");
    adopting.create(
        "{\"summary\": \"takes its place\", \"location\": \"Event St\", " + times + "}");
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  /** Both sides change the same field before either hears of the other. */
  private static long contested(Diary diary, String title, String here, String there) {
    long id = diary.writeLinked(title);
    diaries.lockstep.pause(diary.name());
    diary.edit(title, "{\"location\": \"" + there + "\"}");
    diary.set(id, "place = '" + here + "'");
    diaries.lockstep.resume(diary.name());
    return id;
  }

  @Test
  void existingEventsAreRecognisedAndTheRestIsLeftAlone() {
    soon().until(() -> adopting.event("only a row") != null);
    adopting.settle();
    assertThat(adopting.state(1)).isEqualTo("linked");
    assertThat(adopting.events()).hasSize(5);
    assertThat(adopting.value(3, "place")).isEqualTo("Event St");
    assertThat(
            diaries.count(
                "SELECT count(*) FROM lockstep.sync_effect e JOIN lockstep.sync_partition p"
                    + " ON p.id = e.partition_id WHERE p.sync = 'adopting'"))
        .as("what the brake counts")
        .isZero();
    adopting.set(1, "title = 'known better'");
    soon().until(() -> adopting.event("known better") != null);
    assertThat(adopting.event("known better").path("location").asText()).isEqualTo("Main St");
    assertThat(adopting.event("known")).as("the one that was left over").isNotNull();
    assertThat(adopting.rows()).isEqualTo(3);
    assertThat(adopting.notices("conflict")).isEqualTo(1);
  }

  @Test
  void theLaterEditStandsAndTheOtherIsKept_21() {
    long id = contested(latest, "later", "Row St", "Event St");
    soon().until(() -> latest.event("later").path("location").asText().equals("Row St"));
    latest.settle();
    assertThat(latest.value(id, "place")).isEqualTo("Row St");
    assertThat(
            diaries.count(
                // With the change that overrode it, or with the notice where a pull saw it first.
                "SELECT count(*) FROM lockstep.sync_audit a WHERE kind IN ('change', 'notice')"
                    + " AND sync = 'latest' AND to_jsonb(a)::text LIKE '%Event St%'"))
        .isPositive();
    assertThat(latest.notices("conflict")).isEqualTo(1);
  }

  @Test
  void sourceWinsAndGoogleWinsDoWhatTheySay_21() {
    long here = contested(deleting, "source wins", "Row St", "Event St");
    long there = contested(recreating, "google wins", "Row St", "Event St");
    soon().until(() -> deleting.event("source wins").path("location").asText().equals("Row St"));
    soon().until(() -> "Event St".equals(recreating.value(there, "place")));
    deleting.settle();
    recreating.settle();
    assertThat(deleting.value(here, "place")).isEqualTo("Row St");
    assertThat(deleting.told(here)).singleElement().asString().contains(BOTH, "Event St");
    assertThat(recreating.told(there)).first().asString().contains(BOTH, "Row St");
    assertThat(recreating.event("google wins").path("location").asText()).isEqualTo("Event St");
  }

  @Test
  void aConflictForAPersonWaitsWhileOtherFieldsFlow_21() {
    long id = contested(manual, "waits", "Row St", "Event St");
    soon().until(() -> manual.state(id).equals("conflict"));
    manual.settle();
    manual.set(id, "title = 'waits still'");
    soon().until(() -> manual.event("waits still") != null);
    manual.settle();
    assertThat(manual.value(id, "place")).isEqualTo("Row St");
    assertThat(manual.event("waits still").path("location").asText()).isEqualTo("Event St");
    assertThat(manual.notices("conflict")).isEqualTo(1);
  }

  @Test
  void aRouteDecidesAConflict_21() {
    long id = contested(routed, "routed", "Row St", "Event St");
    soon().until(() -> "Event St".equals(routed.value(id, "place")));
    routed.settle();
    assertThat(routed.event("routed").path("location").asText()).isEqualTo("Event St");
    assertThat(routed.state(id)).isEqualTo("linked");
  }

  @Test
  void whatARoutePutsInThePlaceOfBothIsOnBothSides_21() {
    long id = contested(combined, "combined", "Row St", "Event St");
    soon().until(() -> "Row St and Event St".equals(combined.value(id, "place")));
    combined.settle();
    assertThat(combined.event("combined").path("location").asText())
        .isEqualTo("Row St and Event St");
    assertThat(combined.value(id, "place")).isEqualTo("Row St and Event St");
  }

  @Test
  void aRowDeletedWhileItsEventIsEditedLeavesTheEvent_23() {
    long id = latest.writeLinked("edited there");
    latest.edit("edited there", "{\"location\": \"Kept St\"}");
    latest.erase(id);
    soon().until(() -> latest.state(id).equals("detached"));
    latest.settle();
    assertThat(latest.event("edited there").path("location").asText()).isEqualTo("Kept St");
    assertThat(latest.told(id)).last().asString().contains("its row is gone", "Kept St");
  }

  @Test
  void anEventDeletedWhileItsRowIsEditedGoesByPolicy_23_35() {
    long keeps = latest.writeLinked("kept row");
    latest.remove("kept row");
    latest.set(keeps, "place = 'Row St'");
    soon().until(() -> latest.state(keeps).equals("detached"));
    latest.settle();
    assertThat(latest.told(keeps)).singleElement().asString().contains("it was deleted at Google");
    latest.set(keeps, "place = 'Again St'");
    latest.settle();
    assertThat(latest.event("kept row")).isNull();
    assertThat(latest.value(keeps, "place")).isEqualTo("Again St");

    long goes = deleting.writeLinked("goes too");
    deleting.remove("goes too");
    deleting.set(goes, "place = 'Row St'");
    soon().until(() -> deleting.value(goes, "id") == null);
    deleting.settle();
    assertThat(deleting.event("goes too")).isNull();
    assertThat(deleting.told(goes))
        .anyMatch(told -> told.contains("it was deleted at Google") && told.contains("Row St"));

    long again = recreating.writeLinked("made again");
    recreating.remove("made again");
    recreating.pull();
    soon().until(() -> recreating.event("made again") != null);
    recreating.settle();
    assertThat(recreating.state(again)).isEqualTo("linked");
    assertThat(
            recreating.events().stream()
                .filter(e -> e.path("summary").asText().equals("made again")))
        .hasSize(1);
  }

  @Test
  void aRowMadeAnewUnderItsKeyHasAnEventOfItsOwn() {
    long id = latest.writeLinked("first life");
    latest.erase(id);
    soon().until(() -> latest.event("first life") == null);
    latest.settle();
    latest.pull();
    latest.settle();
    diaries
        .jdbc
        .sql(
            "INSERT INTO public.latest (id, owner, title, place, starts_at, ends_at) OVERRIDING SYSTEM VALUE"
                + " VALUES (:id, 'latest', 'second life', 'x', now() + interval '1 day', now() + interval '2 days')")
        .param("id", id)
        .update();
    soon().until(() -> latest.event("second life") != null);
    latest.settle();
    latest.pull();
    latest.settle();
    assertThat(latest.state(id)).isEqualTo("linked");
  }

  @Test
  void anEventThatBecomesRecurringIsLeftAloneUntilItIsSingleAgain_50() {
    long id = latest.writeLinked("weekly");
    String eventId = latest.event("weekly").path("id").asText();
    latest.edit(
        "weekly",
        "{\"start\": {\"dateTime\": \"2031-03-24T10:00:00+01:00\", \"timeZone\": \"Europe/Berlin\"}, \"end\": {\"dateTime\": \"2031-03-24T11:00:00+01:00\", \"timeZone\": \"Europe/Berlin\"}, \"recurrence\": [\"RRULE:FREQ=WEEKLY;COUNT=3\"]}");
    latest.pull();
    soon().until(() -> latest.state(id).equals("detached"));
    latest.set(id, "place = 'Not sent'");
    latest.settle();
    assertThat(latest.event("weekly").path("location").asText()).isEqualTo("Main St");
    latest.edit("weekly", "{\"recurrence\": null}");
    latest.pull();
    soon().until(() -> latest.state(id).equals("linked"));
    soon().until(() -> latest.event("weekly").path("location").asText().equals("Not sent"));
    latest.settle();
    assertThat(latest.event("weekly").path("id").asText()).isEqualTo(eventId);
    assertThat(latest.start(id).toInstant()).isEqualTo("2031-03-24T09:00:00Z");
  }

  @Test
  void allDayEventsOfSeveralDaysStayAsTheyAre_51() {
    diaries
        .jdbc
        .sql(
            "INSERT INTO public.days (owner, title, place, starts_at, ends_at)"
                + " VALUES ('days', 'fair', 'Main St', '2031-05-05', '2031-05-08')")
        .update();
    long id = 1;
    soon().until(() -> days.event("fair") != null);
    soon().until(() -> days.event("fair").path("end").path("date").asText().equals("2031-05-08"));
    days.edit(
        "fair", "{\"start\": {\"date\": \"2031-05-06\"}, \"end\": {\"date\": \"2031-05-09\"}}");
    days.pull();
    soon().until(() -> "2031-05-06".equals(days.value(id, "starts_at")));
    days.settle();
    long quiet = diaries.lastRequest();
    days.pull();
    days.settle();
    assertThat(days.value(id, "ends_at")).isEqualTo("2031-05-09");
    assertThat(diaries.writesAfter(quiet, days)).isZero();
  }

  @Test
  void aCopyOfAnEventWithItsMarkIsNobodysRow_52() {
    Diary copying = diaries.open("copying", "googleCreate: insert, googleDelete: delete");
    diaries.run();
    long id = copying.writeLinked("copied");
    ObjectNode copy = copying.event("copied").deepCopy();
    String original = copy.path("id").asText();
    copy.retain("start", "end", "location", "extendedProperties");
    copying.create(copy.put("summary", "the copy").toString());
    copying.pull();
    copying.settle();
    copying.edit("the copy", "{\"location\": \"Copy St\"}");
    copying.pull();
    copying.settle();
    assertThat(copying.rows()).isEqualTo(1);
    assertThat(copying.value(id, "title")).isEqualTo("copied");
    assertThat(copying.value(id, "place")).isEqualTo("Main St");

    copying.remove("the copy");
    copying.pull();
    copying.settle();
    assertThat(copying.rows()).isEqualTo(1);
    copying.set(id, "place = 'Row St'");
    soon().until(() -> copying.event("copied").path("location").asText().equals("Row St"));
    assertThat(copying.event("copied").path("id").asText()).isEqualTo(original);
    assertThat(copying.state(id)).isEqualTo("linked");
  }

  @Test
  void anEventThatAPersonMakesBecomesARowOfItsOwner() {
    inserting.settle();
    inserting.create(
        "{\"summary\": \"made there\", \"start\": {\"dateTime\": \"2031-01-01T10:00:00Z\"}, \"end\": {\"dateTime\": \"2031-01-01T11:00:00Z\"}}");
    inserting.create(
        "{\"summary\": \"secret\", \"visibility\": \"private\", \"start\": {\"dateTime\": \"2031-01-01T10:00:00Z\"}, \"end\": {\"dateTime\": \"2031-01-01T11:00:00Z\"}}");
    inserting.pull();
    soon().until(() -> inserting.rows() == 1);
    inserting.settle();
    inserting.pull();
    inserting.settle();
    assertThat(inserting.rows()).isEqualTo(1);
    // Other owners' calendars are partitions of this sync too, so its number is anybody's guess.
    long id = diaries.count("SELECT id FROM public.inserting WHERE owner = 'inserting'");
    assertThat(inserting.value(id, "title")).isEqualTo("made there");
    inserting.set(id, "title = 'renamed here'");
    soon().until(() -> inserting.event("renamed here") != null);
    assertThat(inserting.events()).hasSize(2);
  }

  @Test
  void lostMappingsAreRebuiltAndNothingDeletedComesBack_63() {
    long one = manual.writeLinked("stays linked");
    long two = manual.writeLinked("was deleted");
    manual.remove("was deleted");
    manual.pull();
    soon().until(() -> manual.state(two).equals("detached"));
    manual.settle();
    diaries.jdbc.sql("DELETE FROM lockstep.sync_mapping WHERE sync = 'manual'").update();
    diaries.run();
    soon().until(() -> manual.state(one).equals("linked"));
    soon().until(() -> manual.state(two).equals("detached"));
    manual.settle();
    assertThat(manual.event("was deleted")).isNull();
    assertThat(
            manual.events().stream().filter(e -> e.path("summary").asText().equals("stays linked")))
        .hasSize(1);
    manual.set(one, "place = 'Flows St'");
    soon().until(() -> manual.event("stays linked").path("location").asText().equals("Flows St"));
  }

  @Test
  void anEventThatBecameARowBearsItsStampSoThatALostTableDoublesNothing_63() {
    Diary taking = diaries.open("taking", "googleCreate: insert");
    diaries.run();
    taking.settle();
    taking.create(at("taken", 10));
    taking.pull();
    soon().until(() -> taking.rows() == 1);
    long id = diaries.count("SELECT id FROM public.taking WHERE title = 'taken'");
    soon().until(() -> taking.event("taken").toString().contains("\"taking\""));
    taking.settle();
    String number = writeNumber(taking.event("taken"), "taking");
    assertThat(taking.changes(id)).as("a stamp is no change of the record").isEqualTo(1);
    loseLinks("taking");
    soon().until(() -> "linked".equals(taking.state(id)));
    taking.settle();
    taking.pull();
    taking.settle();
    assertThat(taking.rows()).isEqualTo(1);
    assertThat(taking.events()).hasSize(1);
    assertThat(writeNumber(taking.event("taken"), "taking"))
        .as("the stamp tells its own number, and is not owed again")
        .isEqualTo(number);
  }

  @Test
  void anEventThatWasASeriesBeforeItBoreItsStampGetsItOnceItIsSingleAgain_50_63() {
    Diary late = diaries.open("late", "googleCreate: insert");
    diaries.run();
    late.settle();
    Pauses pauses = diaries.lockstep.bean(Pauses.class);
    Pause.Scope sync = Pause.Scope.ofSync("late");
    pauses.set(sync, Direction.TO_GOOGLE, PauseCause.BY_HAND, "for the test");
    late.create(at("stamped late", 10));
    late.pull();
    soon().until(() -> late.rows() == 1);
    long id = diaries.count("SELECT id FROM public.late WHERE title = 'stamped late'");
    late.edit(
        "stamped late",
        "{\"start\": {\"dateTime\": \"2031-01-01T10:00:00Z\", \"timeZone\": \"UTC\"}, \"end\": {\"dateTime\": \"2031-01-01T10:30:00Z\", \"timeZone\": \"UTC\"}, \"recurrence\": [\"RRULE:FREQ=WEEKLY;COUNT=3\"]}");
    late.pull();
    soon().until(() -> late.state(id).equals("detached"));
    pauses.lift(sync, Direction.TO_GOOGLE, PauseCause.BY_HAND);
    diaries.lockstep.bean(WakeUp.class).wake();
    late.settle();
    assertThat(late.event("stamped late").toString()).doesNotContain("\"late\"");

    late.edit("stamped late", "{\"recurrence\": null}");
    late.pull();
    soon().until(() -> late.state(id).equals("linked"));
    soon().until(() -> late.event("stamped late").toString().contains("\"late\""));
    late.settle();
    assertThat(late.rows()).isEqualTo(1);
  }

  /** Of the sync's own mark; other syncs may leave theirs on the same event. */
  private static String writeNumber(JsonNode event, String sync) {
    JsonNode marks = event.path("extendedProperties").path("private");
    return marks.properties().stream()
        .filter(mark -> mark.getKey().startsWith("lockstepSync."))
        .filter(mark -> mark.getValue().asText().equals(sync))
        .map(mark -> marks.path(mark.getKey().replace("Sync", "Write")).asText())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void rowsOfASyncThatNeverWritesAreRecognisedByTheirValues_63() {
    Diary reading = diaries.open("reading", "googleCreate: insert");
    diaries.define(
        "reading",
        diaries.definition("reading").replace("direction: both", "direction: from-google"));
    diaries.run();
    reading.settle();
    reading.create(at("twice", 10));
    reading.create(at("twice", 10));
    reading.create(at("once", 12));
    reading.pull();
    soon().until(() -> reading.rows() == 3);
    reading.settle();
    // New while the links are lost: a notification must not bring it in before.
    Pauses pauses = diaries.lockstep.bean(Pauses.class);
    Pause.Scope sync = Pause.Scope.ofSync("reading");
    pauses.set(sync, Direction.FROM_GOOGLE, PauseCause.BY_HAND, "for the test");
    reading.create(at("twice", 10));
    loseLinks("reading");
    pauses.lift(sync, Direction.FROM_GOOGLE, PauseCause.BY_HAND);
    soon().until(() -> reading.rows() == 4);
    reading.settle();
    assertThat(reading.rows()).as("only the event that is new").isEqualTo(4);
    assertThat(
            diaries.count(
                "SELECT count(*) FROM lockstep.sync_mapping WHERE sync = 'reading' AND account = 'reading' AND state = 'linked'"))
        .isEqualTo(4);
    assertThat(reading.notices("conflict")).as("what could not be told apart").isEqualTo(1);
    assertThat(reading.events())
        .as("others may stamp what they took too, but it never does")
        .noneMatch(event -> event.toString().contains("\"reading\""));
    reading.edit("once", "{\"location\": \"Flows St\"}");
    reading.pull();
    long once = diaries.count("SELECT id FROM public.reading WHERE title = 'once'");
    soon().until(() -> "Flows St".equals(reading.value(once, "place")));
  }

  @Test
  void keysThatNoStampHasRoomForAreRecognised_63() {
    Diary lengthy = diaries.open("lengthy", "", ", match: [summary, start]");
    diaries.jdbc.sql("ALTER TABLE public.lengthy ALTER id DROP IDENTITY").update();
    diaries.jdbc.sql("ALTER TABLE public.lengthy ALTER id TYPE text").update();
    diaries
        .jdbc
        .sql(
            "INSERT INTO public.lengthy (id, owner, title, starts_at, ends_at)"
                + " VALUES (repeat('längste', 200), 'lengthy', 'long key', '2031-01-01T10:00Z', '2031-01-01T10:30Z')")
        .update();
    // A person's own: its id does not tell the key.
    lengthy.create(at("long key", 10));
    diaries.run();
    soon().until(() -> lengthy.event("long key").toString().contains("\"lengthy\""));
    lengthy.settle();
    loseLinks("lengthy");
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_mapping WHERE sync = 'lengthy' AND account = 'lengthy' AND state = 'linked'")
                    == 1);
    lengthy.settle();
    assertThat(lengthy.events()).hasSize(1);
    diaries.jdbc.sql("UPDATE public.lengthy SET title = 'still its own'").update();
    soon().until(() -> lengthy.event("still its own") != null);
    lengthy.settle();
    assertThat(lengthy.events()).hasSize(1);
  }

  private static void loseLinks(String sync) {
    diaries
        .jdbc
        .sql("DELETE FROM lockstep.sync_mapping WHERE sync = :sync")
        .param("sync", sync)
        .update();
    diaries.run();
  }

  private static String at(String title, int hour) {
    return "{\"summary\": \"%s\", \"start\": {\"dateTime\": \"2031-01-01T%2$02d:00:00Z\"}, \"end\": {\"dateTime\": \"2031-01-01T%2$02d:30:00Z\"}}"
        .formatted(title, hour);
  }

  @Test
  void anotherIdentityStartsAfreshAndTheFirstIsAdoptedAgain_65() {
    long id = routed.writeLinked("identity");
    long events = routed.events().size();
    diaries.lockstep.connect("routed", "other@example.com");
    soon()
        .until(
            () ->
                diaries.lockstep.events("other@example.com").stream()
                    .anyMatch(e -> e.path("summary").asText().equals("identity")));
    routed.settle();
    assertThat(routed.events()).hasSize((int) events);
    routed.set(id, "place = 'Other St'");
    routed.settle();
    assertThat(routed.event("identity").path("location").asText()).isEqualTo("Main St");
    diaries.lockstep.connect("routed", routed.email());
    soon().until(() -> routed.event("identity").path("location").asText().equals("Other St"));
    routed.settle();
    assertThat(routed.events()).hasSize((int) events);
  }

  @Test
  void whoDisconnectsFindsTheEventsAsTheirOwnAtTheReturn_65() {
    long id = routed.writeLinked("leaves");
    String eventId = routed.event("leaves").path("id").asText();
    long events = routed.events().size();
    Accounts accounts = diaries.lockstep.bean(Accounts.class);

    accounts.disconnect("routed");
    long left = diaries.lastRequest();
    routed.set(id, "place = 'While away'");
    soon().until(() -> diaries.count("SELECT count(*) FROM lockstep.sync_change") == 0);
    assertThat(routed.events()).hasSize((int) events);

    diaries.lockstep.connect("routed", "second@example.com");
    soon().until(() -> eventOf("second@example.com", "leaves") != null);
    routed.settle();
    assertThat(diaries.writesAfter(left, routed)).isZero();

    accounts.disconnect("routed");
    diaries.lockstep.connect("routed", routed.email());
    soon().until(() -> routed.event("leaves").path("location").asText().equals("While away"));
    routed.settle();
    assertThat(routed.event("leaves").path("id").asText()).isEqualTo(eventId);
    assertThat(routed.events()).hasSize((int) events);
    routed.set(id, "place = 'Back again'");
    soon().until(() -> routed.event("leaves").path("location").asText().equals("Back again"));
    assertThat(eventOf("second@example.com", "leaves").path("location").asText())
        .as("the other identity's own")
        .isEqualTo("While away");
  }

  private static @Nullable JsonNode eventOf(String email, String title) {
    return diaries.lockstep.events(email).stream()
        .filter(event -> event.path("summary").asText().equals(title))
        .findFirst()
        .orElse(null);
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void aFieldThatIsMappedLaterFlowsWithoutMakingTheEventAnew() {
    long id = deleting.writeLinked("described later");
    String eventId = deleting.event("described later").path("id").asText();
    diaries.jdbc.sql("ALTER TABLE public.deleting ADD notes text").update();
    deleting.set(id, "notes = 'bring a pen'");
    diaries.define(
        "deleting",
        diaries
            .definition("deleting")
            .replace("end: ends_at }", "end: ends_at, description: notes }"));
    diaries.run();
    soon()
        .until(
            () ->
                deleting
                    .event("described later")
                    .path("description")
                    .asText()
                    .equals("bring a pen"));
    deleting.settle();
    assertThat(deleting.event("described later").path("id").asText()).isEqualTo(eventId);
    deleting.edit("described later", "{\"description\": \"and paper\"}");
    deleting.pull();
    soon().until(() -> "and paper".equals(deleting.value(id, "notes")));
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void withoutTheEchoFilterBothSidesStillComeToRest() throws Exception {
    CamelContext camel = diaries.lockstep.bean(CamelContext.class);
    AdviceWith.adviceWith(
        camel,
        "inbound",
        route -> route.weaveById("seen-before").replace().setProperty("news").constant("true"));
    long id = latest.writeLinked("unfiltered");
    latest.set(id, "place = 'One St'");
    latest.pull();
    soon().until(() -> latest.event("unfiltered").path("location").asText().equals("One St"));
    latest.edit("unfiltered", "{\"location\": \"Two St\"}");
    latest.pull();
    soon().until(() -> "Two St".equals(latest.value(id, "place")));
    latest.settle();
    long quiet = diaries.lastRequest();
    JsonNode before = latest.event("unfiltered");
    latest.pull();
    latest.settle();
    latest.pull();
    latest.settle();
    assertThat(diaries.writesAfter(quiet, latest)).isZero();
    assertThat(latest.event("unfiltered").path("etag")).isEqualTo(before.path("etag"));
  }
}

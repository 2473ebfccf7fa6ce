package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.queue.DeadLetters;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Lost answers, refusals, races and outages between both sides; numbers are those of the faults.
 */
class FaultsTest {

  private static Diaries diaries;
  private static Diary plain;
  private static Diary busy;
  private static Diary polled;
  private static Diary storm;
  private static Diary refused;
  private static Diary mass;
  private static Diary massFromGoogle;
  private static Diary triggered;
  private static Diary lost;
  private static Diary stands;

  @BeforeAll
  static void start() {
    diaries = new Diaries();
    plain = diaries.open("plain", "");
    busy = diaries.open("busy", "");
    diaries.define("busy", diaries.definition("busy").replace("debounce: 0ms", "debounce: 500ms"));
    polled = diaries.open("polled", "");
    diaries.define("polled", diaries.definition("polled") + "schedule: { every: 2s }\n");
    storm = diaries.open("storm", "");
    refused = diaries.open("refused", "");
    mass = diaries.open("mass", "");
    massFromGoogle = diaries.open("massfromgoogle", "googleDelete: delete");
    triggered = diaries.open("triggered", "");
    lost = diaries.open("lost", "");
    stands = diaries.open("stands", "conflict: source-wins");
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  @AfterEach
  void healthy() {
    diaries.healthy();
  }

  private static void fault(Diary diary, String json) {
    diaries.fault(json.replace("{", "{\"account\": \"" + diary.email() + "\", "));
  }

  @Test
  void anInsertWhoseAnswerIsLostIsRecognisedAndNotRepeated_1_5() {
    fault(
        plain,
        "{\"kind\": \"apply-then-drop\", \"method\": \"POST\", \"path\": \"/events\", \"times\": 1}");
    // So that nothing but the next try tells that it arrived.
    deaf(() -> plain.writeLinked("insert answer lost"));
    long id = diaries.count("SELECT id FROM public.plain WHERE title = 'insert answer lost'");
    assertThat(
            plain.events().stream()
                .filter(e -> e.path("summary").asText().equals("insert answer lost")))
        .hasSize(1);
    assertThat(plain.state(id)).isEqualTo("linked");
    assertThat(plain.notices("conflict")).isZero();
  }

  @Test
  void anOwnWriteWithoutAnswerIsNoConflictWithTheNextEdit_56() {
    long id = plain.writeLinked("patched");
    fault(plain, "{\"kind\": \"apply-then-drop\", \"method\": \"PATCH\", \"times\": 1}");
    plain.set(id, "title = 'patched once'");
    soon().until(() -> plain.event("patched once") != null);
    plain.set(id, "title = 'patched twice'");
    soon().until(() -> plain.event("patched twice") != null);
    plain.settle();
    assertThat(plain.value(id, "title")).isEqualTo("patched twice");
    assertThat(plain.notices("conflict")).isZero();
  }

  @Test
  void whatLostAConflictIsKeptThoughTheAnswerToTheWinnersWriteIsLost_1_21() {
    long id = stands.writeLinked("contested");
    stands.edit("contested", "{\"summary\": \"a person's\"}");
    // The first write meets the person's edit, the second is applied; nobody hears of either.
    fault(stands, "{\"kind\": \"apply-then-drop\", \"method\": \"PATCH\", \"times\": 2}");
    stands.set(id, "title = 'the row stands'");
    soon().until(() -> stands.event("the row stands") != null);
    stands.settle();
    assertThat(stands.value(id, "title")).isEqualTo("the row stands");
    assertThat(
            diaries.count(
                "SELECT count(*) FROM lockstep.sync_audit a WHERE sync = 'stands'"
                    + " AND to_jsonb(a)::text LIKE '%a person''s%'"))
        .as("lines that have what lost")
        .isPositive();
    assertThat(stands.notices("conflict")).isEqualTo(1);
  }

  @Test
  void serverErrorsWithAndWithoutEffectLeaveOneEventAsTheRowIs_6() {
    fault(
        plain,
        "{\"kind\": \"status\", \"code\": 503, \"method\": \"POST\", \"path\": \"/events\", \"times\": 1}");
    long id = plain.writeLinked("after errors");
    fault(plain, "{\"kind\": \"html-error\", \"code\": 502, \"method\": \"PATCH\", \"times\": 1}");
    plain.set(id, "place = 'Side St'");
    soon().until(() -> plain.event("after errors").path("location").asText().equals("Side St"));
    fault(plain, "{\"kind\": \"drop\", \"method\": \"DELETE\", \"times\": 1}");
    plain.erase(id);
    soon().until(() -> plain.event("after errors") == null);
    plain.settle();

    fault(
        plain,
        "{\"kind\": \"status\", \"code\": 500, \"applied\": true, \"method\": \"POST\", \"path\": \"/events\", \"times\": 1}");
    long made = plain.writeLinked("made by an error");
    assertThat(
            plain.events().stream()
                .filter(e -> e.path("summary").asText().equals("made by an error")))
        .hasSize(1);
    fault(
        plain,
        "{\"kind\": \"status\", \"code\": 503, \"applied\": true, \"method\": \"PATCH\", \"times\": 1}");
    plain.set(made, "place = 'Moved St'");
    soon()
        .until(() -> plain.event("made by an error").path("location").asText().equals("Moved St"));
    plain.settle();
    assertThat(plain.value(made, "place")).isEqualTo("Moved St");
    fault(
        plain,
        "{\"kind\": \"html-error\", \"code\": 502, \"applied\": true, \"method\": \"DELETE\", \"times\": 1}");
    plain.erase(made);
    soon().until(() -> plain.state(made).equals("gone"));
    plain.settle();
    assertThat(plain.event("made by an error")).isNull();
    assertThat(plain.told(id)).noneMatch(told -> told.contains("both sides changed it"));
    assertThat(plain.told(made)).noneMatch(told -> told.contains("both sides changed it"));
    assertThat(plain.changes(id)).as("insert, update, delete").isEqualTo(3);
    assertThat(plain.changes(made)).as("insert, update, delete").isEqualTo(3);
  }

  @Test
  void aRecordThatAlwaysFailsParksAloneAndOthersGoOn_32() {
    long id = plain.write("end before start");
    plain.set(id, "ends_at = starts_at - interval '1 hour'");
    plain.writeLinkedBeside("beside a bad row");
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'plain' AND status = 'failed'")
                    == 1);
    plain.set(id, "ends_at = starts_at + interval '1 hour'");
    soon().until(() -> plain.event("end before start") != null);
    plain.settle();
  }

  @Test
  void aRowThatNoValueCanHoldFailsAloneInItsBatch() {
    long id = plain.write("endless");
    plain.set(id, "starts_at = 'infinity', ends_at = 'infinity'");
    plain.writeLinkedBeside("beside an endless row");
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'plain' AND key = '"
                            + id
                            + "' AND status = 'failed'")
                    == 1);
    plain.erase(id);
    plain.settle();
  }

  @Test
  void aChangeThatNoNotificationToldIsFoundByThePoll_7() {
    long id = polled.writeLinked("nobody told");
    // Its opening asks for a pull too.
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_channel WHERE sync = 'polled' AND account = 'polled' AND state = 'open'")
                    == 1);
    polled.settle();
    deaf(
        () -> {
          Instant edited = Instant.now();
          polled.edit("nobody told", "{\"location\": \"Quiet St\"}");
          soon().until(() -> "Quiet St".equals(polled.value(id, "place")));
          assertThat(Duration.between(edited, Instant.now()))
              .as("every: 2s, and a pull takes its time")
              .isLessThan(Duration.ofSeconds(15));
        });
  }

  /** No notification arrives meanwhile. */
  private static void deaf(Runnable work) {
    diaries.sandbox.control("notifications", "{\"loss\": 1}");
    try {
      work.run();
    } finally {
      diaries.sandbox.control("notifications", "{\"loss\": 0}");
    }
  }

  @Test
  void aHundredEditsWithinASecondAreOneWrite_44() {
    long id = busy.writeLinked("busy");
    long before = diaries.lastRequest();
    busy.setOften(id, 100);
    soon().until(() -> busy.event("busy").path("location").asText().equals("Street 100"));
    busy.settle();
    assertThat(diaries.writesAfter(before, busy)).isEqualTo(1);
  }

  @Test
  void aSyncTokenRefusedTwiceEndsInOneListingThatLosesNothing_15_16_22() {
    long id = storm.writeLinked("token gone");
    long gone = storm.writeLinked("removed unseen");
    diaries.sandbox.control("expire-sync-tokens", "{\"email\": \"" + storm.email() + "\"}");
    storm.edit("token gone", "{\"location\": \"From Google\"}");
    storm.remove("removed unseen");
    fault(
        storm,
        "{\"kind\": \"status\", \"code\": 410, \"reason\": \"fullSyncRequired\", \"method\": \"GET\", \"path\": \"/events$\", \"times\": 4}");
    storm.set(id, "title = 'from the row'");
    storm.pull();
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_partition WHERE sync = 'storm' AND attempts > 0")
                    == 1);
    soon().until(() -> "From Google".equals(storm.value(id, "place")));
    soon().until(() -> storm.event("from the row") != null);
    soon().until(() -> storm.state(gone).equals("detached"));
    storm.settle();
    assertThat(storm.event("from the row").path("location").asText()).isEqualTo("From Google");
    assertThat(storm.rows()).isEqualTo(2);
    assertThat(storm.notices("conflict")).isZero();
    long quiet = diaries.lastRequest();
    storm.pull();
    storm.settle();
    assertThat(diaries.writesAfter(quiet, storm)).as("I5").isZero();
  }

  /** People see since when it waits and until when; nobody else waits. */
  @Test
  void aStormOfRefusalsMakesItsAccountAloneWaitAndParksNothing_17() {
    long id = refused.writeLinked("refused");
    int waited = 0;
    for (String refusal : new String[] {"403", "429"}) {
      fault(
          refused,
          "{\"kind\": \"status\", \"code\": "
              + refusal
              + ", \"reason\": \"rateLimitExceeded\", \"path\": \"calendars/primary\"}");
      refused.set(id, "place = 'meanwhile " + refusal + "'");
      refused.write("added " + refusal);
      int before = waited;
      soon().until(() -> refusals() > before);
      waited = refusals();
      assertThat(new SyncStates(diaries.jdbc).of("refused").get("waiting"))
          .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
          .anySatisfy(
              wait -> {
                assertThat(wait.get("scope")).isEqualTo("account:refused");
                assertThat(Instant.parse(String.valueOf(wait.get("until"))))
                    .isAfter(Instant.now().minusSeconds(5));
              });
      plain.writeLinkedBeside("beside a storm of " + refusal);
      assertThat(
              diaries.count(
                  "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'refused' AND (status = 'failed' OR retry_count > 0)"))
          .isZero();
    }
    assertThat(pace("refused")).isLessThan(1);
    assertThat(pace("plain")).isEqualTo(1);
    diaries.healthy();
    soon().until(() -> refused.event("added 429") != null);
    soon().until(() -> refused.event("refused").path("location").asText().equals("meanwhile 429"));
    refused.settle();
    assertThat(refused.event("added 403")).isNotNull();
    assertThat(refused.notices("failed")).isZero();
  }

  private static int refusals() {
    return (int)
        diaries.count(
            "SELECT coalesce(max(attempts), 0) FROM lockstep.sync_back_off WHERE scope = 'account:refused'");
  }

  /** Which part of its quota the account goes by. */
  private static double pace(String owner) {
    return diaries
        .jdbc
        .sql("SELECT coalesce(min(pace), 1) FROM lockstep.rate_pace WHERE id = ?")
        .param("calendar/account/" + owner)
        .query(Double.class)
        .single();
  }

  @Test
  void nothingIsLostWhileTheCalendarIsNotThereOrTheNetworkIsDown_60() {
    Diary diary = lost;
    long id = diary.writeLinked("unshared");
    long stays = diary.writeLinked("stays");
    for (String outage :
        new String[] {
          "{\"kind\": \"status\", \"code\": 404, \"path\": \"calendars/primary\"}",
          "{\"kind\": \"drop\", \"path\": \"calendars/primary\"}"
        }) {
      String mark = outage.contains("404") ? "a" : "b";
      fault(diary, outage);
      diary.set(id, "place = 'meanwhile " + mark + "'");
      long added = diary.write("added " + mark);
      diary.pull();
      soon()
          .until(
              () ->
                  diaries.count(
                          "SELECT count(*) FROM lockstep.sync_partition WHERE sync = 'lost' AND attempts >= 2")
                      == 1);
      assertThat(diary.state(stays)).isEqualTo("linked");
      assertThat(
              diaries.count(
                  "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'lost' AND (status = 'failed' OR retry_count > 0)"))
          .isZero();
      diaries.healthy();
      soon().until(() -> diary.event("added " + mark) != null);
      soon()
          .until(
              () -> diary.event("unshared").path("location").asText().equals("meanwhile " + mark));
      diary.settle();
      assertThat(diary.state(added)).isEqualTo("linked");
    }
    assertThat(diary.state(id)).isEqualTo("linked");
    assertThat(diary.notices("failed")).isZero();
  }

  @Test
  void aRowThatIsDeletedWhileItsInsertIsUnderWayLeavesNoEvent_57() {
    fault(
        plain,
        "{\"kind\": \"latency\", \"millis\": 700, \"method\": \"POST\", \"path\": \"/events\", \"times\": 1}");
    long before = diaries.lastRequest();
    long id = plain.write("short-lived");
    soon().until(() -> plain.state(id).equals("sending"));
    plain.erase(id);
    soon().until(() -> diaries.writesAfter(before, plain) >= 2);
    plain.settle();
    assertThat(plain.event("short-lived")).isNull();
  }

  @Test
  void aRowThatMovesWhileItsInsertIsUnderWayHasOneEventAtItsNewOwner_57() {
    fault(
        plain,
        "{\"kind\": \"apply-then-drop\", \"method\": \"POST\", \"path\": \"/events\", \"times\": 1}");
    fault(
        plain,
        "{\"kind\": \"latency\", \"millis\": 500, \"method\": \"POST\", \"path\": \"/events\", \"times\": 1}");
    long id = plain.write("moves early");
    soon().until(() -> plain.state(id).equals("sending"));
    plain.set(id, "owner = 'busy'");
    soon().until(() -> plain.event("moves early") == null && busy.event("moves early") != null);
    plain.settle();
  }

  @Test
  void editsOfTheEventAreInTheRowBeforeItMovesToAnotherOwner_23() {
    long id = plain.writeLinked("moves edited");
    deaf(
        () -> {
          plain.edit("moves edited", "{\"location\": \"Edited St\"}");
          plain.set(id, "owner = 'busy'");
          soon()
              .until(
                  () -> plain.event("moves edited") == null && busy.event("moves edited") != null);
        });
    plain.settle();
    assertThat(plain.value(id, "place")).isEqualTo("Edited St");
    assertThat(busy.event("moves edited").path("location").asText()).isEqualTo("Edited St");
  }

  @Test
  void rowsThatATriggerChangesInOurTransactionReachGoogle_58() {
    long first = triggered.writeLinked("first");
    long second = triggered.writeLinked("second");
    diaries
        .jdbc
        .sql(
            """
            CREATE FUNCTION public.follow() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              UPDATE public.triggered SET place = NEW.place WHERE title = 'second' AND place <> NEW.place;
              RETURN NULL;
            END $$;
            CREATE TRIGGER follow AFTER UPDATE ON public.triggered FOR EACH ROW
              WHEN (NEW.title = 'first') EXECUTE FUNCTION public.follow();
            """)
        .update();
    triggered.edit("first", "{\"location\": \"Follow St\"}");
    triggered.pull();
    soon().until(() -> "Follow St".equals(triggered.value(second, "place")));
    soon().until(() -> triggered.event("second").path("location").asText().equals("Follow St"));
    triggered.settle();
    assertThat(triggered.value(first, "place")).isEqualTo("Follow St");
  }

  @Test
  void deletingNearlyAllRowsAtOnceIsHeldWhileLiveEditsGoOn_61() {
    fill(mass, 30);
    diaries.jdbc.sql("DELETE FROM public.mass WHERE title <> 'entry 1'").update();
    soon().until(() -> held("mass") >= 26);
    assertThat(mass.notices("braked")).isPositive();
    long id =
        Long.parseLong(
            diaries.jdbc.sql("SELECT id::text FROM public.mass").query(String.class).single());
    mass.set(id, "place = 'live'");
    soon().until(() -> mass.event("entry 1").path("location").asText().equals("live"));
    assertThat(mass.events()).hasSizeGreaterThan(25);
    diaries.lockstep.bean(DeadLetters.class).approve("mass", null);
    diaries.lockstep.bean(dev.lockstep.source.WakeUp.class).wake();
    soon().until(() -> mass.events().size() == 1);
    mass.settle();
  }

  @Test
  void deletingNearlyAllEventsAtOnceKeepsTheRowsUntilAPersonApproves_61() {
    fill(massFromGoogle, 30);
    for (var event : massFromGoogle.events()) {
      massFromGoogle.remove(event.path("summary").asText());
    }
    massFromGoogle.pull();
    soon().until(() -> held("massfromgoogle") >= 30);
    assertThat(massFromGoogle.rows()).isEqualTo(30);
    diaries.lockstep.bean(DeadLetters.class).approve("massfromgoogle", null);
    diaries.lockstep.bean(dev.lockstep.source.WakeUp.class).wake();
    soon().until(() -> massFromGoogle.rows() == 0);
    massFromGoogle.settle();
  }

  private static void fill(Diary diary, int entries) {
    for (int i = 1; i <= entries; i++) {
      diary.write("entry " + i);
    }
    soon().until(() -> diary.events().size() == entries);
    diary.settle();
  }

  private static long held(String sync) {
    return diaries.count(
        "SELECT count(*) FROM lockstep.sync_queue WHERE status = 'held' AND sync = '" + sync + "'");
  }

  @Test
  void aRevokedGrantKeepsTheWorkAndGoesOnAfterTheOwnerIsBack_37() {
    Diary diary = polled;
    long id = diary.writeLinked("revoked");
    diaries.sandbox.control("revoke", "{\"email\": \"" + diary.email() + "\"}");
    diary.set(id, "place = 'while away'");
    long added = diary.write("made while away");
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.user_integrations WHERE owner = 'polled' AND status = 'reconnect-required'")
                    == 1);
    assertThat(diary.state(id)).isEqualTo("linked");
    Instant back = Instant.now();
    diaries.lockstep.connect("polled", diary.email());
    soon().until(() -> diary.event("made while away") != null);
    soon().until(() -> diary.event("revoked").path("location").asText().equals("while away"));
    assertThat(Duration.between(back, Instant.now()).toSeconds()).isLessThan(20);
    soon().until(() -> diary.state(added).equals("linked"));
    assertThat(diary.notices("failed")).isZero();
  }
}

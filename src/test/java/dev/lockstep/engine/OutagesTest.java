package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.queue.DeadLetters;
import dev.lockstep.source.WakeUp;
import dev.lockstep.testing.SecondApplication;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What concerns more than a record: an account, a calendar, everything at once waits or is held;
 * numbers are those of the faults.
 */
@SecondApplication
class OutagesTest {

  private static Diaries diaries;
  private static Diary plain;
  private static Diary storm;
  private static Diary refused;
  private static Diary mass;
  private static Diary bulk;
  private static Diary massFromGoogle;
  private static Diary lost;
  private static Diary revoked;

  @BeforeAll
  static void start() {
    diaries = new Diaries();
    plain = diaries.open("plain", "");
    storm = diaries.open("storm", "");
    refused = diaries.open("refused", "");
    mass = diaries.open("mass", "");
    bulk = diaries.open("bulk", "");
    massFromGoogle = diaries.open("massfromgoogle", "googleDelete: delete");
    lost = diaries.open("lost", "");
    revoked = diaries.open("revoked", "");
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  @Test
  void aSyncTokenRefusedTwiceEndsInOneListingThatLosesNothing_15_16_22() {
    long id = storm.writeLinked("token gone");
    long gone = storm.writeLinked("removed unseen");
    diaries.sandbox.control("expire-sync-tokens", "{\"email\": \"" + storm.email() + "\"}");
    storm.edit("token gone", "{\"location\": \"From Google\"}");
    storm.remove("removed unseen");
    String refusing =
        storm.fault(
            "{\"kind\": \"status\", \"code\": 410, \"reason\": \"fullSyncRequired\", \"method\": \"GET\", \"path\": \"/events$\"}");
    storm.set(id, "title = 'from the row'");
    storm.pull();
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_partition WHERE sync = 'storm' AND attempts > 0")
                    == 1);
    diaries.sandbox.mend(refusing);
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
    List<String> faults = new ArrayList<>();
    for (String refusal : new String[] {"403", "429"}) {
      faults.add(
          refused.fault(
              "{\"kind\": \"status\", \"code\": "
                  + refusal
                  + ", \"reason\": \"rateLimitExceeded\", \"path\": \"calendars/primary\"}"));
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
    faults.forEach(diaries.sandbox::mend);
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
      String fault = diary.fault(outage);
      diary.set(id, "place = 'meanwhile " + mark + "'");
      long added = diary.write("added " + mark);
      // What is to be sent meets the outage first, then what is to be read.
      soon().until(() -> attempts("lost") >= 1);
      diary.pull();
      soon().until(() -> attempts("lost") >= 2);
      assertThat(diary.state(stays)).isEqualTo("linked");
      assertThat(diary.state(id)).isEqualTo("linked");
      assertThat(
              diaries.count(
                  "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'lost' AND (status = 'failed' OR retry_count > 0)"))
          .isZero();
      diaries.sandbox.mend(fault);
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

  private static long attempts(String sync) {
    return diaries.count(
        "SELECT max(attempts) FROM lockstep.sync_partition WHERE sync = account AND sync = '"
            + sync
            + "'");
  }

  @Test
  void aRevokedGrantKeepsTheWorkAndGoesOnAfterTheOwnerIsBack_37() {
    Diary diary = revoked;
    long id = diary.writeLinked("revoked");
    diaries.sandbox.control("revoke", "{\"email\": \"" + diary.email() + "\"}");
    diary.set(id, "place = 'while away'");
    long added = diary.write("made while away");
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.user_integrations WHERE owner = 'revoked' AND status = 'reconnect-required'")
                    == 1);
    assertThat(diary.state(id)).isEqualTo("linked");
    long late = diary.write("made later");
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'revoked'"
                            + " AND status IN ('pending', 'processing') AND retry_count = 0")
                    == 3);
    assertThat(
            diaries.count(
                "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'notice'"
                    + " AND method = 'accountReconnect' AND account = 'revoked'"
                    + " AND recipients LIKE '%owner%'"))
        .as("the owner is told")
        .isEqualTo(1);
    Instant back = Instant.now();
    diaries.lockstep.connect("revoked", diary.email());
    soon().until(() -> diary.event("made while away") != null);
    soon().until(() -> diary.event("revoked").path("location").asText().equals("while away"));
    assertThat(Duration.between(back, Instant.now()).toSeconds()).isLessThan(20);
    soon().until(() -> diary.state(added).equals("linked") && diary.state(late).equals("linked"));
    assertThat(diary.notices("failed")).isZero();
  }

  /** So many are a statement, no person's work, and go behind live edits. */
  private static final int MANY = 1_100;

  @Test
  void deletingNearlyAllRowsByOneStatementIsHeldWhileLiveEditsGoOn_61() {
    diaries
        .jdbc
        .sql(
            """
            INSERT INTO public.bulk (owner, title, place, starts_at, ends_at)
            SELECT 'bulk', 'entry ' || n, 'Main St', now() + interval '1 day',
              now() + interval '25 hours'
            FROM generate_series(1, ?) n
            """)
        .param(MANY)
        .update();
    soon().atMost(Duration.ofMinutes(2)).until(() -> bulk.linksThatAre("linked") == MANY);
    bulk.settle();
    diaries.jdbc.sql("DELETE FROM public.bulk WHERE title <> 'entry 1'").update();
    soon().atMost(Duration.ofMinutes(1)).until(() -> bulk.held() == MANY - 1);
    assertThat(bulk.notices("braked")).isPositive();
    long id = diaries.count("SELECT id FROM public.bulk");
    bulk.set(id, "place = 'live'");
    soon().until(() -> bulk.event("entry 1").path("location").asText().equals("live"));
    assertThat(bulk.events()).hasSize(MANY);
    assertThat(bulk.held()).isEqualTo(MANY - 1);
  }

  @Test
  void deletingNearlyAllRowsAtOnceKeepsTheEventsUntilAPersonApproves_61() {
    fill(mass, 30);
    diaries.jdbc.sql("DELETE FROM public.mass WHERE title <> 'entry 1'").update();
    soon().until(() -> mass.held() >= 26);
    assertThat(mass.notices("braked")).isPositive();
    long id =
        Long.parseLong(
            diaries.jdbc.sql("SELECT id::text FROM public.mass").query(String.class).single());
    mass.set(id, "place = 'live'");
    soon().until(() -> mass.event("entry 1").path("location").asText().equals("live"));
    assertThat(mass.events()).hasSizeGreaterThan(25);
    diaries.lockstep.bean(DeadLetters.class).approve("mass", null, "a test");
    diaries.lockstep.bean(WakeUp.class).wake();
    soon().until(() -> mass.events().size() == 1);
    mass.settle();
  }

  @Test
  void deletingNearlyAllEventsAtOnceKeepsTheRowsUntilAPersonApproves_61() {
    fill(massFromGoogle, 30);
    // One pull finds them all.
    diaries.lockstep.pause("massfromgoogle");
    for (var event : massFromGoogle.events()) {
      massFromGoogle.remove(event.path("summary").asText());
    }
    diaries.lockstep.resume("massfromgoogle");
    massFromGoogle.pull();
    soon().until(() -> massFromGoogle.held() >= 30);
    assertThat(massFromGoogle.rows()).isEqualTo(30);
    diaries.lockstep.bean(DeadLetters.class).approve("massfromgoogle", null, "a test");
    diaries.lockstep.bean(WakeUp.class).wake();
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
}

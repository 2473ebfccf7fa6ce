package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.Direction;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.queue.Pause;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import dev.lockstep.testing.SecondApplication;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lost answers, refusals and races of single records; numbers are those of the faults. */
@SecondApplication
class FaultsTest {

  private static Diaries diaries;
  private static Diary plain;
  private static Diary busy;
  private static Diary other;
  private static Diary polled;
  private static Diary triggered;
  private static Diary stands;

  @BeforeAll
  static void start() {
    diaries = new Diaries();
    plain = diaries.open("plain", "");
    busy = diaries.open("busy", "");
    diaries.define("busy", diaries.definition("busy").replace("debounce: 0ms", "debounce: 3s"));
    other = diaries.open("other", "");
    polled = diaries.open("polled", "");
    diaries.define("polled", diaries.definition("polled") + "schedule: { every: 2s }\n");
    triggered = diaries.open("triggered", "");
    stands = diaries.open("stands", "conflict: source-wins");
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  /** How often the sandbox answered with that status to changes of this diary's events. */
  private static long answeredAfter(long n, Diary diary, int status) {
    long answers = 0;
    for (JsonNode line : diaries.sandbox.requests(n)) {
      if (line.path("status").asInt() == status
          && line.path("method").asText().equals("PATCH")
          && line.path("account").asText().equals(diary.email())) {
        answers++;
      }
    }
    return answers;
  }

  @Test
  void anInsertWhoseAnswerIsLostIsRecognisedAndNotRepeated_1_5() {
    plain.fault(
        "{\"kind\": \"apply-then-drop\", \"method\": \"POST\", \"path\": \"/events$\", \"times\": 1}");
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
    plain.fault("{\"kind\": \"apply-then-drop\", \"method\": \"PATCH\", \"times\": 1}");
    plain.set(id, "title = 'patched once'");
    soon().until(() -> plain.event("patched once") != null);
    plain.set(id, "title = 'patched twice'");
    soon().until(() -> plain.event("patched twice") != null);
    plain.settle();
    assertThat(plain.value(id, "title")).isEqualTo("patched twice");
    assertThat(plain.notices("conflict")).isZero();
  }

  @Test
  void aWriteThatMeetsAnEditOfAnotherFieldIsMergedWithItAndSentAgain_22_34() {
    long id = plain.writeLinked("met");
    // Only our own write may find the edit.
    Pauses pauses = diaries.lockstep.bean(Pauses.class);
    Pause.Scope sync = Pause.Scope.ofSync("plain");
    pauses.set(sync, Direction.FROM_GOOGLE, PauseCause.BY_HAND, "for the test");
    plain.edit("met", "{\"location\": \"A person's St\"}");
    long before = diaries.lastRequest();
    plain.set(id, "title = 'met by ours'");
    soon().until(() -> plain.event("met by ours") != null);
    assertThat(answeredAfter(before, plain, 412)).isEqualTo(1);
    assertThat(plain.event("met by ours").path("location").asText()).isEqualTo("A person's St");

    pauses.lift(sync, Direction.FROM_GOOGLE, PauseCause.BY_HAND);
    soon().until(() -> "A person's St".equals(plain.value(id, "place")));
    plain.settle();
    assertThat(plain.value(id, "title")).isEqualTo("met by ours");
    assertThat(plain.event("met by ours").path("location").asText()).isEqualTo("A person's St");
    assertThat(plain.notices("conflict", id) + plain.notices("failed", id)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void anUpdateOfWhatIsNotThereAnyMoreDetachesItsRowAndMakesNothingAnew_35(int status) {
    long id = plain.writeLinked("gone " + status);
    String event = plain.event("gone " + status).path("id").asText();
    plain.fault(
        """
        {"kind": "status", "code": %d, "reason": "%s", "path": "/events/%s$"}"""
            .formatted(status, status == 404 ? "notFound" : "deleted", event));
    plain.set(id, "place = 'Row St'");
    soon().until(() -> plain.state(id).equals("detached"));
    plain.settle();
    assertThat(plain.value(id, "place")).as("the row stays").isEqualTo("Row St");
    assertThat(plain.notices("failed", id)).isZero();
    assertThat(
            diaries.count(
                """
                SELECT sum(CAST(detail ->> 'pushed' AS integer))
                FROM lockstep.sync_audit
                WHERE kind = 'pass' AND pass IN (
                  SELECT pass FROM lockstep.sync_audit WHERE sync = 'plain' AND key = '%d')"""
                    .formatted(id)))
        .as("its passes count the insert alone as pushed")
        .isEqualTo(1);

    long before = diaries.lastRequest();
    plain.set(id, "place = 'Again St'");
    plain.settle();
    assertThat(diaries.writesAfter(before, plain)).as("nothing is made anew").isZero();
  }

  /** The answer to a write that arrived is no answer; FAULTS 55. */
  @Test
  void anAnswerThatCannotBeReadIsNoSuccessAndDoublesNothing_55() {
    plain.fault(
        "{\"kind\": \"html-error\", \"code\": 200, \"applied\": true, \"method\": \"POST\", \"path\": \"/events$\", \"times\": 1}");
    long id = plain.write("unreadable");
    soon().until(() -> plain.state(id).equals("linked"));
    plain.settle();
    assertThat(plain.events().stream().filter(e -> e.path("summary").asText().equals("unreadable")))
        .hasSize(1);
    plain.fault("{\"kind\": \"html-error\", \"code\": 200, \"method\": \"PATCH\", \"times\": 1}");
    plain.set(id, "place = 'Side St'");
    soon().until(() -> plain.event("unreadable").path("location").asText().equals("Side St"));
    plain.settle();
    assertThat(plain.changes(id)).as("I6").isEqualTo(2);
  }

  @Test
  void whatIsRolledBackIsNotSent_41() throws SQLException {
    long id = plain.writeLinked("stands");
    long before = diaries.lastRequest();
    try (Connection open = diaries.database.dataSource().getConnection();
        var statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("UPDATE public.plain SET title = 'rolled back' WHERE id = " + id);
      statement.execute(
          "INSERT INTO public.plain (owner, title, starts_at, ends_at)"
              + " VALUES ('plain', 'never there', now(), now() + interval '1 hour')");
      open.rollback();
    }
    plain.writeLinked("committed later");
    assertThat(diaries.writesAfter(before, plain)).as("the later one alone").isEqualTo(1);
    assertThat(plain.event("stands")).isNotNull();
  }

  @Test
  void whatLostAConflictIsKeptThoughTheAnswerToTheWinnersWriteIsLost_1_21() {
    long id = stands.writeLinked("contested");
    // Only our own write may find the edit.
    deaf(() -> stands.edit("contested", "{\"summary\": \"a person's\"}"));
    // The first write meets the person's edit, the second is applied; nobody hears of either.
    stands.fault("{\"kind\": \"apply-then-drop\", \"method\": \"PATCH\", \"times\": 2}");
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
    plain.fault(
        "{\"kind\": \"status\", \"code\": 503, \"method\": \"POST\", \"path\": \"/events$\", \"times\": 1}");
    long id = plain.writeLinked("after errors");
    plain.fault("{\"kind\": \"html-error\", \"code\": 502, \"method\": \"PATCH\", \"times\": 1}");
    plain.set(id, "place = 'Side St'");
    soon().until(() -> plain.event("after errors").path("location").asText().equals("Side St"));
    plain.fault("{\"kind\": \"drop\", \"method\": \"DELETE\", \"times\": 1}");
    plain.erase(id);
    soon().until(() -> plain.event("after errors") == null);
    plain.settle();

    plain.fault(
        "{\"kind\": \"status\", \"code\": 500, \"applied\": true, \"method\": \"POST\", \"path\": \"/events$\", \"times\": 1}");
    long made = plain.writeLinked("made by an error");
    assertThat(
            plain.events().stream()
                .filter(e -> e.path("summary").asText().equals("made by an error")))
        .hasSize(1);
    plain.fault(
        "{\"kind\": \"status\", \"code\": 503, \"applied\": true, \"method\": \"PATCH\", \"times\": 1}");
    plain.set(made, "place = 'Moved St'");
    soon()
        .until(() -> plain.event("made by an error").path("location").asText().equals("Moved St"));
    plain.settle();
    assertThat(plain.value(made, "place")).isEqualTo("Moved St");
    plain.fault(
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
  void aRowThatIsDeletedWhileItsInsertIsUnderWayLeavesNoEvent_57() {
    plain.fault(
        "{\"kind\": \"latency\", \"millis\": 2000, \"method\": \"POST\", \"path\": \"/events$\", \"times\": 1}");
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
    plain.fault(
        "{\"kind\": \"apply-then-drop\", \"method\": \"POST\", \"path\": \"/events$\", \"times\": 1}");
    plain.fault(
        "{\"kind\": \"latency\", \"millis\": 500, \"method\": \"POST\", \"path\": \"/events$\", \"times\": 1}");
    long id = plain.write("moves early");
    soon().until(() -> plain.state(id).equals("sending"));
    plain.set(id, "owner = 'other'");
    soon().until(() -> plain.event("moves early") == null && other.event("moves early") != null);
    plain.settle();
  }

  @Test
  void editsOfTheEventAreInTheRowBeforeItMovesToAnotherOwner_23() {
    long id = plain.writeLinked("moves edited");
    deaf(
        () -> {
          plain.edit("moves edited", "{\"location\": \"Edited St\"}");
          plain.set(id, "owner = 'other'");
          soon()
              .until(
                  () -> plain.event("moves edited") == null && other.event("moves edited") != null);
        });
    plain.settle();
    assertThat(plain.value(id, "place")).isEqualTo("Edited St");
    assertThat(other.event("moves edited").path("location").asText()).isEqualTo("Edited St");
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
}

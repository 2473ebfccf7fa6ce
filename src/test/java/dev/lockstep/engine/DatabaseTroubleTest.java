package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.engine.dispatch.CaptureRepair;
import dev.lockstep.metrics.DatabaseGauges;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes wrong in the user's database while a sync runs; numbers are those of the faults. */
@SecondApplication
class DatabaseTroubleTest {

  private static final String FULL =
      """
      CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF new.sync = 'full' THEN
          RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
        END IF;
        RETURN new;
      END $$;
      CREATE TRIGGER full_disk BEFORE INSERT ON lockstep.sync_audit
        FOR EACH ROW EXECUTE FUNCTION public.full_disk()
      """;

  /** Why a calendar waits cannot be written down, if it is what Google answered. */
  private static final String UNKEPT =
      """
      CREATE FUNCTION public.unkept() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF new.sync = 'unkept' AND new.last_error LIKE '%backendError%' THEN
          RAISE EXCEPTION 'no room for the reason';
        END IF;
        RETURN new;
      END $$;
      CREATE TRIGGER unkept BEFORE UPDATE ON lockstep.sync_partition
        FOR EACH ROW EXECUTE FUNCTION public.unkept()
      """;

  private static Diaries diaries;
  private static Diary full;
  private static Diary unkept;
  private static Diary changed;
  private static Diary rebuilt;

  @BeforeAll
  static void start() {
    diaries =
        new Diaries(
            TestDatabase.empty(), TestSandbox.start(), "lockstep.tables.look=0/1 * * * * ?");
    full = diaries.open("full", "");
    unkept = diaries.open("unkept", "");
    changed = diaries.open("changed", "");
    rebuilt = diaries.open("rebuilt", "");
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  /** Why the partition waits; empty where it does not. */
  private static String waitsFor(Diary diary) {
    return diaries
        .jdbc
        .sql(
            "SELECT coalesce(max(last_error), '') FROM lockstep.sync_partition"
                + " WHERE sync = ? AND account = ? AND back_off_until IS NOT NULL")
        .params(diary.name(), diary.name())
        .query(String.class)
        .single();
  }

  /** What an alarm is set on (docs/operations.md): failures, and that work is late. */
  private static double alarm(String meter) {
    return diaries.lockstep.bean(MeterRegistry.class).find(meter).meters().stream()
        .filter(each -> !meter.equals("lockstep.lag") || "full".equals(each.getId().getTag("sync")))
        .mapToDouble(each -> each.measure().iterator().next().getValue())
        .sum();
  }

  @Test
  void whileTheHistorysDiskIsFullWorkWaitsAndNothingIsLostOrDoubled_54() {
    long id = full.writeLinkedBeside("before");
    long from = diaries.lastRequest();
    double failures = alarm("lockstep.errors");
    // One pass meets them both: the next one waits longer each time.
    diaries.lockstep.pause("full");
    full.set(id, "place = 'Full St'");
    full.write("meanwhile");
    soon().until(() -> diaries.count("SELECT count(*) FROM lockstep.sync_change") == 0);
    diaries.jdbc.sql(FULL).update();
    try {
      diaries.lockstep.resume("full");
      soon().until(() -> waitsFor(full).contains("No space left"));
      soon().until(() -> full.event("meanwhile") != null);
      full.edit("before", "{\"summary\": \"named by a person\"}");
      full.pull();
      changed.writeLinkedBeside("others go on");
      assertThat(alarm("lockstep.errors")).isGreaterThan(failures);
      diaries.lockstep.bean(DatabaseGauges.class).readQueue();
      assertThat(alarm("lockstep.lag")).isPositive();
    } finally {
      diaries.jdbc.sql("DROP TRIGGER full_disk ON lockstep.sync_audit").update();
    }
    soon().until(() -> "named by a person".equals(full.value(id, "title")));
    soon().until(() -> full.event("named by a person").path("location").asText().equals("Full St"));
    full.settle();
    assertThat(full.events()).hasSize((int) full.rows());
    assertThat(diaries.writesAfter(from, full))
        .as("it does not try without a break")
        .isLessThan(20);
    assertThat(full.notices("conflict")).isZero();
    assertThat(full.notices("failed")).isZero();
  }

  @Test
  void aFailureThatCouldNotBeSettledMakesItsCalendarWaitWhereEverybodySeesIt() {
    unkept.writeLinked("before");
    diaries.jdbc.sql(UNKEPT).update();
    double failures = alarm("lockstep.errors");
    long from = diaries.lastRequest();
    String fault =
        unkept.fault(
            """
            {"kind": "status", "code": 500, "reason": "backendError", "path": "events"}""");
    unkept.pull();

    soon().until(() -> waitsFor(unkept).contains("no room for the reason"));
    assertThat(new SyncStates(diaries.jdbc).of("unkept").toString())
        .contains("status=waits")
        .contains("what its failure leads to could not be done");
    soon()
        .until(
            () ->
                diaries.count(
                        "SELECT max(attempts) FROM lockstep.sync_partition WHERE sync = 'unkept'")
                    >= 2);
    assertThat(alarm("lockstep.errors")).isGreaterThanOrEqualTo(failures + 2);
    assertThat(diaries.sandbox.requests(from).size()).as("not without a break").isLessThan(60);

    diaries.sandbox.mend(fault);
    diaries.jdbc.sql("DROP TRIGGER unkept ON lockstep.sync_partition").update();
    soon().until(() -> waitsFor(unkept).isEmpty());
  }

  /** Why the sync is paused; empty where it is not. */
  private static String pausedFor(Diary diary) {
    return diaries
        .jdbc
        .sql("SELECT coalesce(max(reason), '') FROM lockstep.sync_pause WHERE sync = ?")
        .param(diary.name())
        .query(String.class)
        .single();
  }

  private static void alter(String what) {
    diaries.jdbc.sql("ALTER TABLE public.changed " + what).update();
  }

  @Test
  void aColumnThatIsAwayPausesItsSyncAloneAndBlanksNothing_45() {
    long id = changed.writeLinkedBeside("drifting");
    alter("RENAME place TO elsewhere");
    changed.set(id, "title = 'drifted'");
    soon().until(() -> pausedFor(changed).contains("unknown column 'place'"));
    full.writeLinkedBeside("runs beside it");
    assertThat(changed.event("drifting").path("location").asText()).isEqualTo("Main St");

    alter("RENAME elsewhere TO place");
    soon().until(() -> changed.event("drifted") != null);
    changed.settle();
    assertThat(pausedFor(changed)).isEmpty();
    assertThat(changed.event("drifted").path("location").asText()).isEqualTo("Main St");
    assertThat(changed.notices("failed")).isZero();
  }

  @Test
  void aColumnOfAnotherTypePausesItsSyncUntilItCanBeMappedAgain_45() {
    long id = changed.writeLinkedBeside("typed");
    alter("ALTER starts_at TYPE text");
    soon().until(() -> pausedFor(changed).contains("'start' needs a date or timestamp"));
    changed.set(id, "title = 'typed anew'");
    full.writeLinkedBeside("runs beside that");

    alter("ALTER starts_at TYPE timestamptz USING starts_at::timestamptz");
    soon().until(() -> changed.event("typed anew") != null);
    changed.settle();
    assertThat(pausedFor(changed)).isEmpty();
    assertThat(changed.notices("failed")).isZero();
  }

  @Test
  void whatAChangeOfTypeMadeOfTheValuesIsSentThoughNoTriggerTellsOfIt_45() {
    changed.writeLinkedBeside("shouted");
    alter("ALTER place TYPE varchar(40) USING upper(place)");
    soon().until(() -> changed.event("shouted").path("location").asText().equals("MAIN ST"));
    changed.settle();
    alter("ALTER place TYPE text");
  }

  /** As a tool does that changes a big table without a lock. */
  @Test
  void aTableThatAToolHasRebuiltIsCapturedAgainAndItsSyncReconciled_62() {
    long id = rebuilt.writeLinked("rebuilt");
    diaries
        .jdbc
        .sql(
            """
            CREATE TABLE public.shadow (LIKE public.rebuilt INCLUDING ALL);
            INSERT INTO public.shadow OVERRIDING SYSTEM VALUE TABLE public.rebuilt;
            DROP TABLE public.rebuilt;
            ALTER TABLE public.shadow RENAME TO rebuilt
            """)
        .update();
    rebuilt.set(id, "place = 'Unseen St'");
    diaries.lockstep.bean(CaptureRepair.class).repair();
    soon().until(() -> rebuilt.event("rebuilt").path("location").asText().equals("Unseen St"));
    rebuilt.settle();
    rebuilt.set(id, "place = 'Seen St'");
    soon().until(() -> rebuilt.event("rebuilt").path("location").asText().equals("Seen St"));
    rebuilt.settle();
    assertThat(rebuilt.notices("failed")).isZero();
  }
}

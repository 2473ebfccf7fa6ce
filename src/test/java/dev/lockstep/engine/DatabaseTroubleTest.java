package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Diaries.Diary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes wrong in the user's database while a sync runs; numbers are those of the faults. */
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

  private static Diaries diaries;
  private static Diary full;
  private static Diary changed;

  @BeforeAll
  static void start() {
    diaries = new Diaries();
    full = diaries.open("full", "");
    changed = diaries.open("changed", "");
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

  @Test
  void whileTheHistorysDiskIsFullWorkWaitsAndNothingIsLostOrDoubled_54() {
    long id = full.writeLinkedBeside("before");
    long from = diaries.lastRequest();
    diaries.jdbc.sql(FULL).update();
    full.set(id, "place = 'Full St'");
    full.write("meanwhile");
    soon().until(() -> waitsFor(full).contains("No space left"));
    soon().until(() -> full.event("meanwhile") != null);
    full.edit("before", "{\"summary\": \"named by a person\"}");
    full.pull();
    changed.writeLinkedBeside("others go on");

    diaries.jdbc.sql("DROP TRIGGER full_disk ON lockstep.sync_audit").update();
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
  void aColumnThatIsAwayStopsItsSyncAloneAndBlanksNothing_45() {
    long id = changed.writeLinkedBeside("drifting");
    diaries.jdbc.sql("ALTER TABLE public.changed RENAME place TO elsewhere").update();
    changed.set(id, "title = 'drifted'");
    soon().until(() -> waitsFor(changed).contains("place"));
    full.writeLinkedBeside("runs beside it");
    assertThat(changed.event("drifting").path("location").asText()).isEqualTo("Main St");

    diaries.jdbc.sql("ALTER TABLE public.changed RENAME elsewhere TO place").update();
    soon().until(() -> changed.event("drifted") != null);
    changed.settle();
    assertThat(changed.event("drifted").path("location").asText()).isEqualTo("Main St");
    assertThat(changed.notices("failed")).isZero();
  }
}

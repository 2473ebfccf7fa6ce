package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.testing.OwnOutput;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** A node that stood still for longer than its lease goes on where others have been since. */
@ExtendWith(OwnOutput.class)
class LateWorkTest {

  private static Diaries diaries;
  private static Diary late;

  @BeforeAll
  static void start() {
    diaries = new Diaries();
    late = diaries.open("late", "");
    diaries.run();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  @Test
  void aWorkerThatComesTooLateWithACallSaysSoInOneLine(CapturedOutput output) {
    long id = late.writeLinked("sent late");
    String slow =
        late.fault(
            "{\"kind\": \"latency\", \"millis\": 4000, \"method\": \"PATCH\", \"path\": \"/events/\", \"times\": 1}");
    late.set(id, "place = 'Late St'");
    soon().until(() -> losesLease() == 1);

    saysSoInOneLine(output);
    diaries.sandbox.mend(slow);
    soon().until(() -> "Late St".equals(late.event("sent late").path("location").asText()));
    late.comesToRest();
  }

  @Test
  void aWorkerThatComesTooLateWithAListingSaysSoInOneLine(CapturedOutput output) {
    long id = late.writeLinked("taken late");
    late.edit("taken late", "{\"location\": \"Late St\"}");
    String slow =
        late.fault(
            "{\"kind\": \"latency\", \"millis\": 2000, \"method\": \"GET\", \"path\": \"/events$\"}");
    late.pull();
    // Whichever pull it is that lists.
    soon().until(() -> losesLease() == 1);

    saysSoInOneLine(output);
    diaries.sandbox.mend(slow);
    soon().until(() -> "Late St".equals(late.value(id, "place")));
    late.comesToRest();
  }

  private static void saysSoInOneLine(CapturedOutput output) {
    soon().until(() -> output.getAll().contains("is not the newest; its work is left to the next"));
    late.settle();
    assertThat(output.getAll()).doesNotContain("\tat ", "LeaseLost");
  }

  /** As another node does that took the partition meanwhile and has given it back. */
  private static int losesLease() {
    return diaries
        .jdbc
        .sql(
            """
            UPDATE lockstep.sync_partition
            SET lease_token = lease_token + 1, lease_holder = NULL, lease_until = NULL
            WHERE sync = 'late' AND lease_holder IS NOT NULL
            """)
        .update();
  }
}

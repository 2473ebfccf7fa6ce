package dev.lockstep.target.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Write;
import dev.lockstep.testing.OwnOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

@ExtendWith(OwnOutput.class)
class EventWriterTest {

  /** Without calls to make each write ends in a NullPointerException. */
  private final EventWriter broken =
      new EventWriter(
          null, null, "instance", new PartitionKey("visits", "1", "primary"), null, call -> {});

  @Test
  void aBugInAWriteFailsThatRecordAndTheLogShowsWhere(CapturedOutput output) throws Exception {
    Outcome outcome = broken.carryOut(new Write.Delete("7", "event7", "etag"));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.failure().isUnexpected()).isTrue());
    assertThat(output.getOut())
        .contains("key 7: the event cannot be written", "NullPointerException", "\tat ");
  }
}

package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Ledgers.Ledger;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What stops a whole tab until a person mends it; numbers are those of the faults. */
@ExtendWith(OutputCaptureExtension.class)
class SheetMendingTest {

  private static Ledgers ledgers;
  private static Ledger headers;

  @BeforeAll
  static void start() {
    ledgers = new Ledgers();
    headers = ledgers.open("headers", 6, "");
    ledgers.run();
    headers.inStep();
  }

  @AfterAll
  static void stop() {
    ledgers.close();
  }

  @Test
  void aRenamedHeaderIsWarnedOfOnceAndItsEndIsTold_26(CapturedOutput output) {
    headers.type("C1", "[[\"Count\"]]");
    soon().until(() -> headers.attempts() >= 4);
    assertThat(headers.waitsFor()).contains("column C was 'Pieces' and is 'Count' now");
    assertThat(warnings(output)).singleElement().asString().contains("'Count'");

    headers.type("C1", "[[\"Number\"]]");
    soon().until(() -> headers.waitsFor().contains("'Number'"));
    long attempts = headers.attempts();
    soon().until(() -> headers.attempts() >= attempts + 2);
    assertThat(warnings(output)).hasSize(2).last().asString().contains("'Number'");

    headers.set("P1", "name = 'Meanwhile'");
    headers.type("C1", "[[\"Pieces\"]]");
    headers.inStep();
    assertThat(headers.shown().get("P1").getFirst()).isEqualTo("Meanwhile");
    assertThat(lines(output, "goes on after"))
        .singleElement()
        .asString()
        .contains(" INFO ", "sync=headers account=finance tab=headers", "'Number'");
    assertThat(output.getAll()).doesNotContain("sync=headers account=finance calendar=");
  }

  private static List<String> warnings(CapturedOutput output) {
    return lines(output, "sync=headers account=finance tab=headers waits");
  }

  private static List<String> lines(CapturedOutput output, String text) {
    return output.getAll().lines().filter(line -> line.contains(text)).toList();
  }
}

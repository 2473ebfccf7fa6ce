package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.testing.OwnOutput;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** What stops a whole tab until a person mends it; numbers are those of the faults. */
@ExtendWith(OwnOutput.class)
class SheetMendingTest {

  private static Ledgers ledgers;
  private static Ledger headers;
  private static Ledger headless;
  private static Ledger doubled;

  @BeforeAll
  static void start() {
    ledgers = new Ledgers();
    headers = ledgers.open("headers", 6, "");
    String both = "googleCreate: insert, googleDelete: delete";
    headless = ledgers.open("headless", 6, both);
    doubled = ledgers.open("doubled", 6, both);
    ledgers.run();
    for (Ledger ledger : List.of(headers, headless, doubled)) {
      ledger.inStep();
    }
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
    // Told by the pass once both sides are in step.
    soon().until(() -> !lines(output, "goes on after").isEmpty());
    assertThat(lines(output, "goes on after"))
        .singleElement()
        .asString()
        .contains(" INFO ", "sync=headers account=finance tab=headers", "'Number'");
    assertThat(output.getAll()).doesNotContain("sync=headers account=finance calendar=");
  }

  /** The first record stands where the header stood. */
  @Test
  void aHeaderThatIsDeletedPausesTheTabAndDeletesNothing_27() {
    headless.deleteRows(1, 1);
    pausesAlone(headless, "column A was 'No' and is 'P1' now");

    headless.person(
        """
        {"insertDimension": {"range": {"sheetId": TAB, "dimension": "ROWS", "startIndex": 0,
            "endIndex": 1}, "inheritFromBefore": false}}""");
    pausesAlone(headless, "no column has the header 'No'");

    headless.type("A1", "[[\"No\", \"Name\", \"Pieces\"]]");
    goesOn(headless);
  }

  @Test
  void aHeaderThatStandsTwicePausesTheTabAndDeletesNothing_27() {
    doubled.type("D1", "[[\"Name\", \"Pieces\"]]");
    pausesAlone(doubled, "the header 'Name' stands in columns B and D");

    doubled.type("D1", "[[\"\", \"\"]]");
    goesOn(doubled);
  }

  /** It looks again and again, and neither side changes. */
  private static void pausesAlone(Ledger ledger, String reason) {
    soon().until(() -> ledger.waitsFor().contains(reason));
    ledger.set("P2", "name = 'Meanwhile'");
    long attempts = ledger.attempts();
    soon().until(() -> ledger.attempts() >= attempts + 2);
    assertThat(ledger.waitsFor()).contains("tab '" + ledger.name() + "'", reason);
    assertThat(ledger.held()).hasSize(6);
    assertThat(ledger.values("%s!A1:C8".formatted(ledger.name())).toString())
        .contains("Part 1", "Part 2", "Part 6")
        .doesNotContain("Meanwhile");
    assertThat(ledger.items("failed") + ledger.items("held") + ledger.usedAttempts()).isZero();
    assertThat(ledger.state("P1")).isEqualTo("linked");
  }

  private static void goesOn(Ledger ledger) {
    ledger.backOffIsOver();
    ledger.inStep();
    assertThat(ledger.held()).hasSize(6);
    assertThat(ledger.shown().get("P2").getFirst()).isEqualTo("Meanwhile");
  }

  private static List<String> warnings(CapturedOutput output) {
    return lines(output, "sync=headers account=finance tab=headers waits");
  }

  private static List<String> lines(CapturedOutput output, String text) {
    return output.getAll().lines().filter(line -> line.contains(text)).toList();
  }
}

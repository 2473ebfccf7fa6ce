package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.testing.SecondApplication;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Spreadsheets that are away, emptied, or lose their tab; numbers are those of the faults. */
@SecondApplication
class SheetOutagesTest {

  private static final String BOTH = "googleCreate: insert, googleDelete: delete";

  private static Ledgers ledgers;
  private static Ledger unshared;
  private static Ledger unfound;
  private static Ledger unreached;
  private static Ledger emptied;
  private static Ledger cleared;
  private static Ledger kept;
  private static Ledger tabless;
  private static Ledger binned;

  @BeforeAll
  static void start() {
    ledgers = new Ledgers();
    unshared = ledgers.open("unshared", 6, BOTH);
    unfound = ledgers.open("unfound", 6, BOTH);
    unreached = ledgers.open("unreached", 6, BOTH);
    emptied = ledgers.open("emptied", 6, BOTH);
    cleared = ledgers.open("cleared", 6, BOTH);
    kept = ledgers.open("kept", 6, "googleCreate: insert");
    tabless = ledgers.open("tabless", 6, BOTH);
    binned = ledgers.open("binned", 6, BOTH);
    ledgers.run();
    for (Ledger ledger :
        List.of(unshared, unfound, unreached, emptied, cleared, kept, tabless, binned)) {
      ledger.inStep();
    }
  }

  @AfterAll
  static void stop() {
    ledgers.close();
  }

  @Test
  void nothingIsLostWhileTheSpreadsheetIsUnshared_60() {
    outage(unshared, unshared::unshare, unshared::share);
  }

  @Test
  void nothingIsLostWhileTheSpreadsheetIsNotFound_60() {
    faulty(unfound, "{\"kind\": \"status\", \"code\": 404}");
  }

  @Test
  void nothingIsLostWhileTheNetworkIsDown_60() {
    faulty(unreached, "{\"kind\": \"drop\"}");
  }

  private static void faulty(Ledger lost, String json) {
    AtomicReference<String> fault = new AtomicReference<>();
    outage(lost, () -> fault.set(lost.fault(json)), () -> ledgers.sandbox.mend(fault.get()));
  }

  /** Sheets serves it as ever; only Drive tells. */
  @Test
  void nothingIsWrittenIntoTheBin_60() {
    binned.trash(true);
    try {
      binned.set("P1", "name = 'in the bin'");
      soon().until(() -> binned.attempts() >= 2);
      assertThat(binned.waitsFor())
          .contains("spreadsheet 'binned' (" + binned.id() + ") is in Drive's bin");
      assertThat(binned.shown().get("P1").getFirst()).isEqualTo("Part 1");
      assertThat(binned.items("failed") + binned.usedAttempts()).isZero();
    } finally {
      binned.trash(false);
    }
    binned.inStep();
    assertThat(binned.shown().get("P1").getFirst()).isEqualTo("in the bin");
  }

  private static void outage(Ledger lost, Runnable begins, Runnable ends) {
    lost.insert("gone");
    lost.inStep();
    begins.run();
    try {
      lost.set("P1", "name = 'row'");
      lost.typeName("P2", "cell");
      lost.insert("new");
      lost.erase("gone");
      soon().until(() -> lost.attempts() >= 2);

      assertThat(lost.waitsFor()).contains("tab '" + lost.name() + "' of spreadsheet " + lost.id());
      assertThat(lost.items("failed") + lost.items("held") + lost.usedAttempts()).isZero();
      assertThat(lost.state("P3")).isEqualTo("linked");
      assertThat(lost.held()).hasSizeGreaterThanOrEqualTo(7).containsKey("P2");
    } finally {
      ends.run();
    }
    lost.backOffIsOver();
    lost.inStep();
    assertThat(lost.held().get("P1").getFirst()).isEqualTo("row");
    assertThat(lost.held().get("P2").getFirst()).isEqualTo("cell");
    assertThat(lost.shown()).containsKey("new").doesNotContainKey("gone");
    assertThat(lost.notices("failed") + lost.notices("conflict")).isZero();
  }

  @Test
  void anEmptiedTabIsHeldUntilAPersonApproves_29() {
    emptied.deleteRows(2, 7);
    soon().until(() -> emptied.items("held") == 6);
    assertThat(emptied.held()).hasSize(6);
    assertThat(emptied.notices("braked")).isPositive();

    emptied.insert("Q1");
    soon().until(() -> emptied.shown().containsKey("Q1"));
    assertThat(emptied.items("held")).isEqualTo(6);

    emptied.approve();
    emptied.inStep();
    assertThat(emptied.held()).containsOnlyKeys("Q1");
  }

  @Test
  void anEmptiedTabWhoseDeletionsAreDiscardedLeavesTheRows_29() {
    cleared.person(
        """
        {"updateCells": {"range": {"sheetId": TAB, "startRowIndex": 1}, "fields": "userEnteredValue"}}""");
    soon().until(() -> cleared.items("held") == 6);

    cleared.discard();
    soon().until(cleared::isIdle);
    cleared.looked();
    assertThat(cleared.held()).hasSize(6);
    assertThat(cleared.items("held")).isZero();
    assertThat(cleared.state("P1")).isEqualTo("detached");

    cleared.insert("Q1");
    soon().until(() -> cleared.shown().containsKey("Q1"));
    assertThat(cleared.held()).hasSize(7);
  }

  /** Nothing is taken away, so nothing is held; it is told as one thing, and mends itself. */
  @Test
  void anEmptiedTabWhoseRowsAreKeptHoldsNothingAndIsToldAndFlowsAgainOnceItIsFilled_29() {
    String rows = kept.values("kept!A2:C7").toString();
    kept.deleteRows(2, 7);
    soon().until(() -> "detached".equals(kept.state("P1")) && "detached".equals(kept.state("P6")));
    assertThat(kept.items("held")).isZero();
    assertThat(kept.held()).hasSize(6);
    assertThat(kept.told())
        .filteredOn(message -> message.contains("6 of 6 records were deleted at Google at once"))
        .singleElement()
        .asString()
        .startsWith("tab 'kept' of account 'finance'")
        .contains("`restore kept --since");

    kept.type("A2", rows);
    soon().until(() -> "linked".equals(kept.state("P1")) && "linked".equals(kept.state("P6")));
    kept.set("P1", "name = 'flows again'");
    soon().until(() -> "flows again".equals(kept.shown().get("P1").getFirst()));
  }

  /** What is in the version history comes back as another tab; its name is what people see. */
  @Test
  void aTabThatIsDeletedPausesItsSyncAndNothingElse_29() {
    int tab = tabless.tab();
    tabless.person("{\"deleteSheet\": {\"sheetId\": TAB}}");
    tabless.set("P1", "name = 'meanwhile'");
    soon().until(() -> tabless.attempts() >= 2);

    assertThat(tabless.waitsFor())
        .contains("tab 'tabless'", "'tabless' was deleted", "version history");
    assertThat(tabless.held()).hasSize(6);
    assertThat(tabless.state("P2")).isEqualTo("linked");
    assertThat(tabless.items("failed") + tabless.items("held") + tabless.usedAttempts()).isZero();

    tabless.person(
        """
        {"addSheet": {"properties": {"sheetId": %d, "title": "tabless"}}},
        {"updateCells": {"start": {"sheetId": %d, "rowIndex": 0, "columnIndex": 0},
            "fields": "userEnteredValue", "rows": [%s]}}"""
            .formatted(tab, tab, ROWS));
    tabless.backOffIsOver();
    tabless.inStep();
    assertThat(tabless.held()).hasSize(6);
    assertThat(tabless.shown().get("P1").getFirst()).isEqualTo("meanwhile");
  }

  private static final String ROWS =
      java.util.stream.IntStream.rangeClosed(0, 6)
          .mapToObj(
              n ->
                  n == 0
                      ? "{\"values\": [%s, %s, %s]}"
                          .formatted(text("No"), text("Name"), text("Pieces"))
                      : "{\"values\": [%s, %s, {\"userEnteredValue\": {\"numberValue\": %d}}]}"
                          .formatted(text("P" + n), text("Part " + n), n))
          .collect(java.util.stream.Collectors.joining(", "));

  private static String text(String text) {
    return "{\"userEnteredValue\": {\"stringValue\": \"" + text + "\"}}";
  }
}

package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Asked;
import dev.lockstep.core.Report;
import dev.lockstep.core.Ruling;
import dev.lockstep.core.Side;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.source.WakeUp;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the policies make of edits and deletions in a sheet; numbers are those of the faults. */
class SheetPoliciesTest {

  private static Ledgers ledgers;
  private static Ledger keep;
  private static Ledger delete;
  private static Ledger recreate;
  private static Ledger sourceKeep;
  private static Ledger restore;
  private static Ledger leave;
  private static Ledger latest;
  private static Ledger perField;
  private static Ledger manual;

  @BeforeAll
  static void start() {
    ledgers = new Ledgers();
    String oneWay = "{ No: no, Name: { column: name, direction: to-google }, Pieces: pieces }";
    keep = ledgers.open("keeps", 6, "googleDelete: keep");
    delete = ledgers.open("deletes", 6, "googleDelete: delete");
    recreate = ledgers.open("recreates", 6, "googleDelete: recreate");
    sourceKeep = ledgers.open("sourcekeeps", 6, "sourceDelete: keep");
    restore = ledgers.open("restores", 6, "oneWayEdits: restore", oneWay);
    leave = ledgers.open("leaves", 6, "oneWayEdits: leave", oneWay);
    latest = ledgers.open("latest", 6, "conflict: latest-wins");
    perField = ledgers.open("perfield", 6, "conflict: { Name: source-wins, Pieces: google-wins }");
    manual = ledgers.open("manual", 6, "conflict: manual");
    ledgers.run();
    for (Ledger ledger :
        List.of(keep, delete, recreate, sourceKeep, restore, leave, latest, perField, manual)) {
      ledger.inStep();
    }
  }

  @AfterAll
  static void stop() {
    ledgers.close();
  }

  private static void deletesRow(Ledger ledger, String key) {
    ledger.deleteRows(ledger.rowOf(key), ledger.rowOf(key));
  }

  @Test
  void aDeletedRowOfTheSheetStaysInTheTable() {
    deletesRow(keep, "P1");
    soon().until(() -> keep.state("P1").equals("detached"));
    keep.set("P1", "name = 'alone'");
    keep.looked();

    soon().until(keep::isIdle);
    assertThat(keep.held()).containsKey("P1");
    assertThat(keep.shown()).doesNotContainKey("P1");
  }

  @Test
  void aDeletedRowOfTheSheetGoesFromTheTable() {
    deletesRow(delete, "P1");
    soon().until(() -> !delete.held().containsKey("P1"));
    delete.inStep();
    assertThat(delete.held()).doesNotContainKey("P1");
  }

  @Test
  void aDeletedRowOfTheSheetComesBack() {
    deletesRow(recreate, "P1");
    soon().until(() -> !recreate.shown().containsKey("P1"));
    soon().until(() -> recreate.shown().containsKey("P1"));
    recreate.inStep();
    assertThat(recreate.held()).hasSize(6);
    assertThat(recreate.shown()).hasSize(6);
    assertThat(recreate.state("P1")).isEqualTo("linked");
  }

  @Test
  void aDeletedRowOfTheTableStaysInTheSheet() {
    sourceKeep.erase("P1");
    soon().until(() -> sourceKeep.state("P1").equals("detached"));
    sourceKeep.typeName("P1", "Mine now");
    sourceKeep.looked();

    soon().until(sourceKeep::isIdle);
    assertThat(sourceKeep.held()).doesNotContainKey("P1");
    assertThat(sourceKeep.shown().get("P1")).containsExactly("Mine now", "1");
  }

  @Test
  void anEditOfAOneWayCellIsPutRightAtOnce() {
    restore.typeName("P1", "Wrong");
    restore.type("C" + restore.rowOf("P1"), "[[11]]");
    soon().until(() -> restore.held().get("P1").getLast().equals("11"));
    restore.inStep();
    assertThat(restore.held().get("P1")).containsExactly("Part 1", "11");
  }

  @Test
  void anEditOfAOneWayCellStaysUntilTheRowChanges() {
    leave.typeName("P1", "Odd");
    leave.type("C" + leave.rowOf("P1"), "[[11]]");
    soon().until(() -> leave.held().get("P1").getLast().equals("11"));
    leave.looked();
    assertThat(leave.shown().get("P1")).containsExactly("Odd", "11");

    leave.set("P1", "name = 'Right'");
    leave.inStep();
    assertThat(leave.held().get("P1")).containsExactly("Right", "11");
    assertThat(kept(leave, "P1")).contains("Odd");
  }

  /** The look that shows an edit first is younger than the row's change before it. */
  @Test
  void theEditThatWasMadeLastWins_21() {
    whileNothingFlows(
        latest,
        () -> {
          latest.set("P1", "name = 'old row'", "-1 hour");
          latest.typeName("P1", "new cell");
          latest.typeName("P2", "old cell");
          latest.set("P2", "name = 'new row'", "1 hour");
        });
    latest.inStep();
    assertThat(latest.held().get("P1").getFirst()).isEqualTo("new cell");
    assertThat(latest.held().get("P2").getFirst()).isEqualTo("new row");
    assertThat(kept(latest, "P1")).contains("old row");
    assertThat(kept(latest, "P2")).contains("old cell");
  }

  @Test
  void eachFieldsConflictGoesByItsOwnPolicy_21() {
    whileNothingFlows(
        perField,
        () -> {
          perField.set("P1", "name = 'row', pieces = 100");
          perField.type("B" + perField.rowOf("P1"), "[[\"cell\", 200]]");
        });
    perField.inStep();
    assertThat(perField.held().get("P1")).containsExactly("row", "200");
    assertThat(kept(perField, "P1")).contains("cell").contains("100");
    assertThat(perField.notices("conflict")).isPositive();
  }

  @Test
  void editsOfDifferentCellsBothSurvive_22() {
    whileNothingFlows(
        perField,
        () -> {
          perField.set("P2", "name = 'row'");
          perField.type("C" + perField.rowOf("P2"), "[[222]]");
        });
    perField.inStep();
    assertThat(perField.held().get("P2")).containsExactly("row", "222");
    assertThat(
            ledgers.count(
                "SELECT count(*) FROM lockstep.sync_audit WHERE sync = 'perfield' AND key = 'P2'"
                    + " AND kind = 'notice' AND method = 'conflict'"))
        .isZero();
  }

  @Test
  void aConflictWaitsForAPersonAndIsDecidedEitherWay_21() {
    whileNothingFlows(
        manual,
        () -> {
          for (String key : List.of("P1", "P2")) {
            manual.set(key, "name = 'row', pieces = 50");
            manual.typeName(key, "cell");
          }
        });
    soon().until(() -> manual.shown().get("P2").getLast().equals("50"));
    manual.looked();
    for (String key : List.of("P1", "P2")) {
      assertThat(manual.held().get(key)).containsExactly("row", "50");
      assertThat(manual.shown().get(key)).containsExactly("cell", "50");
    }
    assertThat(manual.notices("conflict")).as("told once for each").isEqualTo(2);

    resolve(manual, "P1", Side.SOURCE);
    resolve(manual, "P2", Side.TARGET);
    manual.inStep();
    assertThat(manual.held().get("P1").getFirst()).isEqualTo("row");
    assertThat(manual.held().get("P2").getFirst()).isEqualTo("cell");
  }

  private static void resolve(Ledger ledger, String key, Side side) {
    Records records = new Records(ledgers.jdbc);
    Records.Found found = records.find(ledger.name(), key).orElseThrow();
    Map<String, Ruling> rulings =
        found.waiting().stream()
            .map(Report::unit)
            .collect(Collectors.toMap(Function.identity(), unit -> new Ruling.Wins(side)));
    assertThat(rulings).isNotEmpty();
    records.ask(found, Asked.resolve(rulings));
    ledgers.lockstep.bean(WakeUp.class).wake();
  }

  @Test
  void aRowDeletedInTheTableAndEditedInTheSheetStaysThere_23() {
    whileNothingFlows(
        delete,
        () -> {
          delete.erase("P2");
          delete.typeName("P2", "edited");
        });
    soon().until(() -> delete.state("P2").equals("detached"));
    delete.looked();
    soon().until(delete::isIdle);
    assertThat(delete.held()).doesNotContainKey("P2");
    assertThat(delete.shown().get("P2").getFirst()).isEqualTo("edited");
    assertThat(delete.told()).anyMatch(text -> !text.isEmpty());
  }

  @Test
  void aRowDeletedInTheSheetAndEditedInTheTableGoesByThePolicy_23() {
    for (Ledger ledger : List.of(keep, recreate)) {
      whileNothingFlows(
          ledger,
          () -> {
            deletesRow(ledger, "P3");
            ledger.set("P3", "name = 'edited'");
          });
    }
    soon().until(() -> keep.state("P3").equals("detached"));
    soon().until(() -> recreate.shown().containsKey("P3"));
    soon().until(keep::isIdle);
    assertThat(keep.held().get("P3").getFirst()).isEqualTo("edited");
    assertThat(keep.shown()).doesNotContainKey("P3");
    assertThat(recreate.held().get("P3").getFirst()).isEqualTo("edited");
  }

  /** Both sides change before either is seen. */
  private static void whileNothingFlows(Ledger ledger, Runnable edits) {
    ledger.pause();
    try {
      edits.run();
    } finally {
      ledger.resume();
    }
  }

  private static String kept(Ledger ledger, String key) {
    return String.join(
        "\n",
        ledgers
            .jdbc
            .sql(
                "SELECT coalesce(lost::text, '') || coalesce(before::text, '') || coalesce(after::text, '') FROM lockstep.sync_audit WHERE sync = ? AND key = ?")
            .params(ledger.name(), key)
            .query(String.class)
            .list());
  }
}

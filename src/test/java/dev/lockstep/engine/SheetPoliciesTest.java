package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Side;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.testing.ConcurrentTest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What the policies make of edits and deletions in a sheet; numbers are those of the faults. */
class SheetPoliciesTest {

  private static Ledgers ledgers;
  private static Ledger keep;
  private static Ledger delete;
  private static Ledger recreate;
  private static Ledger sourceKeep;
  private static Ledger restore;
  private static Ledger computed;
  private static Ledger leave;
  private static Ledger latest;
  private static Ledger perField;
  private static Ledger manual;
  private static Ledger merged;
  private static Ledger edited;
  private static Ledger editedKeep;
  private static Ledger editedRecreate;

  @BeforeAll
  static void start() {
    ledgers = new Ledgers();
    String oneWay = "{ No: no, Name: { column: name, direction: to-google }, Pieces: pieces }";
    keep = ledgers.open("keeps", 6, "googleDelete: keep");
    delete = ledgers.open("deletes", 6, "googleDelete: delete");
    recreate = ledgers.open("recreates", 6, "googleDelete: recreate");
    sourceKeep = ledgers.open("sourcekeeps", 6, "sourceDelete: keep");
    restore = ledgers.open("restores", 6, "oneWayEdits: restore", oneWay);
    computed =
        ledgers.open(
            "computes",
            6,
            "oneWayEdits: restore",
            "{ No: no, Name: { value: \"${row[name]}\" }, Pieces: pieces }");
    leave = ledgers.open("leaves", 6, "oneWayEdits: leave", oneWay);
    latest = ledgers.open("latest", 6, "conflict: latest-wins");
    perField = ledgers.open("perfield", 6, "conflict: { Name: source-wins, Pieces: google-wins }");
    manual = ledgers.open("manual", 6, "conflict: manual");
    merged = ledgers.open("merged", 6, "");
    edited = ledgers.open("edited", 6, "googleDelete: delete");
    editedKeep = ledgers.open("editedkeeps", 6, "googleDelete: keep");
    editedRecreate = ledgers.open("editedrecreates", 6, "googleDelete: recreate");
    ledgers.run();
    for (Ledger ledger :
        List.of(
            keep,
            delete,
            recreate,
            sourceKeep,
            restore,
            computed,
            leave,
            latest,
            perField,
            manual,
            merged,
            edited,
            editedKeep,
            editedRecreate)) {
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

  @ConcurrentTest
  void aDeletedRowOfTheSheetStaysInTheTable() {
    deletesRow(keep, "P1");
    soon().until(() -> keep.state("P1").equals("detached"));
    keep.set("P1", "name = 'alone'");
    keep.looked();

    soon().until(keep::isIdle);
    assertThat(keep.held()).containsKey("P1");
    assertThat(keep.shown()).doesNotContainKey("P1");
  }

  @ConcurrentTest
  void aDeletedRowOfTheSheetGoesFromTheTable() {
    deletesRow(delete, "P1");
    soon().until(() -> !delete.held().containsKey("P1"));
    delete.inStep();
    assertThat(delete.held()).doesNotContainKey("P1");
  }

  @ConcurrentTest
  void aDeletedRowOfTheSheetComesBack() {
    deletesRow(recreate, "P1");
    soon().until(() -> !recreate.shown().containsKey("P1"));
    soon().until(() -> recreate.shown().containsKey("P1"));
    recreate.inStep();
    assertThat(recreate.held()).hasSize(6);
    assertThat(recreate.shown()).hasSize(6);
    assertThat(recreate.state("P1")).isEqualTo("linked");
  }

  @ConcurrentTest
  void aDeletedRowOfTheTableStaysInTheSheet() {
    sourceKeep.erase("P1");
    soon().until(() -> sourceKeep.state("P1").equals("detached"));
    sourceKeep.typeName("P1", "Mine now");
    sourceKeep.looked();

    soon().until(sourceKeep::isIdle);
    assertThat(sourceKeep.held()).doesNotContainKey("P1");
    assertThat(sourceKeep.shown().get("P1")).containsExactly("Mine now", "1");
  }

  @ConcurrentTest
  void anEditOfAOneWayCellIsPutRightAtOnce() {
    restore.typeName("P1", "Wrong");
    restore.type("C" + restore.rowOf("P1"), "[[11]]");
    soon().until(() -> restore.held().get("P1").getLast().equals("11"));
    restore.inStep();
    assertThat(restore.held().get("P1")).containsExactly("Part 1", "11");
  }

  @ConcurrentTest
  void anEditOfAComputedCellIsPutRightAtOnceAndOneThatComesBackIsLeftAlone() {
    computed.typeName("P1", "Wrong");
    computed.type("C" + computed.rowOf("P1"), "[[11]]");
    computed.typeName("P2", "Wrong too");
    soon().until(() -> computed.held().get("P1").getLast().equals("11"));
    computed.inStep();
    assertThat(computed.shown().get("P1")).containsExactly("Part 1", "11");
    assertThat(computed.shown().get("P2")).containsExactly("Part 2", "2");

    computed.typeName("P2", "Wrong too");
    computed.looked();
    soon().until(computed::isIdle);
    assertThat(computed.shown().get("P2")).containsExactly("Wrong too", "2");
  }

  @ConcurrentTest
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
  @ConcurrentTest
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

  @ConcurrentTest
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

  @ConcurrentTest
  void editsOfDifferentCellsBothSurvive_22() {
    whileNothingFlows(
        merged,
        () -> {
          merged.set("P2", "name = 'row'");
          merged.type("C" + merged.rowOf("P2"), "[[222]]");
        });
    merged.inStep();
    assertThat(merged.held().get("P2")).containsExactly("row", "222");
    assertThat(
            ledgers.count(
                "SELECT count(*) FROM lockstep.sync_audit WHERE sync = 'merged' AND key = 'P2'"
                    + " AND kind = 'notice' AND method = 'conflict'"))
        .isZero();
  }

  @ConcurrentTest
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
    assertThat(new ByHand(ledgers.jdbc).resolve(ledger.name(), key, side, "a test")).isPositive();
  }

  @ConcurrentTest
  void aRowDeletedInTheTableAndEditedInTheSheetStaysThere_23() {
    whileNothingFlows(
        edited,
        () -> {
          edited.erase("P2");
          edited.typeName("P2", "edited");
        });
    soon().until(() -> edited.state("P2").equals("detached"));
    edited.looked();
    soon().until(edited::isIdle);
    assertThat(edited.held()).doesNotContainKey("P2");
    assertThat(edited.shown().get("P2").getFirst()).isEqualTo("edited");
    assertThat(edited.told()).anyMatch(text -> !text.isEmpty());
  }

  @ConcurrentTest
  void aRowDeletedInTheSheetAndEditedInTheTableGoesByThePolicy_23() {
    for (Ledger ledger : List.of(editedKeep, editedRecreate)) {
      whileNothingFlows(
          ledger,
          () -> {
            deletesRow(ledger, "P3");
            ledger.set("P3", "name = 'edited'");
          });
    }
    soon().until(() -> editedKeep.state("P3").equals("detached"));
    soon().until(() -> editedRecreate.shown().containsKey("P3"));
    soon().until(editedKeep::isIdle);
    assertThat(editedKeep.held().get("P3").getFirst()).isEqualTo("edited");
    assertThat(editedKeep.shown()).doesNotContainKey("P3");
    assertThat(editedRecreate.held().get("P3").getFirst()).isEqualTo("edited");
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

  /** With the change that overrode it, or with the notice where a look saw it first. */
  private static String kept(Ledger ledger, String key) {
    return String.join(
        "\n",
        ledgers
            .jdbc
            .sql("SELECT to_jsonb(a)::text FROM lockstep.sync_audit a WHERE sync = ? AND key = ?")
            .params(ledger.name(), key)
            .query(String.class)
            .list());
  }
}

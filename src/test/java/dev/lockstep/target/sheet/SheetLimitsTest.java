package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.services.sheets.v4.model.AddSheetRequest;
import com.google.api.services.sheets.v4.model.AppendDimensionRequest;
import com.google.api.services.sheets.v4.model.GridProperties;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.UpdateSheetPropertiesRequest;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Remote;
import dev.lockstep.target.TargetException;
import dev.lockstep.target.Write;
import dev.lockstep.testing.BesideOthers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a tab does not take, and tabs that are not as they should be (FAULTS 26, 30 to 32, 46, 47).
 */
@BesideOthers
class SheetLimitsTest extends FourRows {

  /** FAULTS 32. */
  @Test
  void aRefusedBatchParksOnlyTheBadRecord_32() {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String text = i == 613 ? "x".repeat(50_001) : "fine";
      writes.add(new Write.Insert("n" + i, "n" + i, Fields.of("summary", Value.text(text)), 4));
    }

    List<Outcome> outcomes = write(writes, null);

    assertThat(outcomes.get(613)).isInstanceOf(Outcome.Failed.class);
    assertThat(outcomes).filteredOn(o -> o instanceof Outcome.Written).hasSize(999);
    assertThat(sheet.rows())
        .hasSize(1_003)
        .extracting(row -> String.valueOf(row.getFirst()))
        .doesNotContain("n613");
  }

  /** FAULTS 31: ten million cells; what needs no new row goes on, for it is saved in few cells. */
  @Test
  void intoAFullSpreadsheetOnlyNewRowsAreRefused_31() {
    sheet.person(
        new Request()
            .setAddSheet(
                new AddSheetRequest()
                    .setProperties(
                        new SheetProperties()
                            .setTitle("Ballast")
                            .setGridProperties(
                                new GridProperties().setRowCount(1).setColumnCount(1)))));
    write(List.of(patch("a", "before"), patch("c", "before")), null);
    long left = 10_000_000 - sheet.cells();
    sheet.person(
        new Request()
            .setAppendDimension(
                new AppendDimensionRequest()
                    .setSheetId(sheet.sheetId("Ballast"))
                    .setDimension("ROWS")
                    .setLength((int) left - 20)));
    List<Write> writes =
        List.of(
            patch("a", "ours"),
            new Write.Insert("e", "e", Fields.of("summary", Value.text("Se")), 4),
            patch("c", "mine"),
            new Write.Insert("f", "f", Fields.of("summary", Value.text("Sf")), 4));

    List<Outcome> outcomes = write(writes, null);

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Written.class);
    assertThat(outcomes.get(2)).isInstanceOf(Outcome.Written.class);
    for (int refused : new int[] {1, 3}) {
      assertThat(outcomes.get(refused))
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.PERMANENT);
                assertThat(failed.failure().scope()).isEqualTo(Failure.Scope.RECORD);
                assertThat(failed.failure().message()).contains("10000000 cells");
              });
    }
    assertThat(row("a")).startsWith("a", "Sa", "ours");
    assertThat(row("c")).startsWith("c", "Sc", "mine");
    assertThat(sheet.rows()).hasSize(4);
  }

  @Test
  void aKeyThatCannotBeWrittenIsToldOfAndStopsNothingElse() {
    sheet.type("Visits!B6", List.of(List.of("Typed")));
    changed();
    sheet.sandbox.fault(
        """
        {"kind": "status", "code": 400, "reason": "invalid", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");

    assertThat(changed()).isEmpty();
    assertThat(sheet.told.problems)
        .extracting(problem -> problem.text())
        .anyMatch(text -> text.contains("row 6 needs a key, and none could be written"));
  }

  /** FAULTS 30. */
  @Test
  void aFormulaIsAPersonsAndIsNeverOverwritten_30() {
    sheet.type("Visits!C" + sheet.rowOf("b"), List.of(List.of("=\"Hall \"&1")));
    changed().forEach(sheet.told::noted);

    List<Outcome> outcomes = write(List.of(patch("b", "ours")), null);

    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            Outcome.Written.class,
            written -> {
              assertThat(written.kept()).containsOnlyKeys("location");
              assertThat(written.kept().get("location")).contains("formula under 'location'");
            });
    assertThat(row("b")).startsWith("b", "Sb", "Hall 1");
  }

  /** FAULTS 26. */
  @Test
  void columnsMayMoveAndTheTabMayBeRenamed_26() {
    insertsAColumn(1);

    assertThat(changed()).isEmpty();
    assertThat(write(List.of(patch("b", "ours")), null))
        .allMatch(outcome -> outcome instanceof Outcome.Written);
    assertThat(row("b")).startsWith("b", "", "Sb", "ours");

    renamesTab("Besuche");
    SheetTarget anew = sheet.target();
    for (SheetTarget target : List.of(sheet.target, anew)) {
      sheet.told.noted(target.read(sheet.partition, List.of("b")).get("b"));
      assertThat(
              target.write(
                  sheet.partition,
                  List.of(patch("b", target == anew ? "anew" : "as before")),
                  () -> {}))
          .allMatch(outcome -> outcome instanceof Outcome.Written);
    }
    renamesTab("Visits");
    assertThat(row("b")).startsWith("b", "", "Sb", "anew");
    assertThat(sheet.tabTitles()).containsExactlyInAnyOrder("Sheet1", "Visits", Tab.SAVES);
  }

  private void renamesTab(String title) {
    sheet.person(
        new Request()
            .setUpdateSheetProperties(
                new UpdateSheetPropertiesRequest()
                    .setProperties(new SheetProperties().setSheetId(sheet.tab()).setTitle(title))
                    .setFields("title")));
  }

  /** FAULTS 26, 27. */
  @Test
  void aRenamedHeaderPausesTheTabAndNamesTheFix_26() {
    sheet.type("Visits!C1", List.of(List.of("Ort")));

    assertThatThrownBy(this::changed)
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("column C was 'location' and is 'Ort' now");

    sheet.type("Visits!C1", List.of(List.of("location")));
    assertThat(changed()).isEmpty();
  }

  /** A header that is new goes to the right of what stands in any row. */
  @Test
  void aNewColumnIsMadeBesideAPersonsCellsNotAboveThem() {
    SheetTarget other = sheet.secondTab("Others");
    PartitionKey others = sheet.partitionOf("Others");
    sheet.makesTab("Others", List.of(List.of("id", "summary"), List.of("", "", "", "mine")));

    other.changes(others, null, null);

    assertThat(sheet.values("Others!A1:Z2"))
        .containsExactly(
            List.of("id", "summary", "", "", "location", "start", "end"),
            List.of("", "", "", "mine"));
  }

  /** FAULTS 47: another installation's batch. */
  @Test
  void aBatchThatWeNeverSentStopsTheTab_46_47() {
    sheet.type("_lockstep!C1", List.of(List.of(4711)));

    assertThatThrownBy(this::changed)
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("4711");
  }

  /** FAULTS 47: a copy still names the spreadsheet that it was copied from. */
  @Test
  void aCopiedSpreadsheetIsNotWrittenTo_47() {
    sheet.type("_lockstep!A1", List.of(List.of("the-first-one")));

    assertThatThrownBy(this::changed)
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("is a copy of the-first-one");
  }

  /** FAULTS 46, 47: another database with the same configuration. */
  @Test
  void whatAnotherInstallationWritesToIsLeftToIt_46_47() {
    sheet.type("_lockstep!B1", List.of(List.of("another-instance")));

    assertThatThrownBy(this::changed)
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("is written by another installation (another-instance)");
  }

  @Test
  void withoutAHiddenTabWritesAreVerifiedByReadingBack() {
    SheetTests other = new SheetTests();
    try {
      other.sandbox.fault(
          """
          {"kind": "status", "code": 400, "reason": "invalid", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
      other.target.changes(other.partition, null, null);
      other.target.write(
          other.partition,
          List.of(new Write.Insert("a", "a", Fields.of("summary", Value.text("Sa")), 1)),
          () -> {});
      Remote written = other.target.read(other.partition, List.of("a")).get("a");
      int[] calls = {0};

      Outcome outcome =
          other
              .target
              .write(
                  other.partition,
                  List.of(
                      new Write.Patch(
                          "a", "a", written.version(), Fields.of("location", Value.text("L")), 2)),
                  () -> calls[0]++)
              .getFirst();

      assertThat(outcome).isInstanceOf(Outcome.Written.class);
      assertThat(calls[0]).as("read, write, read back").isEqualTo(3);
      assertThat(other.rows()).containsExactly(List.of("a", "Sa", "L"));
    } finally {
      other.close();
    }
  }
}

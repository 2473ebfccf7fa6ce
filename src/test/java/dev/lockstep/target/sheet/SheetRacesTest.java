package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.DeleteDimensionRequest;
import com.google.api.services.sheets.v4.model.DimensionRange;
import com.google.api.services.sheets.v4.model.GridCoordinate;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.UpdateCellsRequest;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Write;
import dev.lockstep.testing.BesideOthers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A person at work on the tab between a flush's read and its write (FAULTS 24, 25, 59). */
@BesideOthers
class SheetRacesTest extends FourRows {

  @Test
  void aPersonsEditOfTheVeryCellStandsAndIsMergedAgain_59() {
    List<Outcome> outcomes =
        write(
            List.of(patch("b", "ours")),
            () -> sheet.type("Visits!C" + sheet.rowOf("b"), List.of(List.of("theirs"))));

    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            Outcome.Stale.class,
            stale ->
                assertThat(stale.present().fields().get("location"))
                    .isEqualTo(Value.text("theirs")));
    assertThat(row("b")).startsWith("b", "Sb", "theirs");
    assertThat(sheet.told.misplaced).hasSize(1);
  }

  @Test
  void aPersonsEditOfAnotherCellOfTheRowStandsBesideOurs() {
    List<Outcome> outcomes =
        write(
            List.of(patch("b", "ours")),
            () -> sheet.type("Visits!B" + sheet.rowOf("b"), List.of(List.of("theirs"))));

    assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Written.class);
    assertThat(row("b")).startsWith("b", "theirs", "ours");
    assertThat(changed()).extracting(Remote::remoteId).containsExactly("b");
  }

  /** FAULTS 24. */
  @Test
  void aSortInBetweenHarmsNobody_24_59() {
    List<Outcome> outcomes =
        write(List.of(patch("a", "ours"), patch("b", "mine")), this::sortsDownwards);

    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Stale);
    areWhole("a", "b", "c", "d");

    write(List.of(patch("a", "ours"), patch("b", "mine")), null);
    assertThat(row("a")).startsWith("a", "Sa", "ours");
    assertThat(row("b")).startsWith("b", "Sb", "mine");
    isWhole("c");
    isWhole("d");
  }

  /** FAULTS 59: what is put back misses too, for the rows are sorted once more. */
  @Test
  void aSortWhileRowsArePutBackHarmsNobodyEither_24_59() {
    int[] calls = {0};
    sheet.target.write(
        sheet.partition,
        List.of(patch("a", "ours"), patch("b", "mine")),
        () -> {
          switch (++calls[0]) {
            case 2 -> sortsDownwards();
            case 4 -> sortsUpwards();
            default -> {}
          }
        });

    areWhole("a", "b", "c", "d");
  }

  /** FAULTS 25. */
  @Test
  void aRowThatIsMadeWhileColumnsMoveIsMadeAnew_25() {
    Write.Insert insert =
        new Write.Insert(
            "e", "e", Fields.of("summary", Value.text("Se"), "location", Value.text("Le")), 3);

    List<Outcome> outcomes = write(List.of(insert), this::movesTheKeysRight);

    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Missing);
    showsFourRowsBesideMovedKeys();
    assertThat(write(List.of(insert), null)).allMatch(o -> o instanceof Outcome.Written);
    assertThat(sheet.rows().getLast()).startsWith("Se", "e", "Le");
  }

  /** What a person wrote beside it meanwhile stays. */
  @Test
  void ofARowThatWasMadeWhileColumnsMovedAPersonsCellStays_25() {
    int[] calls = {0};
    sheet.target.write(
        sheet.partition,
        List.of(new Write.Insert("e", "e", Fields.of("summary", Value.text("Se")), 3)),
        () -> {
          calls[0]++;
          if (calls[0] == 2) {
            movesTheKeysRight();
          }
          if (calls[0] == 3) {
            sheet.type("Visits!H6", List.of(List.of("mine")));
          }
        });

    assertThat(sheet.rows().getLast()).isEqualTo(List.of("", "", "", "", "", "", "", "mine"));
  }

  /** FAULTS 25. */
  @Test
  void rowsInsertedOrDeletedInBetweenHarmNobody_25() {
    assertThat(write(List.of(patch("c", "ours")), () -> insertsRows(1, 2)))
        .allMatch(outcome -> outcome instanceof Outcome.Stale);
    areWhole("a", "b", "c", "d");
    assertThat(write(List.of(patch("b", "ours")), () -> deletesRow(1)))
        .allMatch(outcome -> outcome instanceof Outcome.Stale);
    areWhole("a", "b", "c", "d");
  }

  /** FAULTS 25. */
  @Test
  void aColumnInsertedInBetweenHarmsNobody_25() {
    List<Outcome> outcomes = write(List.of(patch("c", "ours")), () -> insertsAColumn(0));

    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Stale);
    assertThat(sheet.rows())
        .extracting(row -> row.subList(1, 4))
        .containsExactly(
            List.of("a", "Sa", "La"),
            List.of("b", "Sb", "Lb"),
            List.of("c", "Sc", "Lc"),
            List.of("d", "Sd", "Ld"));
  }

  /** PROTOCOL 7.1 (d): a deleted row comes back with formulas and notes. */
  @Test
  void aStrangersRowThatADeletionHitComesBackWhole() {
    int row = sheet.rowOf("d");
    sheet.type("Visits!F" + row, List.of(List.of("=1+1")));
    sheet.person(
        new Request()
            .setUpdateCells(
                new UpdateCellsRequest()
                    .setStart(
                        new GridCoordinate()
                            .setSheetId(sheet.tab())
                            .setRowIndex(row - 1)
                            .setColumnIndex(6))
                    .setRows(
                        List.of(
                            new RowData().setValues(List.of(new CellData().setNote("call first")))))
                    .setFields("note")));

    List<Outcome> outcomes = write(List.of(delete("a")), this::sortsDownwards);

    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Stale);
    assertThat(sheet.rows()).hasSize(4);
    areWhole("a", "b", "c", "d");
    int now = sheet.rowOf("d");
    List<CellData> cells =
        SheetTests.at(
                () ->
                    sheet
                        .client()
                        .spreadsheets()
                        .get(sheet.spreadsheetId())
                        .setRanges(List.of("Visits!F" + now + ":G" + now))
                        .setFields("sheets.data.rowData.values(userEnteredValue,note)")
                        .execute())
            .getSheets()
            .getFirst()
            .getData()
            .getFirst()
            .getRowData()
            .getFirst()
            .getValues();
    assertThat(cells.get(0).getUserEnteredValue().getFormulaValue()).isEqualTo("=1+1");
    assertThat(cells.get(1).getNote()).isEqualTo("call first");
  }

  /** PROTOCOL 3.5: what was edited while it was deleted stays. */
  @Test
  void aRowThatIsEditedWhileItIsDeletedStays() {
    List<Outcome> outcomes =
        write(
            List.of(delete("b")),
            () -> sheet.type("Visits!B" + sheet.rowOf("b"), List.of(List.of("mine"))));

    assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Stale.class);
    assertThat(row("b")).startsWith("b", "mine", "Lb");
  }

  /** PROTOCOL 7.3: two looks must lack a key before it counts as deleted. */
  @Test
  void aRowThatIsAwayForAMomentIsNotTakenForDeleted() {
    Write patch = patch("b", "ours");
    deletesRow(sheet.rowOf("b") - 1);

    Outcome outcome = write(List.of(patch), null).getFirst();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Stale.class,
            stale -> assertThat(stale.present().is(Remote.Trait.UNSETTLED)).isTrue());
  }

  @Test
  void aStrangersRowThatShowsNothingInOurColumnsComesBackToo() {
    int row = sheet.rowOf("c") - 1;

    List<Outcome> outcomes =
        write(
            List.of(delete("c")),
            () -> {
              insertsRows(row, 1);
              sheet.type("Visits!H" + (row + 1), List.of(List.of("Subtotal")));
            });

    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Stale);
    assertThat(sheet.rows()).anyMatch(cells -> cells.contains("Subtotal"));
    isWhole("c");
  }

  @Test
  void aFormulaThatLooksUpwardsComesBackAsItWas() {
    int row = sheet.rowOf("d");
    sheet.type("Visits!G2", List.of(List.of(5)));
    sheet.type("Visits!F" + row, List.of(List.of("=G2+1")));

    write(List.of(delete("c")), () -> deletesRow(sheet.rowOf("b") - 1));

    assertThat(row("d").get(5)).as("the formula's value").isEqualTo(sheet.number(6));
  }

  @Test
  void oneValueInSeveralRowsIsPutBackInEachWhenAColumnMoved() {
    write(List.of(patch("b", "same"), patch("c", "same")), () -> insertsAColumn(1));

    assertThat(sheet.rows())
        .extracting(row -> row.subList(0, 4))
        .containsExactly(
            List.of("a", "", "Sa", "La"),
            List.of("b", "", "Sb", "Lb"),
            List.of("c", "", "Sc", "Lc"),
            List.of("d", "", "Sd", "Ld"));
  }

  /** A smaller grid, and rows that go while the batch is on its way, are no record's fault. */
  @Test
  void aGridThatAPersonMadeSmallerParksNobody() {
    sheet.person(
        new Request()
            .setDeleteDimension(
                new DeleteDimensionRequest()
                    .setRange(
                        new DimensionRange()
                            .setSheetId(sheet.tab())
                            .setDimension("COLUMNS")
                            .setStartIndex(6)
                            .setEndIndex(26))));
    assertThat(write(List.of(patch("b", "ours")), null))
        .allMatch(outcome -> outcome instanceof Outcome.Written);

    List<Outcome> outcomes =
        write(
            List.of(patch("d", "ours")),
            () ->
                sheet.person(
                    new Request()
                        .setDeleteDimension(
                            new DeleteDimensionRequest()
                                .setRange(
                                    new DimensionRange()
                                        .setSheetId(sheet.tab())
                                        .setDimension("ROWS")
                                        .setStartIndex(1)
                                        .setEndIndex(3))),
                    new Request()
                        .setDeleteDimension(
                            new DeleteDimensionRequest()
                                .setRange(
                                    new DimensionRange()
                                        .setSheetId(sheet.tab())
                                        .setDimension("ROWS")
                                        .setStartIndex(3)
                                        .setEndIndex(100 - 2)))));
    assertThat(outcomes).noneMatch(outcome -> outcome instanceof Outcome.Failed);
  }
}

package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.services.sheets.v4.model.AddSheetRequest;
import com.google.api.services.sheets.v4.model.AppendDimensionRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.DeleteDimensionRequest;
import com.google.api.services.sheets.v4.model.DimensionRange;
import com.google.api.services.sheets.v4.model.GridCoordinate;
import com.google.api.services.sheets.v4.model.GridProperties;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.InsertDimensionRequest;
import com.google.api.services.sheets.v4.model.MoveDimensionRequest;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.SortRangeRequest;
import com.google.api.services.sheets.v4.model.SortSpec;
import com.google.api.services.sheets.v4.model.UpdateCellsRequest;
import com.google.api.services.sheets.v4.model.UpdateSheetPropertiesRequest;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Page;
import dev.lockstep.target.Remote;
import dev.lockstep.target.TargetException;
import dev.lockstep.target.Write;
import dev.lockstep.testing.BesideOthers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person at work on the tab between a flush's read and its write (FAULTS 24, 25, 59). */
@BesideOthers
class SheetRacesTest {

  private final SheetTests sheet = new SheetTests();

  @BeforeEach
  void fourRows() {
    sheet.target.changes(sheet.partition, null, null);
    List<Write> inserts = new ArrayList<>();
    for (String key : List.of("a", "b", "c", "d")) {
      inserts.add(
          new Write.Insert(
              key,
              key,
              Fields.of("summary", Value.text("S" + key), "location", Value.text("L" + key)),
              1));
    }
    write(inserts, null);
    sheet.target.changes(sheet.partition, "before", null); // So that the next flush reads but once.
  }

  @AfterEach
  void close() {
    sheet.close();
  }

  /** Writes; a person does this right before the batch is sent. */
  private List<Outcome> write(List<Write> writes, @Nullable Runnable person) {
    int[] calls = {0};
    List<Outcome> outcomes =
        sheet.target.write(
            sheet.partition,
            writes,
            () -> {
              if (++calls[0] == 2 && person != null) {
                person.run();
              }
            });
    outcomes.forEach(
        outcome -> {
          if (outcome instanceof Outcome.Written written) {
            sheet.told.noted(written.now());
          }
        });
    return outcomes;
  }

  private Write patch(String key, String location) {
    return new Write.Patch(
        key,
        key,
        sheet.told.known.get(key).version(),
        Fields.of("location", Value.text(location)),
        2);
  }

  private Write delete(String key) {
    return new Write.Delete(key, key, sheet.told.known.get(key).version());
  }

  private void person(Request... requests) {
    SheetTests.at(
        () ->
            sheet
                .client()
                .spreadsheets()
                .batchUpdate(
                    sheet.spreadsheetId(),
                    new BatchUpdateSpreadsheetRequest().setRequests(List.of(requests)))
                .execute());
  }

  private int tab() {
    return sheet.store.tabs().find(sheet.partition).orElseThrow().sheetId();
  }

  private void sortsDownwards() {
    sorts("DESCENDING");
  }

  private void sortsUpwards() {
    sorts("ASCENDING");
  }

  private void sorts(String order) {
    person(
        new Request()
            .setSortRange(
                new SortRangeRequest()
                    .setRange(
                        new GridRange()
                            .setSheetId(tab())
                            .setStartRowIndex(1)
                            .setEndRowIndex(5)
                            .setStartColumnIndex(0)
                            .setEndColumnIndex(8))
                    .setSortSpecs(
                        List.of(new SortSpec().setDimensionIndex(0).setSortOrder(order)))));
  }

  private void insertsRows(int at, int count) {
    person(
        new Request()
            .setInsertDimension(
                new InsertDimensionRequest()
                    .setRange(dimension("ROWS", at, count))
                    .setInheritFromBefore(false)));
  }

  private void deletesRow(int at) {
    person(
        new Request()
            .setDeleteDimension(new DeleteDimensionRequest().setRange(dimension("ROWS", at, 1))));
  }

  private DimensionRange dimension(String which, int at, int count) {
    return new DimensionRange()
        .setSheetId(tab())
        .setDimension(which)
        .setStartIndex(at)
        .setEndIndex(at + count);
  }

  private List<Object> row(String key) {
    return sheet.rows().get(sheet.rowOf(key) - 2);
  }

  private void isWhole(String key) {
    assertThat(row(key)).as(key).startsWith(key, "S" + key, "L" + key);
  }

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

  private List<Remote> changed() {
    Page page = sheet.target.changes(sheet.partition, "before", null);
    return page.items();
  }

  /** FAULTS 24. */
  @Test
  void aSortInBetweenHarmsNobody_24_59() {
    List<Outcome> outcomes =
        write(List.of(patch("a", "ours"), patch("b", "mine")), this::sortsDownwards);

    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Stale);
    for (String key : List.of("a", "b", "c", "d")) {
      isWhole(key);
    }

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

    for (String key : List.of("a", "b", "c", "d")) {
      isWhole(key);
    }
  }

  /** FAULTS 59: what is put back misses, and then nobody can go on for a while. */
  @Test
  void whatARepairHitIsPutBackThoughTheNextOneHadToWait_24_59() {
    sortedAgain(
        """
        {"kind": "status", "code": 503, "reason": "backendError", "method": "POST", "path": ".*DataFilter", "times": 1}""",
        5);
  }

  /** FAULTS 59: what is put back misses, and its answer is lost. */
  @Test
  void whatARepairHitIsPutBackThoughItsAnswerIsLost_24_59() {
    sortedAgain(
        """
        {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""",
        4);
  }

  private void sortedAgain(String fault, int atCall) {
    int[] calls = {0};
    assertThatThrownBy(
            () ->
                sheet.target.write(
                    sheet.partition,
                    List.of(patch("a", "ours"), patch("b", "mine")),
                    () -> {
                      calls[0]++;
                      if (calls[0] == 2) {
                        sortsDownwards();
                      }
                      if (calls[0] == 4) {
                        sortsUpwards();
                      }
                      if (calls[0] == atCall) {
                        sheet.sandbox.fault(fault);
                      }
                    }))
        .isInstanceOf(TargetException.class);

    sheet.target().changes(sheet.partition, "before", null);

    for (String key : List.of("a", "b", "c", "d")) {
      isWhole(key);
    }
    assertThat(sheet.store.batches().unsettled(sheet.spreadsheetId())).isEmpty();
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

  /** FAULTS 25: and its answer is lost. */
  @Test
  void aRowThatWasMadeWhileColumnsMovedIsTakenAwayBeforeAnythingIsRead_4_25() {
    Write.Insert insert =
        new Write.Insert(
            "e", "e", Fields.of("summary", Value.text("Se"), "location", Value.text("Le")), 3);
    assertThatThrownBy(
            () ->
                write(
                    List.of(insert),
                    () -> {
                      movesTheKeysRight();
                      sheet.sandbox.fault(
                          """
                          {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
                    }))
        .isInstanceOf(TargetException.class);

    assertThat(sheet.target().changes(sheet.partition, "before", null).items()).isEmpty();
    showsFourRowsBesideMovedKeys();
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

  private void movesTheKeysRight() {
    person(
        new Request()
            .setMoveDimension(
                new MoveDimensionRequest()
                    .setSource(dimension("COLUMNS", 0, 1))
                    .setDestinationIndex(2)));
  }

  private void showsFourRowsBesideMovedKeys() {
    assertThat(sheet.rows())
        .extracting(row -> row.subList(0, 3))
        .containsExactly(
            List.of("Sa", "a", "La"),
            List.of("Sb", "b", "Lb"),
            List.of("Sc", "c", "Lc"),
            List.of("Sd", "d", "Ld"));
  }

  /** FAULTS 25. */
  @Test
  void rowsInsertedOrDeletedInBetweenHarmNobody_25() {
    assertThat(write(List.of(patch("c", "ours")), () -> insertsRows(1, 2)))
        .allMatch(outcome -> outcome instanceof Outcome.Stale);
    for (String key : List.of("a", "b", "c", "d")) {
      isWhole(key);
    }
    assertThat(write(List.of(patch("b", "ours")), () -> deletesRow(1)))
        .allMatch(outcome -> outcome instanceof Outcome.Stale);
    for (String key : List.of("a", "b", "c", "d")) {
      isWhole(key);
    }
  }

  /** FAULTS 25. */
  @Test
  void aColumnInsertedInBetweenHarmsNobody_25() {
    List<Outcome> outcomes =
        write(
            List.of(patch("c", "ours")),
            () ->
                person(
                    new Request()
                        .setInsertDimension(
                            new InsertDimensionRequest()
                                .setRange(dimension("COLUMNS", 0, 1))
                                .setInheritFromBefore(false))));

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
    person(
        new Request()
            .setUpdateCells(
                new UpdateCellsRequest()
                    .setStart(
                        new GridCoordinate()
                            .setSheetId(tab())
                            .setRowIndex(row - 1)
                            .setColumnIndex(6))
                    .setRows(
                        List.of(
                            new RowData().setValues(List.of(new CellData().setNote("call first")))))
                    .setFields("note")));

    List<Outcome> outcomes = write(List.of(delete("a")), this::sortsDownwards);

    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Stale);
    assertThat(sheet.rows()).hasSize(4);
    for (String key : List.of("a", "b", "c", "d")) {
      isWhole(key);
    }
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

  /** FAULTS 59: the answer is lost, a sort fell in between: nothing misplaced is ever read. */
  @Test
  void whatALostBatchHitIsPutBackBeforeAnythingIsRead_59() {
    assertThatThrownBy(
            () ->
                write(
                    List.of(patch("a", "ours"), patch("b", "mine")),
                    () -> {
                      sortsDownwards();
                      sheet.sandbox.fault(
                          """
                          {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
                    }))
        .isInstanceOf(TargetException.class);

    SheetTarget next = sheet.target();
    Page page = next.changes(sheet.partition, "before", null);

    assertThat(page.items()).isEmpty();
    for (String key : List.of("a", "b", "c", "d")) {
      isWhole(key);
    }
    assertThat(sheet.told.misplaced).hasSize(2);
  }

  /** FAULTS 59: what stands there is ours, though nobody could put back yet what else was hit. */
  @Test
  void aBatchWhoseHitsCannotBePutBackYetIsNotTakenForUntried_17_59() {
    String refused =
        """
        {"kind": "status", "code": 429, "reason": "rateLimitExceeded", "method": "POST", "path": "%s", "times": 1}""";

    isOfUnknownFate(3, () -> sheet.sandbox.fault(refused.formatted(".*DataFilter")));
  }

  @Test
  void aBatchIsNotTakenForUntriedWhereItsRepairIsRefused_17_59() {
    String refused =
        """
        {"kind": "status", "code": 400, "reason": "badRequest", "method": "POST", "path": ".*:batchUpdate", "times": 1}""";

    isOfUnknownFate(4, () -> sheet.sandbox.fault(refused));
  }

  @Test
  void aBatchIsNotTakenForUntriedWhereNobodyCanReadWhatItsHitsShowNow_17_59() {
    String refused =
        """
        {"kind": "status", "code": 503, "reason": "backendError", "method": "POST", "path": ".*DataFilter", "times": 1}""";

    isOfUnknownFate(4, () -> sheet.sandbox.fault(refused));
  }

  /** The database goes between call and outcome; even what is to be told cannot be looked up. */
  @Test
  void aBatchIsNotTakenForUntriedWhereTheDatabaseWentMeanwhile_1_40() {
    int[] calls = {0};
    assertThatThrownBy(
            () ->
                sheet.target.write(
                    sheet.partition,
                    List.of(patch("a", "ours")),
                    () -> sheet.database.isAway = ++calls[0] == 2))
        .isInstanceOfSatisfying(
            TargetException.class,
            stopped -> assertThat(stopped.settled()).hasOnlyElementsOfType(Outcome.Failed.class));
    sheet.database.isAway = false;

    assertThat(row("a")).startsWith("a", "Sa", "ours");
  }

  /**
   * Of two rows one is hit; then something goes wrong.
   *
   * @param call before which: 1 reads, 2 writes, 3 looks for what is to be put back, 4 does it
   */
  private void isOfUnknownFate(int call, Runnable trouble) {
    int[] calls = {0};
    assertThatThrownBy(
            () ->
                sheet.target.write(
                    sheet.partition,
                    List.of(patch("a", "ours"), patch("b", "mine")),
                    () -> {
                      calls[0]++;
                      if (calls[0] == 2) {
                        sheet.type("Visits!C" + sheet.rowOf("b"), List.of(List.of("theirs")));
                      }
                      if (calls[0] == call) {
                        trouble.run();
                      }
                    }))
        .isInstanceOfSatisfying(
            TargetException.class,
            stopped ->
                assertThat(stopped.settled())
                    .hasSize(2)
                    .allSatisfy(
                        outcome ->
                            assertThat(outcome)
                                .isInstanceOfSatisfying(
                                    Outcome.Failed.class,
                                    failed ->
                                        assertThat(failed.failure().scope())
                                            .isNotEqualTo(Failure.Scope.RECORD))));

    assertThat(sheet.target().changes(sheet.partition, "before", null).items())
        .extracting(Remote::remoteId)
        .contains("a", "b");
    assertThat(row("a")).startsWith("a", "Sa", "ours");
    assertThat(row("b")).startsWith("b", "Sb", "theirs");
  }

  /** FAULTS 59: and before anybody could look, a person moved a column. */
  @Test
  void whatALostBatchHitIsPutBackThoughItsColumnMovedSince_26_59() {
    assertThatThrownBy(
            () ->
                write(
                    List.of(patch("a", "ours"), patch("b", "mine")),
                    () -> {
                      sortsDownwards();
                      sheet.sandbox.fault(
                          """
                          {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
                    }))
        .isInstanceOf(TargetException.class);
    person(
        new Request()
            .setInsertDimension(
                new InsertDimensionRequest()
                    .setRange(dimension("COLUMNS", 1, 1))
                    .setInheritFromBefore(false)));

    sheet.target().changes(sheet.partition, "before", null);

    assertThat(sheet.rows())
        .extracting(row -> row.subList(0, 4))
        .containsExactlyInAnyOrder(
            List.of("a", "", "Sa", "La"),
            List.of("b", "", "Sb", "Lb"),
            List.of("c", "", "Sc", "Lc"),
            List.of("d", "", "Sd", "Ld"));
  }

  /** FAULTS 4: the answer is lost and nothing else happened. */
  @Test
  void aLostAnswerDoublesNothing_4() {
    assertThatThrownBy(
            () ->
                write(
                    List.of(
                        new Write.Insert("e", "e", Fields.of("summary", Value.text("Se")), 3),
                        patch("a", "ours")),
                    () ->
                        sheet.sandbox.fault(
                            """
                            {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""")))
        .isInstanceOf(TargetException.class);

    assertThat(sheet.target().changes(sheet.partition, "before", null).items())
        .extracting(Remote::remoteId)
        .contains("a");
    assertThat(sheet.rows()).hasSize(5);
    assertThat(row("a")).startsWith("a", "Sa", "ours");
    assertThat(
            sheet
                .target()
                .write(
                    sheet.partition,
                    List.of(new Write.Insert("e", "e", Fields.of("summary", Value.text("Se")), 3)),
                    () -> {}))
        .allMatch(outcome -> outcome instanceof Outcome.Exists);
    assertThat(sheet.rows()).hasSize(5);
  }

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
    person(
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
    person(
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

  /** FAULTS 30. */
  @Test
  void aFormulaIsAPersonsAndIsNeverOverwritten_30() {
    sheet.type("Visits!C" + sheet.rowOf("b"), List.of(List.of("=\"Hall \"&1")));
    changed().forEach(sheet.told::noted);

    List<Outcome> outcomes = write(List.of(patch("b", "ours")), null);

    assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Written.class);
    assertThat(row("b")).startsWith("b", "Sb", "Hall 1");
    assertThat(sheet.told.problems)
        .extracting(problem -> problem.text())
        .anyMatch(text -> text.contains("formula under 'location'"));
  }

  /** FAULTS 26. */
  @Test
  void columnsMayMoveAndTheTabMayBeRenamed_26() {
    person(
        new Request()
            .setInsertDimension(
                new InsertDimensionRequest()
                    .setRange(dimension("COLUMNS", 1, 1))
                    .setInheritFromBefore(false)));

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
    person(
        new Request()
            .setUpdateSheetProperties(
                new UpdateSheetPropertiesRequest()
                    .setProperties(new SheetProperties().setSheetId(tab()).setTitle(title))
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
    write(
        List.of(patch("b", "same"), patch("c", "same")),
        () ->
            person(
                new Request()
                    .setInsertDimension(
                        new InsertDimensionRequest()
                            .setRange(dimension("COLUMNS", 1, 1))
                            .setInheritFromBefore(false))));

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
    person(
        new Request()
            .setDeleteDimension(
                new DeleteDimensionRequest()
                    .setRange(
                        new DimensionRange()
                            .setSheetId(tab())
                            .setDimension("COLUMNS")
                            .setStartIndex(6)
                            .setEndIndex(26))));
    assertThat(write(List.of(patch("b", "ours")), null))
        .allMatch(outcome -> outcome instanceof Outcome.Written);

    List<Outcome> outcomes =
        write(
            List.of(patch("d", "ours")),
            () ->
                person(
                    new Request()
                        .setDeleteDimension(
                            new DeleteDimensionRequest()
                                .setRange(
                                    new DimensionRange()
                                        .setSheetId(tab())
                                        .setDimension("ROWS")
                                        .setStartIndex(1)
                                        .setEndIndex(3))),
                    new Request()
                        .setDeleteDimension(
                            new DeleteDimensionRequest()
                                .setRange(
                                    new DimensionRange()
                                        .setSheetId(tab())
                                        .setDimension("ROWS")
                                        .setStartIndex(3)
                                        .setEndIndex(100 - 2)))));
    assertThat(outcomes).noneMatch(outcome -> outcome instanceof Outcome.Failed);
  }

  /** A request that was thought lost arrives while the next one is on its way. */
  @Test
  void aBatchThatArrivesLateIsSettledBeforeTheNext() {
    BatchUpdateSpreadsheetRequest late = lost();
    sortsDownwards();

    List<Outcome> outcomes = write(List.of(patch("b", "mine")), () -> arrives(late));

    assertThat(outcomes).noneMatch(outcome -> outcome instanceof Outcome.Failed);
    isWhole("c");
    isWhole("d");
    assertThat(sheet.told.misplaced).isNotEmpty();
    assertThat(sheet.store.batches().unsettled(sheet.spreadsheetId())).isEmpty();
  }

  @Test
  void aBatchCannotArriveOnceTheNextHas() {
    BatchUpdateSpreadsheetRequest late = lost();
    assertThat(isAwaited("a")).isTrue();
    write(List.of(patch("b", "mine")), null);
    assertThat(isAwaited("a")).isFalse();

    assertThatThrownBy(() -> arrives(late)).hasMessageContaining("already exists");
    isWhole("a");
  }

  private boolean isAwaited(String key) {
    return sheet.target.read(sheet.partition, List.of(key)).get(key).is(Remote.Trait.AWAITED);
  }

  /** A person edits the row meanwhile, and what is to be sent stands there by their hand. */
  @Test
  void whatNeedsNoCallTellsThatAnEarlierOneMayStillArrive() {
    lost();
    sheet.type("Visits!C" + sheet.rowOf("a"), List.of(List.of("same")));
    Remote now = sheet.target.read(sheet.partition, List.of("a")).get("a");

    Outcome outcome =
        write(
                List.of(
                    new Write.Patch(
                        "a", "a", now.version(), Fields.of("location", Value.text("same")), 3)),
                null)
            .getFirst();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Written.class,
            written -> assertThat(written.now().is(Remote.Trait.AWAITED)).isTrue());
  }

  /** A batch that patches `a`, committed to and never answered. */
  private BatchUpdateSpreadsheetRequest lost() {
    sheet.sandbox.fault(
        """
        {"kind": "status", "code": 503, "reason": "backendError", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
    assertThatThrownBy(() -> write(List.of(patch("a", "late")), null))
        .isInstanceOf(TargetException.class);
    BatchStore.Unsettled kept = sheet.store.batches().unsettled(sheet.spreadsheetId()).getFirst();
    PlanJson.Stored stored = PlanJson.read(kept.plan());
    Tab tab = SheetTests.unchecked(() -> sheet.tabs.of(sheet.partition, sheet.rules, sheet.shape));
    return Requests.of(
            tab,
            new Columns(stored.columns()),
            new FlushPlan(
                true,
                stored.headerAt(),
                stored.savesEnd(),
                stored.touches(),
                List.of(),
                -1,
                List.of()),
            kept.batch(),
            List.of(),
            List.of(),
            java.util.Map.of())
        .request();
  }

  private void arrives(BatchUpdateSpreadsheetRequest late) {
    SheetTests.at(
        () -> sheet.client().spreadsheets().batchUpdate(sheet.spreadsheetId(), late).execute());
  }

  /** Two syncs, two tabs, one hidden tab: whoever comes first settles what either left behind. */
  @Test
  void anotherTabsLostBatchIsSettledBeforeTheHiddenTabIsCleared() {
    assertThatThrownBy(
            () ->
                write(
                    List.of(patch("a", "ours")),
                    () -> {
                      sortsDownwards();
                      sheet.sandbox.fault(
                          """
                          {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
                    }))
        .isInstanceOf(TargetException.class);

    SheetTarget other = sheet.secondTab("Others");
    dev.lockstep.core.PartitionKey others = sheet.partitionOf("Others");
    other.changes(others, null, null);
    List<Outcome> outcomes =
        other.write(
            others,
            List.of(new Write.Insert("x", "x", Fields.of("summary", Value.text("X")), 9)),
            () -> {});

    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Written);
    for (String key : List.of("a", "b", "c", "d")) {
      isWhole(key);
    }
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

  /** A header that is new goes to the right of what stands in any row. */
  @Test
  void aNewColumnIsMadeBesideAPersonsCellsNotAboveThem() {
    SheetTarget other = sheet.secondTab("Others");
    dev.lockstep.core.PartitionKey others = sheet.partitionOf("Others");
    sheet.makesTab("Others", List.of(List.of("id", "summary"), List.of("", "", "", "mine")));

    other.changes(others, null, null);

    assertThat(sheet.values("Others!A1:Z2"))
        .containsExactly(
            List.of("id", "summary", "", "", "location", "start", "end"),
            List.of("", "", "", "mine"));
  }
}

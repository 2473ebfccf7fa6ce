package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.GridCoordinate;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.SortRangeRequest;
import com.google.api.services.sheets.v4.model.SortSpec;
import com.google.api.services.sheets.v4.model.UpdateCellsRequest;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.target.FieldProblem;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Write;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Problems as notes on cells ({@code cellNotes: true}). */
class SheetNotesTest {

  private final SheetTests sheet = new SheetTests();
  private @Nullable String cursor;

  @BeforeEach
  void threeRows() {
    look();
    List<Write> inserts =
        Stream.of("a", "b", "c")
            .<Write>map(
                key -> new Write.Insert(key, key, Fields.of("summary", Value.text("S" + key)), 1))
            .toList();
    for (Outcome outcome : sheet.target.write(sheet.partition, inserts, () -> {})) {
      sheet.told.noted(((Outcome.Written) outcome).now());
    }
    look();
  }

  @AfterEach
  void close() {
    sheet.close();
  }

  private void look() {
    cursor = sheet.target.changes(sheet.partition, cursor, null).nextCursor();
  }

  private @Nullable String note(String cell) {
    List<RowData> rows =
        SheetTests.at(
                () ->
                    sheet
                        .client()
                        .spreadsheets()
                        .get(sheet.spreadsheetId())
                        .setRanges(List.of("Visits!" + cell))
                        .setFields("sheets.data.rowData.values.note")
                        .execute())
            .getSheets()
            .getFirst()
            .getData()
            .getFirst()
            .getRowData();
    return rows == null || rows.getFirst().getValues() == null
        ? null
        : rows.getFirst().getValues().getFirst().getNote();
  }

  private void aPersonNotes(int row, int column, String text) {
    sheet.person(
        new Request()
            .setUpdateCells(
                new UpdateCellsRequest()
                    .setStart(
                        new GridCoordinate()
                            .setSheetId(sheet.tab())
                            .setRowIndex(row)
                            .setColumnIndex(column))
                    .setRows(
                        List.of(new RowData().setValues(List.of(new CellData().setNote(text)))))
                    .setFields("note")));
  }

  private long callsOfALook() {
    long before = last();
    look();
    long calls = 0;
    for (JsonNode request : sheet.sandbox.requests(before)) {
      calls += request.path("path").asText().contains("/spreadsheets/") ? 1 : 0;
    }
    return calls;
  }

  private long last() {
    long last = 0;
    for (JsonNode request : sheet.sandbox.requests(0)) {
      last = request.path("n").asLong();
    }
    return last;
  }

  @Test
  void aValueThatDoesNotConvertIsNotedUntilItDoes() {
    sheet.told.standing.add(new FieldProblem("b", "location", "'cheap' is no number"));
    look();
    assertThat(note("C" + sheet.rowOf("b"))).isEqualTo("Lockstep: 'cheap' is no number");

    look(); // Checks that no row moved under the note.
    assertThat(callsOfALook()).as("nothing new: the look alone").isEqualTo(1);

    sheet.told.standing.clear();
    look();
    assertThat(note("C" + sheet.rowOf("b"))).isNull();
  }

  @Test
  void aNoteFollowsItsRowAndIsTakenBackFromAWrongOne() {
    sheet.told.standing.add(new FieldProblem("a", "location", "no"));
    look();
    aPersonNotes(sheet.rowOf("c") - 1, 2, "Lockstep: written while rows moved");
    look();
    assertThat(note("C" + sheet.rowOf("c"))).isNull();

    sheet.person(
        new Request()
            .setSortRange(
                new SortRangeRequest()
                    .setRange(
                        new GridRange()
                            .setSheetId(sheet.tab())
                            .setStartRowIndex(1)
                            .setEndRowIndex(4)
                            .setStartColumnIndex(0)
                            .setEndColumnIndex(8))
                    .setSortSpecs(
                        List.of(new SortSpec().setDimensionIndex(0).setSortOrder("DESCENDING")))));
    sheet.told.standing.clear();
    look();
    assertThat(Stream.of("C2", "C3", "C4").map(this::note)).containsOnlyNulls();
  }

  @Test
  void aPersonsNoteIsNeverOverwritten() {
    aPersonNotes(sheet.rowOf("b") - 1, 2, "ask Tom");
    sheet.told.standing.add(new FieldProblem("b", "location", "no"));
    look();
    assertThat(note("C" + sheet.rowOf("b"))).isEqualTo("ask Tom");

    sheet.told.standing.clear();
    look();
    assertThat(note("C" + sheet.rowOf("b"))).isEqualTo("ask Tom");
  }

  @Test
  void aKeyThatStandsTwiceIsNotedOnTheRowThatMustChange() {
    sheet.type("Visits!A5:B5", List.of(List.of("b", "copied")));
    look();
    assertThat(note("A5")).startsWith("Lockstep: the key 'b' stands in more than one row");
    assertThat(note("A" + sheet.rowOf("b"))).isNull();

    sheet.type("Visits!A5", List.of(List.of("e")));
    look();
    assertThat(note("A5")).isNull();
  }

  @Test
  void onlyWhatDiffersIsWritten() {
    Notes.Place one = new Notes.Place(1, 0);
    Notes.Place two = new Notes.Place(2, 0);
    Notes.Place three = new Notes.Place(3, 0);

    assertThat(
            Notes.edits(
                Map.of(one, "x", two, "y"),
                Map.of(one, "Lockstep: x", two, "Lockstep: old", three, "Lockstep: gone")))
        .containsExactly(new Notes.Edit(two, "Lockstep: y"), new Notes.Edit(three, null));
  }
}

package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.OneSheet.refusal;
import static dev.lockstep.sandbox.OneSheet.row;
import static dev.lockstep.sandbox.OneSheet.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.util.Data;
import com.google.api.services.sheets.v4.model.BatchUpdateValuesRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateValuesResponse;
import com.google.api.services.sheets.v4.model.UpdateValuesResponse;
import com.google.api.services.sheets.v4.model.ValueRange;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values read and written through Google's own client. */
class SheetValuesTest {

  private static final Object NULL = Data.nullOf(Object.class);

  private OneSheet sheet;

  @BeforeEach
  void start() throws IOException {
    sheet = new OneSheet();
  }

  @AfterEach
  void stop() {
    sheet.close();
  }

  @Test
  void whatIsEmptyAtTheEndIsLeftOutAndWhatIsEmptyWithinIsKept() throws IOException {
    sheet.raw("A1", row("a", "", "c", ""), row(), row("", "b"), row(""));
    assertThat(sheet.shown("A1:D9")).containsExactly(row("a", "", "c"), row(), row("", "b"));
    assertThat(sheet.get("F1:G2").containsKey("values")).isFalse();
    assertThat(
            sheet
                .client
                .spreadsheets()
                .values()
                .get(sheet.id, "A1:D9")
                .setMajorDimension("COLUMNS")
                .execute()
                .getValues())
        .containsExactly(row("a"), row("", "", "b"), row("c"));
  }

  @Test
  void anUpdateSaysWhatItTouched() throws IOException {
    UpdateValuesResponse ragged = sheet.raw("A1:D2", row("a", "b"), row("c", "d", "e", "f"));
    assertThat(ragged.getUpdatedCells()).isEqualTo(6);
    assertThat(ragged.getUpdatedRange()).isEqualTo("Sheet1!A1:D2");
    UpdateValuesResponse corners =
        sheet.raw(
            "A1:D6",
            row("x", NULL, NULL, NULL),
            row(NULL, NULL, NULL, NULL),
            row(NULL, NULL, NULL, NULL),
            row(NULL, NULL, NULL, NULL),
            row(NULL, NULL, NULL, NULL),
            row(NULL, NULL, NULL, "y"));
    assertThat(corners.getUpdatedRange()).isEqualTo("Sheet1!A1:D6");
    assertThat(corners.getUpdatedRows()).isEqualTo(2);
    assertThat(corners.getUpdatedColumns()).isEqualTo(2);
    assertThat(corners.getUpdatedCells()).isEqualTo(2);
    assertThat(sheet.shown("A1:D2")).containsExactly(row("x", "b"), row("c", "d", "e", "f"));
  }

  @Test
  void aNullPassesACellOverAndAnEmptyTextEmptiesIt() throws IOException {
    sheet.raw("A1", row("a", "b", "c"));
    sheet.raw("A1", row(NULL, "", "C"));
    assertThat(sheet.shown("A1:C1")).containsExactly(row("a", "", "C"));
  }

  @Test
  void aRangeShrinksToItsDataAndOnlyASingleCellGrows() throws IOException {
    assertThat(sheet.raw("A1:B2", row("a", "b")).getUpdatedRange()).isEqualTo("Sheet1!A1:B1");
    assertThat(sheet.raw("C1", row("a", "b"), row("c")).getUpdatedRange())
        .isEqualTo("Sheet1!C1:D2");
    assertThat(refusal(() -> sheet.raw("A1:B1", row("a"), row("b"))))
        .isEqualTo(
            "400 Requested writing within range [Sheet1!A1:B1], but tried writing to row [2]");
    assertThat(refusal(() -> sheet.raw("A1:A1", row("a", "b"))))
        .isEqualTo(
            "400 Requested writing within range [Sheet1!A1], but tried writing to column [B]");
  }

  @Test
  void columnsAreTransposed() throws IOException {
    UpdateValuesResponse written =
        sheet
            .client
            .spreadsheets()
            .values()
            .update(sheet.id, "B2", rows(row(1, 2, 3), row(4)).setMajorDimension("COLUMNS"))
            .setValueInputOption("RAW")
            .setIncludeValuesInResponse(true)
            .setResponseValueRenderOption("UNFORMATTED_VALUE")
            .execute();
    assertThat(written.getUpdatedRange()).isEqualTo("Sheet1!B2:C4");
    assertThat(written.getUpdatedRows()).isEqualTo(3);
    assertThat(written.getUpdatedData().getRange()).isEqualTo("Sheet1!B2:C4");
    assertThat(sheet.shown("B2:C4")).containsExactly(row("1", "4"), row("2"), row("3"));
  }

  @Test
  void severalRangesAreWrittenTogetherOrNotAtAll() throws IOException {
    BatchUpdateValuesResponse written =
        batch(
            rows(row(1), row(2), row(3), row(4)).setRange("Sheet1!A1:A4"),
            rows(row(1, 2, 3), row(4, 5, 6)).setRange("Sheet1!B1:D2"));
    assertThat(written.getTotalUpdatedRows()).isEqualTo(4);
    assertThat(written.getTotalUpdatedColumns()).isEqualTo(4);
    assertThat(written.getTotalUpdatedCells()).isEqualTo(10);
    assertThat(written.getTotalUpdatedSheets()).isEqualTo(1);
    assertThat(written.getResponses()).hasSize(2);
    assertThat(
            refusal(
                () -> batch(rows(row("gone")).setRange("A1"), rows(row("x")).setRange("Nope!A1"))))
        .isEqualTo("400 Invalid data[1]: Unable to parse range: Nope!A1");
    assertThat(sheet.shown("A1")).containsExactly(row("1"));
  }

  private BatchUpdateValuesResponse batch(ValueRange... data) throws IOException {
    return sheet
        .client
        .spreadsheets()
        .values()
        .batchUpdate(
            sheet.id,
            new BatchUpdateValuesRequest().setValueInputOption("RAW").setData(List.of(data)))
        .execute();
  }

  @Test
  void clearingTakesValuesAndLeavesFormatsAndNotes() throws IOException {
    sheet.typed("A1:B1", row("$1.50", "x"));
    assertThat(sheet.json("POST", "/values/A1:A9:clear", "{}").path("clearedRange").asText())
        .isEqualTo("Sheet1!A1:A9");
    assertThat(sheet.shown("A1:B1")).containsExactly(row("", "x"));
    sheet.raw("A1", row(2));
    assertThat(sheet.shown("A1")).containsExactly(row("$2.00"));
    assertThat(
            sheet
                .json("POST", "/values:batchClear", "{\"ranges\": [\"A1\", \"Sheet1!B:B\"]}")
                .path("clearedRanges")
                .toString())
        .isEqualTo("[\"Sheet1!A1\",\"Sheet1!B1:B1000\"]");
  }

  @Test
  void aCellHoldsFiftyThousandCharactersAndNoMore() throws IOException {
    sheet.raw("A1", row("x".repeat(50_000)));
    assertThat(refusal(() -> sheet.raw("A1", row("x".repeat(50_001)))))
        .isEqualTo(
            "400 Your input contains more than the maximum of 50000 characters in a single cell.");
  }

  @Test
  void severalRangesAreReadByNameAndByFilter() throws IOException {
    sheet.raw("A1", row("a", "b"), row("c", "d"));
    assertThat(
            sheet
                .json("GET", "/values:batchGet?ranges=A1:B1&ranges=B2", "")
                .path("valueRanges")
                .findValuesAsText("range"))
        .containsExactly("Sheet1!A1:B1", "Sheet1!B2");
    assertThat(
            sheet
                .json(
                    "POST",
                    "/values:batchGetByDataFilter",
                    "{\"dataFilters\": [{\"a1Range\": \"A1:A2\"}, {\"gridRange\": {\"startRowIndex\":"
                        + " 1, \"endRowIndex\": 2, \"startColumnIndex\": 1, \"endColumnIndex\":"
                        + " 2}}]}")
                .path("valueRanges")
                .toString())
        .isEqualTo(
            "[{\"valueRange\":{\"range\":\"Sheet1!A1:A2\",\"majorDimension\":\"ROWS\",\"values\":"
                + "[[\"a\"],[\"c\"]]},\"dataFilters\":[{\"a1Range\":\"A1:A2\"}]},{\"valueRange\":"
                + "{\"range\":\"Sheet1!B2\",\"majorDimension\":\"ROWS\",\"values\":[[\"d\"]]},"
                + "\"dataFilters\":[{\"gridRange\":{\"startRowIndex\":1,\"endRowIndex\":2,"
                + "\"startColumnIndex\":1,\"endColumnIndex\":2}}]}]");
    assertThat(
            sheet
                .json(
                    "POST",
                    "/values:batchUpdateByDataFilter",
                    "{\"valueInputOption\": \"RAW\", \"data\": [{\"dataFilter\": {\"a1Range\":"
                        + " \"A1:B1\"}, \"values\": [[1, 2, 3]]}]}")
                .path("error")
                .path("message")
                .asText())
        .startsWith("Invalid data[0]: Requested writing within range [Sheet1!A1:B1]");
    assertThat(
            sheet
                .json(
                    "POST",
                    "/values:batchClearByDataFilter",
                    "{\"dataFilters\": [{\"a1Range\": \"A1:A2\"}]}")
                .path("clearedRanges")
                .toString())
        .isEqualTo("[\"Sheet1!A1:A2\"]");
  }

  @Test
  void aHundredThousandRowsAreWrittenReadAndChanged() throws IOException {
    sheet.batch(
        "{\"addSheet\": {\"properties\": {\"title\": \"big\", \"gridProperties\": {\"rowCount\":"
            + " 100000, \"columnCount\": 10}}}}");
    List<Object> line = row(1, "two", true, 4.5, "five", "six", 7, 8, 9, "ten");
    ValueRange chunk = new ValueRange().setValues(Collections.nCopies(25_000, line));
    for (int start = 1; start < 100_000; start += 25_000) {
      sheet
          .client
          .spreadsheets()
          .values()
          .update(sheet.id, "big!A" + start, chunk)
          .setValueInputOption("RAW")
          .execute();
    }
    sheet.raw("big!B100000", row("last"));
    assertThat(sheet.unformatted("big!A99999:B100000").toString())
        .isEqualTo("[[1, two], [1, last]]");
    assertThat(sheet.append("big", "OVERWRITE", row("more")).getTableRange())
        .isEqualTo("big!A1:J100000");
  }
}

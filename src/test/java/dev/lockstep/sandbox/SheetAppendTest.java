package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.OneSheet.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.model.AppendValuesResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Append finds a table where Google finds one, drift included. */
class SheetAppendTest {

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
  void anEmptySheetHasNoTable() throws IOException {
    AppendValuesResponse first = sheet.append("Sheet1", "OVERWRITE", row("a", "b"));
    assertThat(first.getTableRange()).isNull();
    assertThat(first.getUpdates().getUpdatedRange()).isEqualTo("Sheet1!A1:B1");
    AppendValuesResponse second = sheet.append("Sheet1!A1", "OVERWRITE", row("c", "d"));
    assertThat(second.getTableRange()).isEqualTo("Sheet1!A1:B1");
    assertThat(second.getUpdates().getUpdatedRange()).isEqualTo("Sheet1!A2:B2");
  }

  @Test
  void aGapInALoneRowMakesTheNextOnesDrift() throws IOException {
    sheet.append("Sheet1", "OVERWRITE", row("a", "", "b"));
    AppendValuesResponse second = sheet.append("Sheet1", "OVERWRITE", row("a", "", "b"));
    assertThat(second.getTableRange()).isEqualTo("Sheet1!C1");
    assertThat(second.getUpdates().getUpdatedRange()).isEqualTo("Sheet1!C2:E2");
    AppendValuesResponse third = sheet.append("Sheet1", "OVERWRITE", row("a", "", "b"));
    assertThat(third.getTableRange()).isEqualTo("Sheet1!E2");
  }

  @Test
  void theLastBlockOfAWideRangeWinsAsFarAsItReaches() throws IOException {
    sheet.raw("A1", row("h", "h"), row(1, 2));
    sheet.raw("D6", row(1, 2, 3, 4), row(1, 2, 3, 4), row(1, 2, 3, 4));
    AppendValuesResponse appended = sheet.append("Sheet1!A1:D", "INSERT_ROWS", row("x"));
    assertThat(appended.getTableRange()).isEqualTo("Sheet1!D6:G8");
    assertThat(appended.getUpdates().getUpdatedRange()).isEqualTo("Sheet1!D9");
  }

  @Test
  void aRangeWithoutValuesIsWrittenAtItsFirstCell() throws IOException {
    sheet.raw("A1", row("a"), row(""), row("c"));
    AppendValuesResponse appended = sheet.append("Sheet1!A2", "OVERWRITE", row("b", "b"));
    assertThat(appended.getTableRange()).isNull();
    assertThat(appended.getUpdates().getUpdatedRange()).isEqualTo("Sheet1!A2:B2");
  }

  @Test
  void overwritingTakesWhatIsBelowAndInsertingPushesItDown() throws IOException {
    sheet.raw("A1", row("a"), row("b"), row(""), row("below"), row("=A4"));
    sheet.typed("C1", row("=A4"));
    sheet.append("A1", "INSERT_ROWS", row("c"), row("d"));
    assertThat(sheet.shown("A1:A6"))
        .containsExactly(row("a"), row("b"), row("c"), row("d"), row(), row("below"));
    assertThat(sheet.rendered("C1", "FORMULA", "SERIAL_NUMBER")).containsExactly(row("=A6"));
    sheet.append("A1", "OVERWRITE", row("e"), row("over"));
    assertThat(sheet.shown("A5:A6")).containsExactly(row("e"), row("over"));
  }

  @Test
  void theGridGrowsForAppendAlone() throws IOException {
    sheet.batch(
        "{\"addSheet\": {\"properties\": {\"title\": \"small\", \"gridProperties\": {\"rowCount\":"
            + " 1, \"columnCount\": 1}}}}");
    sheet.append("small", "OVERWRITE", row("a"));
    AppendValuesResponse appended = sheet.append("small", "OVERWRITE", row("b", "c"));
    assertThat(appended.getUpdates().getUpdatedRange()).isEqualTo("small!A2:B2");
    assertThat(sheet.get("small").getRange()).isEqualTo("small!A1:B2");
  }
}

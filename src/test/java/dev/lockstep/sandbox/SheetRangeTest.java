package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.OneSheet.refusal;
import static dev.lockstep.sandbox.OneSheet.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.model.ValueRange;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges as they are written, echoed and refused. */
class SheetRangeTest {

  private OneSheet sheet;

  @BeforeEach
  void start() throws IOException {
    sheet = new OneSheet();
  }

  @AfterEach
  void stop() {
    sheet.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "Sheet1|Sheet1!A1:Z1000",
        "'Sheet1'|Sheet1!A1:Z1000",
        "A1|Sheet1!A1",
        "A1:1|Sheet1!A1:Z1",
        "Sheet1!A2:2|Sheet1!A2:Z2",
        "A1:C|Sheet1!A1:C1000",
        "A5:A|Sheet1!A5:A1000",
        "B:C|Sheet1!B1:C1000",
        "2:3|Sheet1!A2:Z3",
        "D4:A1|Sheet1!A1:D4",
        "D4:D4|Sheet1!D4",
        "$B$2:C3|Sheet1!B2:C3",
        "R2C2:R3C3|Sheet1!B2:C3",
        "sheet1!a1|Sheet1!A1",
        "A1:B2000|Sheet1!A1:B1000"
      })
  void aRangeIsEchoedAsGoogleWritesIt(String asked, String echoed) throws IOException {
    assertThat(sheet.get(asked).getRange()).isEqualTo(echoed);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {"Nope!A1", "AAAA1", "'Sheet1", "A0", "Sheet1!", "Table1[Col]", "ZZZZ:A"})
  void whatIsNoRangeIsRefused(String asked) {
    assertThat(refusal(() -> sheet.get(asked))).isEqualTo("400 Unable to parse range: " + asked);
  }

  @Test
  void beyondTheGridIsRefusedForReadsAndForWrites() {
    assertThat(refusal(() -> sheet.get("Sheet1!A5000:B5001")))
        .isEqualTo(
            "400 Range (Sheet1!A5000:B5001) exceeds grid limits. Max rows: 1000, max columns: 26");
    assertThat(refusal(() -> sheet.raw("AA1", row("a"))))
        .isEqualTo("400 Range (Sheet1!AA1) exceeds grid limits. Max rows: 1000, max columns: 26");
    assertThat(refusal(() -> sheet.raw("A1000", row("a"), row("b"))))
        .isEqualTo(
            "400 Range (Sheet1!A1000:A1001) exceeds grid limits. Max rows: 1000, max columns: 26");
  }

  @Test
  void titlesAreQuotedWhereTheyNeedIt() throws IOException {
    for (String title : new String[] {"two words", "D3", "it''s!", "Müller", "2026", "plain_1"}) {
      sheet.batch("{\"addSheet\": {\"properties\": {\"title\": \"" + title + "\"}}}");
    }
    assertThat(sheet.get("'two words'!A1:B2").getRange()).isEqualTo("'two words'!A1:B2");
    assertThat(sheet.get("two words").getRange()).isEqualTo("'two words'!A1:Z1000");
    assertThat(sheet.get("'D3'").getRange()).isEqualTo("'D3'!A1:Z1000");
    assertThat(sheet.get("D3").getRange()).isEqualTo("Sheet1!D3");
    assertThat(sheet.get("'it''''s!'!A1").getRange()).isEqualTo("'it''''s!'!A1");
    assertThat(sheet.get("Müller!A1").getRange()).isEqualTo("'Müller'!A1");
    assertThat(sheet.get("2026!A1").getRange()).isEqualTo("'2026'!A1");
    assertThat(sheet.get("plain_1!A1").getRange()).isEqualTo("plain_1!A1");
  }

  @Test
  void aBareNameIsANamedRangeFirstAndNeverInQuotes() throws IOException {
    sheet.batch(
        "{\"addNamedRange\": {\"namedRange\": {\"name\": \"prices\", \"range\": {\"startRowIndex\":"
            + " 1, \"endRowIndex\": 3, \"startColumnIndex\": 1, \"endColumnIndex\": 2}}}}");
    assertThat(sheet.get("prices").getRange()).isEqualTo("Sheet1!B2:B3");
    assertThat(refusal(() -> sheet.get("'prices'")))
        .isEqualTo("400 Unable to parse range: 'prices'");
  }

  @Test
  void aBareCellIsOnTheFirstVisibleSheet() throws IOException {
    sheet.batch(
        "{\"addSheet\": {\"properties\": {\"title\": \"hidden\", \"index\": 0, \"hidden\":"
            + " true}}}");
    ValueRange found = sheet.get("B2");
    assertThat(found.getRange()).isEqualTo("Sheet1!B2");
  }
}

package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.OneSheet.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formulas are kept, shown and worked out; what cannot be has Google's error. */
class SheetFormulaTest {

  private static OneSheet sheet;

  @BeforeAll
  static void start() throws IOException {
    sheet = new OneSheet();
    sheet.batch("{\"addSheet\": {\"properties\": {\"title\": \"my prices\"}}}");
    sheet.raw("'my prices'!A1", row(10, 20), row("x", true), row("", 5));
    sheet.typed("A1", row(1, 2, 3), row("text", "2020-01-01", "TRUE"));
  }

  @AfterAll
  static void stop() {
    sheet.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      value = {
        "=1+2*3-4/2|5",
        "=-2^2|4",
        "=2^3^2|64",
        "=(1+2)*3%|0.09",
        "=A1+B1|3",
        "=$A$1&\"-\"&B1|1-2",
        "=SUM(A1:C1)|6",
        "=SUM(A1:C2)|43837",
        "=sum(A1,B1,4)|7",
        "=SUM('my prices'!A1:B3)|35",
        "='my prices'!B1*2|40",
        "=SUM('my prices'!A:A)|10",
        "=A1=1|TRUE",
        "=A1<>B1|TRUE",
        "=\"a\"<\"B\"|TRUE",
        "=A1>=B1|FALSE",
        "=Z99|0",
        "=IF(A1>0,\"yes\",\"no\")|yes",
        "=AVERAGE(A1:C1)|2",
        "=COUNTA(A1:C2)|6",
        "=MAX(A1:C1)-MIN(A1:C1)|2",
        "=1/0|#DIV/0!",
        "=A2+1|#VALUE!",
        "=FOO(1)|#NAME?",
        "=nothing|#NAME?",
        "=#REF!+1|#REF!",
        "=Nope!A1|#REF!",
        "=NA()|#N/A",
        "=1+|#ERROR!",
        "=IFERROR(1/0,\"caught\")|caught",
        "=TODAY()|11/26/2026",
        "=NOW()|11/26/2026 8:09:10",
        "=B2+1|2020-01-02",
        "=\"a\"\"b\"|a\"b",
      })
  void aFormulaShowsWhatItComesTo(String formula, String shown) throws IOException {
    sheet.typed("E5", row(formula));
    assertThat(sheet.shown("E5")).containsExactly(row(shown));
    assertThat(sheet.rendered("E5", "FORMULA", "SERIAL_NUMBER")).containsExactly(row(formula));
  }

  @Test
  void aCircleIsAnErrorAndNotTheEndOfTheSandbox() throws IOException {
    sheet.typed("G1", row("=H1", "=G1"));
    assertThat(sheet.shown("G1:H1")).containsExactly(row("#REF!", "#REF!"));
  }

  @Test
  void errorsAreToldWithTypeAndMessage() throws IOException {
    sheet.typed("J1", row("=1/0"));
    JsonNode value =
        sheet
            .json(
                "GET",
                "?ranges=J1&fields=sheets.data.rowData.values(userEnteredValue,effectiveValue)",
                "")
            .at("/sheets/0/data/0/rowData/0/values/0");
    assertThat(value.toString())
        .isEqualTo(
            "{\"userEnteredValue\":{\"formulaValue\":\"=1/0\"},\"effectiveValue\":{\"errorValue\":"
                + "{\"type\":\"DIVIDE_BY_ZERO\",\"message\":\"Function DIVIDE parameter 2 cannot be"
                + " zero.\"}}}");
  }

  @Test
  void aLongChainOfFormulasIsWorkedOut() throws IOException {
    List<Object> chain = new ArrayList<>();
    chain.add(1);
    for (int i = 1; i < 900; i++) {
      chain.add("=K" + i + "+1");
    }
    sheet
        .client
        .spreadsheets()
        .values()
        .update(sheet.id, "K1", OneSheet.rows(chain).setMajorDimension("COLUMNS"))
        .setValueInputOption("USER_ENTERED")
        .execute();
    assertThat(sheet.unformatted("K900").toString()).isEqualTo("[[900]]");
  }
}

package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.OneSheet.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of what is typed, and how it is told. Each test has a row of its own. */
class SheetEntryTest {

  private static OneSheet sheet;

  @BeforeAll
  static void start() throws IOException {
    sheet = new OneSheet();
  }

  @AfterAll
  static void stop() {
    sheet.close();
  }

  private static int rows;

  private static synchronized String nextRow() {
    return "A" + ++rows;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      value = {
        // typed | value | type of value | shown
        "007|7|n|7",
        "3.00|3|n|3",
        "-1.5|-1.5|n|-1.5",
        ".5|0.5|n|0.5",
        "1,234|1234|n|1,234",
        "1,234.5|1234.5|n|1,234.50",
        "1e3|1000|n|1.00E+03",
        "$100.15|100.15|n|$100.15",
        "-$5|-5|n|-$5",
        "50%|0.5|n|50%",
        "7%|0.07|n|7%",
        "1-2|46024|n|1-2",
        "2026-09-05|46270|n|2026-09-05",
        "9/27/2026|46292|n|9/27/2026",
        "Jan 5, 2020|43835|n|Jan 5, 2020",
        "5-Mar-2021|44260|n|5-Mar-2021",
        "12:30|0.5208333333333334|n|12:30",
        "1:05 PM|0.5451388888888888|n|1:05 PM",
        "2020-01-01 10:30:00|43831.4375|n|2020-01-01 10:30:00",
        "true|true|b|TRUE",
        "'0123|0123|s|0123",
        "'=1+1|=1+1|s|=1+1",
        "'|  |s| ",
        "2/30/2026|2/30/2026|s|2/30/2026",
        "12 apples|12 apples|s|12 apples",
        "1,23|1,23|s|1,23",
        "2020-01-01T10:30:00Z|2020-01-01T10:30:00Z|s|2020-01-01T10:30:00Z",
        "=2+3|5|n|5",
        "+2|2|n|2",
        "+2+3|5|n|5"
      })
  void typedTextIsReadAsInTheUnitedStates(String typed, String value, String type, String shown)
      throws IOException {
    String at = nextRow();
    sheet.typed(at, row(typed));
    List<List<Object>> unformatted = sheet.unformatted(at);
    if (typed.equals("'")) {
      assertThat(unformatted).isNull();
      return;
    }
    Object found = unformatted.getFirst().getFirst();
    assertThat(found)
        .isInstanceOf(
            switch (type) {
              case "n" -> Number.class;
              case "b" -> Boolean.class;
              default -> String.class;
            });
    assertThat(found.toString()).isEqualTo(value);
    assertThat(sheet.shown(at)).containsExactly(row(shown));
  }

  @ParameterizedTest
  @CsvSource({"=1+1", "'0123", "007", "2026-09-05", "TRUE", "50%", "+2"})
  void rawTextStaysAsItIs(String text) throws IOException {
    String at = nextRow();
    sheet.raw(at, row("x", text));
    String next = at.replace("A", "B");
    assertThat(sheet.unformatted(next)).containsExactly(row(text));
    assertThat(sheet.rendered(next, "FORMULA", "SERIAL_NUMBER")).containsExactly(row(text));
  }

  @Test
  void numbersAndFlagsOfJsonAreNeverInterpreted() throws IOException {
    String at = nextRow();
    sheet.typed(at, row(7, true, 0.1));
    assertThat(sheet.unformatted(at + ":C" + rows).toString()).isEqualTo("[[7, true, 0.1]]");
  }

  @Test
  void datesAreSerialsUnlessTheyAreAskedForAsText() throws IOException {
    String at = nextRow();
    sheet.typed(at, row("2020-01-01", "=A" + rows + "+1", 5));
    String range = at + ":C" + rows;
    assertThat(sheet.rendered(range, "UNFORMATTED_VALUE", "SERIAL_NUMBER").toString())
        .isEqualTo("[[43831, 43832, 5]]");
    assertThat(sheet.rendered(range, "UNFORMATTED_VALUE", "FORMATTED_STRING").toString())
        .isEqualTo("[[2020-01-01, 2020-01-02, 5]]");
    assertThat(sheet.rendered(range, "FORMULA", "FORMATTED_STRING").toString())
        .isEqualTo("[[43831, =A" + rows + "+1, 5]]");
    assertThat(sheet.rendered(range, "FORMATTED_VALUE", "SERIAL_NUMBER").toString())
        .isEqualTo("[[2020-01-01, 2020-01-02, 5]]");
  }

  @Test
  void anAddressBecomesALink() throws IOException {
    String at = nextRow();
    sheet.typed(at, row("https://example.com/a?b=c", "=HYPERLINK(\"https://b.example\",\"b\")"));
    assertThat(
            sheet
                .json(
                    "GET",
                    "?ranges=" + at + ":B" + rows + "&fields=sheets.data.rowData.values.hyperlink",
                    "")
                .findValuesAsText("hyperlink"))
        .containsExactly("https://example.com/a?b=c", "https://b.example");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      value = {
        "NUMBER|#,##0.00|1234.5|1,234.50",
        "NUMBER|0000|7|0007",
        "NUMBER|#.##|0.5|.5",
        "NUMBER|0.0#|2|2.0",
        "NUMBER|#,##0,|1234567|1,235",
        "NUMBER|0;(0);\"none\"|-3|(3)",
        "NUMBER|0;(0);\"none\"|0|none",
        "PERCENT|0.0%|0.1234|12.3%",
        "CURRENCY|\"$\"#,##0.00|-1234|-$1,234.00",
        "CURRENCY|[$€]#,##0.00|5|€5.00",
        "SCIENTIFIC|0.00E+00|12345|1.23E+04",
        "DATE|dd.mm.yyyy|43831|01.01.2020",
        "DATE|dddd, mmmm d|43831|Wednesday, January 1",
        "DATE||43831|1/1/2020",
        "TIME|hh:mm:ss|0.5|12:00:00",
        "TIME|[h]:mm|1.5|36:00",
        "DATE_TIME|yyyy-mm-dd hh:mm:ss.000|43831.123456|2020-01-01 02:57:46.598",
        "TEXT|@|5|5"
      })
  void numberFormatsShowNumbersTheirWay(String type, String pattern, double number, String shown)
      throws IOException {
    String at = nextRow();
    sheet.batch(
        ("{\"repeatCell\": {\"range\": {\"startRowIndex\": %d, \"endRowIndex\": %d,"
                + " \"startColumnIndex\": 0, \"endColumnIndex\": 1}, \"cell\":"
                + " {\"userEnteredFormat\": {\"numberFormat\": {\"type\": \"%s\", \"pattern\":"
                + " \"%s\"}}}, \"fields\": \"userEnteredFormat.numberFormat\"}}")
            .formatted(rows - 1, rows, type, pattern == null ? "" : pattern.replace("\"", "\\\"")));
    sheet.raw(at, row(number));
    assertThat(sheet.shown(at)).containsExactly(row(shown));
  }

  @ParameterizedTest
  @CsvSource({
    "0.3333333333333333, 0.3333333333",
    "33.333333333333336, 33.33333333",
    "123456789012, 123456789012",
    "0.1, 0.1",
    "1e21, 1E+21",
    "-2.5, -2.5"
  })
  void aNumberWithoutAFormatShowsTenDigits(double number, String shown) throws IOException {
    String at = nextRow();
    sheet.raw(at, row(number));
    assertThat(sheet.shown(at)).containsExactly(row(shown));
  }
}

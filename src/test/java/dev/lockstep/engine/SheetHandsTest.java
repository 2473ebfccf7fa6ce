package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.testing.ConcurrentTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What people do in a tab beyond editing its cells; numbers are those of the faults. */
class SheetHandsTest {

  private static final String BOTH = "googleCreate: insert, googleDelete: delete";
  private static final String NOWHERE = "1NoSuchSpreadsheetNoSuchSpreadsheetNoSuchSpr";

  private static Ledgers ledgers;
  private static Ledger renamed;
  private static Ledger blanked;
  private static Ledger copied;
  private static Ledger grid;
  private static Ledger nowhere;
  private static Ledger sorted;
  private static Ledger defaulted;

  @BeforeAll
  static void start() {
    ledgers = new Ledgers();
    renamed = ledgers.open("renamed", 6, BOTH);
    blanked = ledgers.open("blanked", 6, BOTH);
    copied = ledgers.open("copied", 6, BOTH);
    grid = ledgers.open("grid", 6, BOTH);
    nowhere = ledgers.open("nowhere", 1, BOTH);
    sorted = ledgers.open("sorted", 120, BOTH);
    defaulted = ledgers.open("defaulted", 2, BOTH);
    ledgers
        .jdbc
        .sql("ALTER TABLE public.defaulted ALTER pieces SET DEFAULT 3, ALTER pieces SET NOT NULL")
        .update();
    ledgers.define("nowhere", ledgers.definition("nowhere").replace(nowhere.id(), NOWHERE));
    ledgers.run();
    for (Ledger ledger : List.of(renamed, blanked, copied, grid, sorted, defaulted)) {
      ledger.inStep();
    }
  }

  @AfterAll
  static void stop() {
    ledgers.close();
  }

  @ConcurrentTest
  void aKeyThatIsEditedHoldsItsRecordUntilItIsBack_28() {
    int row = renamed.rowOf("P1");
    renamed.type("A" + row, "[[\"X1\"]]");
    awaitTold(renamed, "row %d had key 'P1' and has 'X1' now".formatted(row));
    renamed.set("P1", "name = 'meanwhile'");
    renamed.looked();
    assertThat(renamed.held()).hasSize(6).containsKey("P1");
    assertThat(renamed.shown().get("X1")).containsExactly("Part 1", "1");

    renamed.type("A" + row, "[[\"P1\"]]");
    isWholeAgain(renamed);
    assertThat(renamed.shown().get("P1").getFirst()).isEqualTo("meanwhile");
  }

  @ConcurrentTest
  void whatANewRowLeavesBlankIsTheColumnsDefaultAndShownInTheCell() {
    defaulted.type("A4", "[[\"X9\", \"typed\"]]");
    soon().until(() -> defaulted.held().containsKey("X9"));
    soon().until(() -> List.of("typed", "3").equals(defaulted.shown().get("X9")));
    defaulted.inStep();
    assertThat(defaulted.held().get("X9")).isEqualTo(List.of("typed", "3"));
  }

  @ConcurrentTest
  void aKeyThatIsBlankedHoldsItsRecordUntilItIsBack_28() {
    int row = blanked.rowOf("P1");
    blanked.type("A" + row, "[[\"\"]]");
    awaitTold(blanked, "row %d lost its key 'P1'".formatted(row));
    blanked.looked();
    assertThat(blanked.held()).hasSize(6).containsKey("P1");

    blanked.type("A" + row, "[[\"P1\", \"Renewed\"]]");
    isWholeAgain(blanked);
    assertThat(blanked.held().get("P1").getFirst()).isEqualTo("Renewed");
  }

  @ConcurrentTest
  void ofACopiedRowTheOneThatIsUnchangedFlows_28() {
    int row = copied.rowOf("P1");
    copied.type("A8", "[[\"P1\", \"Copy\", 1]]");
    awaitTold(copied, "key 'P1' stands in rows %d, 8".formatted(row));
    copied.set("P1", "pieces = 100");
    copied.set("P2", "pieces = 200");
    soon().until(() -> copied.rows().get(copied.rowOf("P2") - 2).getLast().equals("200"));
    copied.looked();
    assertThat(copied.held()).hasSize(6).containsEntry("P1", List.of("Part 1", "100"));
    assertThat(copied.rows().get(6)).as("the copy").containsExactly("P1", "Copy", "1");

    copied.deleteRows(8, 8);
    isWholeAgain(copied);
    assertThat(copied.held().get("P1")).containsExactly("Part 1", "100");
  }

  private static void isWholeAgain(Ledger ledger) {
    ledger.inStep();
    ledger.looked();
    ledger.inStep();
    assertThat(ledger.held()).containsOnlyKeys("P1", "P2", "P3", "P4", "P5", "P6");
    assertThat(ledger.rows()).hasSize(6);
    assertThat(ledger.state("P1")).isEqualTo("linked");
    assertThat(ledger.items("failed")).isZero();
  }

  private static void awaitTold(Ledger ledger, String text) {
    soon().untilAsserted(() -> assertThat(ledger.told()).anyMatch(told -> told.contains(text)));
  }

  @ConcurrentTest
  void whatASortOfOneColumnWouldChangeIsHeldWhileLiveEditsGoOn_61() {
    sorted.person(
        """
        {"sortRange": {
            "range": {"sheetId": TAB, "startRowIndex": 1, "endRowIndex": 121,
                "startColumnIndex": 2, "endColumnIndex": 3},
            "sortSpecs": [{"dimensionIndex": 2, "sortOrder": "DESCENDING"}]}}""");
    Map<String, List<String>> shown = sorted.shown();
    long changed =
        sorted.held().entrySet().stream()
            .filter(row -> !row.getValue().equals(shown.get(row.getKey())))
            .count();
    assertThat(changed).as("more than a person does by hand").isGreaterThan(100);
    soon().untilAsserted(() -> assertThat(sorted.items("held")).isEqualTo(changed));
    assertThat(sorted.notices("braked")).isPositive();

    sorted.set("P1", "name = 'live'");
    sorted.insert("Q1");
    soon().until(() -> sorted.shown().containsKey("Q1"));
    soon().until(() -> sorted.shown().get("P1").getFirst().equals("live"));
    // One that is weighed anew is held again.
    soon().untilAsserted(() -> assertThat(sorted.items("held")).isEqualTo(changed));
    assertThat(sorted.held().get("P1")).containsExactly("live", "1");
    assertThat(sorted.held().get("P120")).containsExactly("Part 120", "120");

    sorted.discard();
    sorted.inStep();
    assertThat(sorted.shown().get("P120")).containsExactly("Part 120", "120");
  }

  /** I4: columns left and right, a hidden row, a filter, rows without anything of ours. */
  @ConcurrentTest
  void nothingOutsideTheMappedCellsIsTouched() {
    grid.person(
        """
        {"insertDimension": {"range": {"sheetId": TAB, "dimension": "COLUMNS", "startIndex": 0,
            "endIndex": 1}, "inheritFromBefore": false}},
        {"updateDimensionProperties": {"range": {"sheetId": TAB, "dimension": "ROWS",
            "startIndex": 3, "endIndex": 4}, "properties": {"hiddenByUser": true},
            "fields": "hiddenByUser"}},
        {"setBasicFilter": {"filter": {"range": {"sheetId": TAB, "startRowIndex": 0,
            "startColumnIndex": 1, "endColumnIndex": 4}}}},
        {"updateCells": {"start": {"sheetId": TAB, "rowIndex": 2, "columnIndex": 5},
            "fields": "note", "rows": [{"values": [{"note": "a person's"}]}]}}""");
    grid.type("A1", "[[\"Mine\"],[1],[2],[3],[4],[5],[6]]");
    grid.type(
        "E1",
        "[[\"Total\", \"Notes\"],[\"=D2*2\", \"n1\"],[\"=D3*2\", \"n2\"],[\"=D4*2\", \"n3\"],"
            + "[\"=D5*2\", \"n4\"],[\"=D6*2\", \"n5\"],[\"=D7*2\", \"n6\"]]");
    grid.type("F11", "[[\"only mine\"]]");
    grid.inStep();
    List<String> before = strangersCells("P5");
    assertThat(before).anyMatch(row -> row.contains("only mine"));

    grid.set("P2", "name = 'Changed'");
    grid.set("P3", "pieces = 33");
    grid.insert("Q1");
    grid.erase("P5");
    grid.inStep();
    grid.looked();

    assertThat(strangersCells("Q1")).isEqualTo(before);
    assertThat(grid.held()).containsOnlyKeys("P1", "P2", "P3", "P4", "P6", "Q1");
  }

  /** What stands outside the mapped columns, row by row, of every row but that one. */
  private static List<String> strangersCells(String without) {
    JsonNode sheet =
        ledgers
            .lockstep
            .google(
                Ledgers.PERSON,
                "GET",
                "v4/spreadsheets/"
                    + grid.id()
                    + "?ranges=grid&includeGridData=true&fields=sheets(basicFilter.range.startColumnIndex,"
                    + "data(rowMetadata.hiddenByUser,rowData.values(userEnteredValue,note)))",
                "")
            .at("/sheets/0");
    JsonNode data = sheet.at("/data/0");
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < data.path("rowData").size(); row++) {
      JsonNode cells = data.path("rowData").path(row).path("values");
      if (cells.at("/1/userEnteredValue/stringValue").asText().equals(without)) {
        continue;
      }
      Map<Integer, String> strangers = new TreeMap<>();
      for (int column = 0; column < cells.size(); column++) {
        boolean isMapped = column >= 1 && column <= 3;
        if (!isMapped && !cells.path(column).isEmpty()) {
          // A formula follows its row, wherever that goes.
          strangers.put(column, cells.path(column).toString().replaceAll("=D\\d+\\*", "=D_*"));
        }
      }
      boolean isHidden = data.path("rowMetadata").path(row).path("hiddenByUser").asBoolean();
      rows.add(strangers + (isHidden ? " hidden" : ""));
    }
    while (rows.getLast().equals("{}")) {
      rows.removeLast();
    }
    rows.add(sheet.path("basicFilter").toString());
    return rows;
  }

  @ConcurrentTest
  void aSpreadsheetThatIsNotThereIsNamedByItsId() {
    soon().until(() -> !nowhere.waitsFor().isEmpty());
    assertThat(nowhere.waitsFor())
        .startsWith("tab 'nowhere' of spreadsheet " + NOWHERE + ": Google answered 404");
    assertThat(nowhere.items("failed") + nowhere.usedAttempts()).isZero();
  }
}

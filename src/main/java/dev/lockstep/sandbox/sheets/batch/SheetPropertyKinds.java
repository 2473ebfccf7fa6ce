package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.shift.Places;
import dev.lockstep.sandbox.sheets.shift.References;
import dev.lockstep.sandbox.sheets.shift.Shift;
import dev.lockstep.sandbox.sheets.wire.UpdateMask;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names, sizes, places and looks of sheets, and the settings of the whole. */
final class SheetPropertyKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "updateSheetProperties", SheetPropertyKinds::sheet,
        "updateSpreadsheetProperties", SheetPropertyKinds::spreadsheet);
  }

  private static @Nullable ObjectNode sheet(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "properties");
    Spreadsheet spreadsheet = draft.spreadsheet();
    int id = given.path("sheetId").asInt();
    Sheet sheet = spreadsheet.sheet(id);
    if (sheet == null) {
      throw GoogleError.invalid("No sheet with id: " + id);
    }
    UpdateMask mask = Bodies.mask(body, "SheetProperties");
    Protection.check(draft, sheet, sheet.grid().all());
    ObjectNode before = sheet.properties(spreadsheet.index(sheet));
    ObjectNode after = mask.merge("SheetProperties", before, given);
    if (after.path("tabColorStyle").isEmpty()) {
      after.remove(List.of("tabColor", "tabColorStyle"));
    }
    title(spreadsheet, sheet, after.path("title").asText(""));
    size(sheet, after.path("gridProperties"));
    int rows = sheet.grid().rowCount();
    int columns = sheet.grid().columnCount();
    sheet.properties(after);
    shrunk(spreadsheet, sheet, Dimension.ROWS, rows);
    shrunk(spreadsheet, sheet, Dimension.COLUMNS, columns);
    if (spreadsheet.sheets().stream().allMatch(Sheet::isHidden)) {
      throw GoogleError.invalid("You can't hide all the sheets in a document.");
    }
    if (mask.isAll() || mask.selects("index")) {
      move(spreadsheet, sheet, given.path("index").asInt());
    }
    if (spreadsheet.cells() > Spreadsheet.MOST_CELLS) {
      throw BatchRequests.tooManyCells();
    }
    return null;
  }

  /** Formulas name a sheet by its title. */
  private static void title(Spreadsheet spreadsheet, Sheet sheet, String title) {
    if (title.equals(sheet.title())) {
      return;
    }
    if (title.isEmpty()) {
      throw GoogleError.invalid("The sheet name cannot be empty.");
    }
    Sheet other = spreadsheet.sheet(title);
    if (other != null && other != sheet) {
      NewSheet.checkTitle(spreadsheet, title);
    }
    String old = sheet.title();
    sheet.title(title);
    Places.formulas(spreadsheet, (home, formula) -> References.renamed(formula, old, title));
  }

  private static void size(Sheet sheet, JsonNode grid) {
    int rows = grid.path("rowCount").asInt();
    int columns = grid.path("columnCount").asInt();
    if (rows < 1) {
      throw GoogleError.invalid("gridProperties.rowCount must be greater than 0.");
    }
    if (columns < 1) {
      throw GoogleError.invalid("gridProperties.columnCount must be greater than 0.");
    }
    if (columns > Spreadsheet.MOST_COLUMNS) {
      throw GoogleError.invalid(
          "This action would increase the number of columns in the sheet above the limit of "
              + Spreadsheet.MOST_COLUMNS
              + " columns.");
    }
    frozen(grid.path("frozenRowCount").asInt(), rows, "rows");
    frozen(grid.path("frozenColumnCount").asInt(), columns, "columns");
    if ((long) rows * columns > Spreadsheet.MOST_CELLS) {
      throw BatchRequests.tooManyCells();
    }
  }

  private static void frozen(int frozen, int count, String what) {
    if (frozen < 0 || frozen >= count) {
      throw GoogleError.invalid("You can't freeze all " + what + " on the sheet.");
    }
  }

  /** What lay on rows or columns that are gone is gone with them. */
  private static void shrunk(Spreadsheet spreadsheet, Sheet sheet, Dimension dimension, int old) {
    int now = sheet.grid().count(dimension);
    if (now < old) {
      Places.follow(spreadsheet, new Shift.Delete(sheet.id(), dimension, now, old - now));
    }
  }

  /** The index counts before the move; the place where it is and the next are where it is. */
  private static void move(Spreadsheet spreadsheet, Sheet sheet, int index) {
    int now = spreadsheet.index(sheet);
    if (index < 0 || index > spreadsheet.sheets().size()) {
      throw GoogleError.invalid(
          "properties.index (" + index + ") is out of range for the sheets of the document.");
    }
    if (index == now || index == now + 1) {
      return;
    }
    spreadsheet.sheets().remove(now);
    spreadsheet.sheets().add(index > now ? index - 1 : index, sheet);
  }

  private static @Nullable ObjectNode spreadsheet(Draft draft, ObjectNode body) {
    UpdateMask mask = Bodies.mask(body, "SpreadsheetProperties");
    Spreadsheet spreadsheet = draft.spreadsheet();
    ObjectNode after =
        mask.merge(
            "SpreadsheetProperties", spreadsheet.properties(), Bodies.object(body, "properties"));
    if (after.path("title").asText("").isEmpty()) {
      throw GoogleError.invalid("The title of the document cannot be empty.");
    }
    zone(after.path("timeZone").asText(""));
    String locale = after.path("locale").asText("");
    if (!locale.matches("[a-z]{2,3}(_[A-Z]{2})?")) {
      throw GoogleError.invalid("Unsupported locale: " + locale);
    }
    spreadsheet.properties(after);
    return null;
  }

  private static void zone(String zone) {
    try {
      ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw GoogleError.invalid("Invalid time zone: " + zone);
    }
  }
}

package dev.lockstep.sandbox.sheets.grid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sandbox.http.GoogleError;
import org.jspecify.annotations.Nullable;

/** Google's range by numbers; a bound that is missing is open. */
public record GridRange(
    int sheetId,
    @Nullable Integer startRow,
    @Nullable Integer endRow,
    @Nullable Integer startColumn,
    @Nullable Integer endColumn) {

  public static GridRange read(JsonNode json) {
    return new GridRange(
        json.path("sheetId").asInt(),
        bound(json, "startRowIndex"),
        bound(json, "endRowIndex"),
        bound(json, "startColumnIndex"),
        bound(json, "endColumnIndex"));
  }

  private static @Nullable Integer bound(JsonNode json, String name) {
    return json.has(name) ? json.get(name).asInt() : null;
  }

  /** The sheet, and the part of the range that lies on its grid. */
  public A1.Place on(Spreadsheet spreadsheet) {
    Sheet sheet = spreadsheet.sheet(sheetId);
    if (sheet == null) {
      throw GoogleError.invalid("No grid with id: " + sheetId);
    }
    Area asked = asked(sheet.grid());
    if (asked.top() < 0 || asked.left() < 0 || asked.isEmpty()) {
      throw GoogleError.invalid(
          "The range is empty or negative: rows ["
              + asked.top()
              + ", "
              + asked.bottom()
              + "), columns ["
              + asked.left()
              + ", "
              + asked.right()
              + ")");
    }
    if (asked.top() >= sheet.grid().rowCount() || asked.left() >= sheet.grid().columnCount()) {
      throw A1.beyond(sheet, asked);
    }
    return new A1.Place(sheet, asked.meet(sheet.grid().all()));
  }

  /** The part that lies on a sheet's grid, without looking whether it makes sense. */
  public Area within(Sheet sheet) {
    return asked(sheet.grid()).meet(sheet.grid().all());
  }

  private Area asked(Grid grid) {
    int top = startRow == null ? 0 : startRow;
    int left = startColumn == null ? 0 : startColumn;
    return new Area(
        top,
        endRow == null ? Math.max(grid.rowCount(), top + 1) : endRow,
        left,
        endColumn == null ? Math.max(grid.columnCount(), left + 1) : endColumn);
  }
}

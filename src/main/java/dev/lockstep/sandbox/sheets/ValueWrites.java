package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.batch.Protection;
import dev.lockstep.sandbox.sheets.entry.Typed;
import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import java.time.LocalDate;
import java.util.BitSet;

/**
 * Writes values into cells, and nothing but values: formats, notes and validation stay. A null
 * passes a cell over, an empty text empties it.
 */
final class ValueWrites {

  /**
   * What was written.
   *
   * @param rows that have a written cell
   */
  record Written(A1.Place place, BitSet rows, BitSet columns, int cells) {
    ObjectNode json(String spreadsheetId) {
      ObjectNode json =
          Json.object().put("spreadsheetId", spreadsheetId).put("updatedRange", place.text());
      if (cells > 0) {
        json.put("updatedRows", rows.cardinality())
            .put("updatedColumns", columns.cardinality())
            .put("updatedCells", cells);
      }
      return json;
    }
  }

  private final boolean typed;
  private final LocalDate today;
  private final String caller;

  /**
   * @param typed whether texts are taken as a person's typing
   * @param caller the address of whoever writes; protected ranges keep some out
   */
  ValueWrites(boolean typed, LocalDate today, String caller) {
    this.typed = typed;
    this.today = today;
    this.caller = caller;
  }

  /**
   * @param values rows of the range, or columns
   * @throws GoogleError 400 when they do not fit into the range, which does not grow unless it is a
   *     single cell, or onto the grid, which never does
   */
  Written write(Spreadsheet draft, A1.Place place, JsonNode values, Dimension major) {
    Area asked = place.area();
    Area area = spread(asked, values, major);
    Grid grid = place.sheet().grid();
    if (!place.growing() && !asked.contains(area)) {
      throw outside(place, area);
    }
    if (!grid.all().contains(area)) {
      throw A1.beyond(place.sheet(), area);
    }
    Protection.check(draft, caller, place.sheet(), area);
    BitSet rows = new BitSet();
    BitSet columns = new BitSet();
    int cells = 0;
    for (int i = 0; i < values.size(); i++) {
      JsonNode line = values.get(i);
      for (int j = 0; j < line.size(); j++) {
        if (line.get(j).isNull()) {
          continue;
        }
        int row = area.top() + (major == Dimension.ROWS ? i : j);
        int column = area.left() + (major == Dimension.ROWS ? j : i);
        grid.put(row, column, written(grid.at(row, column), line.get(j), i, j));
        rows.set(row);
        columns.set(column);
        cells++;
      }
    }
    return new Written(new A1.Place(place.sheet(), area), rows, columns, cells);
  }

  /** The cells that values cover from a place's first cell on; at least that cell. */
  static Area spread(Area from, JsonNode values, Dimension major) {
    int lines = Math.max(1, values.size());
    int longest = 1;
    for (JsonNode line : values) {
      longest = Math.max(longest, line.size());
    }
    return major == Dimension.ROWS
        ? new Area(from.top(), from.top() + lines, from.left(), from.left() + longest)
        : new Area(from.top(), from.top() + longest, from.left(), from.left() + lines);
  }

  private static GoogleError outside(A1.Place place, Area area) {
    boolean rows = area.bottom() > place.area().bottom();
    return GoogleError.invalid(
        "Requested writing within range ["
            + place.text()
            + "], but tried writing to "
            + (rows
                ? "row [" + (place.area().bottom() + 1)
                : "column [" + A1.letters(place.area().right()))
            + "]");
  }

  private Cell written(Cell cell, JsonNode json, int line, int index) {
    if (json.isNumber()) {
      return cell.with(new Value.Number(json.asDouble()));
    }
    if (json.isBoolean()) {
      return cell.with(new Value.Flag(json.asBoolean()));
    }
    if (!json.isTextual()) {
      throw GoogleError.invalid(
          "Invalid values["
              + line
              + "]["
              + index
              + "]: "
              + (json.isArray() ? "list_value" : "struct_value")
              + " {\n}\n");
    }
    String text = json.asText();
    checkLength(text);
    if (!typed) {
      return cell.with(text.isEmpty() ? null : new Value.Text(text));
    }
    return typed(cell, text);
  }

  private Cell typed(Cell cell, String text) {
    JsonNode format = cell.format() == null ? null : cell.format().get("numberFormat");
    boolean plainText = format != null && format.path("type").asText().equals("TEXT");
    Typed entry = Typed.read(text, today, plainText);
    Cell written = cell.with(entry.value());
    if (entry.format() != null && format == null) {
      ObjectNode formatted = Json.object();
      formatted.set("numberFormat", entry.format());
      if (cell.format() != null) {
        formatted.setAll(cell.format());
      }
      written = written.withFormat(formatted);
    }
    return entry.hyperlink() == null
        ? written
        : written.withRest(Json.object().put("hyperlink", entry.hyperlink()));
  }

  static void checkLength(String text) {
    Value.checked(text);
  }
}

package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.shift.References;
import dev.lockstep.sandbox.sheets.wire.UpdateMask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in cells is written: the same into all, each its own, or below what is there. */
final class CellKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "repeatCell", CellKinds::repeat,
        "updateCells", CellKinds::update,
        "appendCells", CellKinds::append);
  }

  private static @Nullable ObjectNode repeat(Draft draft, ObjectNode body) {
    UpdateMask mask = Bodies.mask(body, "CellData");
    Place place = Bodies.place(draft, body, "range");
    Protection.check(draft, place.sheet(), place.area());
    ObjectNode given = Bodies.object(body, "cell");
    Grid grid = place.sheet().grid();
    Area area = place.area();
    Cell blank = Cell.EMPTY.merge(mask, given);
    for (int row = area.top(); row < area.bottom(); row++) {
      for (int column = area.left(); column < area.right(); column++) {
        Cell old = grid.cell(row, column);
        Cell now = old == null ? blank : old.merge(mask, given);
        grid.put(row, column, alongside(now, row - area.top(), column - area.left()));
      }
    }
    return null;
  }

  /** A formula that is repeated refers to its own neighbours. */
  private static Cell alongside(Cell cell, int down, int right) {
    return cell.value() instanceof Value.Formula formula && (down > 0 || right > 0)
        ? cell.with(new Value.Formula(References.copied(formula.text(), down, right)))
        : cell;
  }

  private static @Nullable ObjectNode update(Draft draft, ObjectNode body) {
    UpdateMask mask = Bodies.mask(body, "CellData");
    JsonNode rows = body.path("rows");
    if (body.has("range")) {
      Place place = Bodies.place(draft, body, "range");
      write(draft, place.sheet(), place.area(), rows, mask);
      clearRest(place, rows, mask);
      return null;
    }
    if (!body.has("start")) {
      throw GoogleError.invalid("Must specify either a range or a start.");
    }
    ObjectNode start = (ObjectNode) body.get("start");
    Sheet sheet = draft.sheet(start.path("sheetId").asInt());
    Area all = sheet.grid().all();
    Area area =
        new Area(
            start.path("rowIndex").asInt(),
            all.bottom(),
            start.path("columnIndex").asInt(),
            all.right());
    write(draft, sheet, area, rows, mask);
    return null;
  }

  private static void write(Draft draft, Sheet sheet, Area area, JsonNode rows, UpdateMask mask) {
    int widest = 0;
    for (int i = 0; i < rows.size(); i++) {
      JsonNode values = rows.get(i).path("values");
      widest = Math.max(widest, values.size());
      if (area.top() + i >= area.bottom()) {
        throw beyond("row", area.top() + i, area.bottom() - 1);
      }
      if (area.left() + values.size() > area.right()) {
        throw beyond(
            "column", Math.max(area.left(), area.right()), Math.max(area.left(), area.right()) - 1);
      }
    }
    Protection.check(
        draft,
        sheet,
        new Area(area.top(), area.top() + rows.size(), area.left(), area.left() + widest));
    Grid grid = sheet.grid();
    for (int i = 0; i < rows.size(); i++) {
      JsonNode values = rows.get(i).path("values");
      for (int j = 0; j < values.size(); j++) {
        int row = area.top() + i;
        int column = area.left() + j;
        ObjectNode given = values.get(j) instanceof ObjectNode cell ? cell : Json.object();
        grid.put(row, column, grid.at(row, column).merge(mask, given));
      }
    }
  }

  private static GoogleError beyond(String what, int index, int last) {
    return GoogleError.invalid(
        "Attempting to write "
            + what
            + ": "
            + index
            + ", beyond the last requested "
            + what
            + " of: "
            + last);
  }

  /** What the rows do not reach of a range loses what the mask names. */
  private static void clearRest(Place place, JsonNode rows, UpdateMask mask) {
    Grid grid = place.sheet().grid();
    Area area = place.area();
    for (int row = area.top(); row < area.bottom(); row++) {
      int given = rows.path(row - area.top()).path("values").size();
      int last = Math.min(area.right(), grid.used(row));
      for (int column = area.left() + given; column < last; column++) {
        Cell cell = grid.cell(row, column);
        if (cell != null) {
          grid.put(row, column, cell.merge(mask, Json.object()));
        }
      }
    }
  }

  /** New rows come below the last one that holds a value, from the first column on. */
  private static @Nullable ObjectNode append(Draft draft, ObjectNode body) {
    UpdateMask mask = Bodies.mask(body, "CellData");
    Sheet sheet = draft.sheet(body.path("sheetId").asInt());
    JsonNode rows = body.path("rows");
    String tableId = body.path("tableId").asText("");
    Area all = sheet.grid().all();
    if (!tableId.isEmpty()) {
      appendToTable(draft, sheet, tableId, rows, mask);
      return null;
    }
    int top = lastValue(sheet.grid(), all) + 1;
    grow(sheet, top + rows.size());
    write(draft, sheet, new Area(top, top + rows.size(), 0, all.right()), rows, mask);
    return null;
  }

  private static void appendToTable(
      Draft draft, Sheet sheet, String tableId, JsonNode rows, UpdateMask mask) {
    for (int i = 0; i < sheet.list(Part.TABLES).size(); i++) {
      ObjectNode table = sheet.list(Part.TABLES).get(i);
      if (!table.path("tableId").asText().equals(tableId)) {
        continue;
      }
      Area area = GridRange.read(table.path("range")).within(sheet);
      int top = Math.max(area.top(), lastValue(sheet.grid(), area)) + 1;
      int bottom = Math.max(area.bottom(), top + rows.size());
      grow(sheet, bottom);
      Area reached = new Area(area.top(), bottom, area.left(), area.right());
      sheet.list(Part.TABLES).set(i, Bodies.with(table, "range", reached.json(sheet.id())));
      write(draft, sheet, new Area(top, bottom, area.left(), area.right()), rows, mask);
      return;
    }
    throw GoogleError.invalid("No table with id: " + tableId);
  }

  private static void grow(Sheet sheet, int rows) {
    if (rows > sheet.grid().rowCount()) {
      sheet.grid().resize(Dimension.ROWS, rows);
    }
  }

  private static int lastValue(Grid grid, Area area) {
    for (int row = Math.min(area.bottom(), grid.usedRows()) - 1; row >= area.top(); row--) {
      for (int column = area.left(); column < Math.min(area.right(), grid.used(row)); column++) {
        Cell cell = grid.cell(row, column);
        if (cell != null && cell.value() != null) {
          return row;
        }
      }
    }
    return area.top() - 1;
  }
}

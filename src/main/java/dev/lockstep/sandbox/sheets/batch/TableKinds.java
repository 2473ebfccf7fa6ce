package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.UpdateMask;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ranges with a header, named and typed columns. */
final class TableKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "addTable", TableKinds::add,
        "updateTable", TableKinds::update,
        "deleteTable", TableKinds::delete);
  }

  private static ObjectNode add(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "table").deepCopy();
    Spreadsheet spreadsheet = draft.spreadsheet();
    String id = given.path("tableId").asText("");
    if (!id.isEmpty() && Tables.find(spreadsheet, id) != null) {
      throw GoogleError.invalid("A table with id: " + id + " already exists.");
    }
    if (id.isEmpty()) {
      id = "" + draft.newId(taken -> Tables.find(spreadsheet, "" + taken) != null);
    }
    given.put("tableId", id);
    if (given.path("name").asText("").isEmpty()) {
      given.put("name", Tables.freeName(spreadsheet, "Table1"));
    }
    Place place = Bodies.place(draft, given, "range");
    free(draft, place, given);
    ObjectNode whole = Bodies.with(given, "range", place.area().json(place.sheet().id()));
    ObjectNode table = Tables.settled(place.sheet(), whole);
    place.sheet().list(Part.TABLES).add(table);
    ObjectNode reply = Json.object();
    reply.set("table", table);
    return reply;
  }

  private static void free(Draft draft, Place place, ObjectNode table) {
    String id = table.path("tableId").asText();
    String name = table.path("name").asText();
    if (Tables.isNamed(draft.spreadsheet(), name, id)) {
      throw GoogleError.invalid("A table with the name \"" + name + "\" already exists.");
    }
    Protection.check(draft, place.sheet(), place.area());
    for (ObjectNode other : place.sheet().list(Part.TABLES)) {
      if (!other.path("tableId").asText().equals(id)
          && GridRange.read(other.path("range")).within(place.sheet()).meets(place.area())) {
        throw GoogleError.invalid("You can't create a table that overlaps another table.");
      }
    }
    for (ObjectNode banding : place.sheet().list(Part.BANDED_RANGES)) {
      if (GridRange.read(banding.path("range")).within(place.sheet()).meets(place.area())) {
        throw GoogleError.invalid(
            "You cannot add a table to a range that already has alternating background colors.");
      }
    }
  }

  private static ObjectNode existing(Draft draft, String id) {
    ObjectNode table = Tables.find(draft.spreadsheet(), id);
    if (table == null) {
      throw GoogleError.invalid("No table with id: " + id);
    }
    return table;
  }

  private static @Nullable ObjectNode update(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "table");
    UpdateMask mask = Bodies.mask(body, "Table");
    String id = given.path("tableId").asText();
    ObjectNode old = existing(draft, id);
    ObjectNode after = mask.merge("Table", old, given).put("tableId", id);
    Place place = Bodies.place(draft, after, "range");
    free(draft, place, after);
    Sheet home = draft.sheet(old.path("range").path("sheetId").asInt());
    if (home != place.sheet()) {
      throw GoogleError.invalid("A table cannot be moved to another sheet.");
    }
    List<ObjectNode> tables = home.list(Part.TABLES);
    int index = tables.indexOf(old);
    tables.set(
        index, Tables.settled(home, Bodies.with(after, "range", place.area().json(home.id()))));
    return null;
  }

  /** With what was in it; conditional formats over it go as well. */
  private static @Nullable ObjectNode delete(Draft draft, ObjectNode body) {
    ObjectNode table = existing(draft, body.path("tableId").asText());
    Sheet sheet = draft.sheet(table.path("range").path("sheetId").asInt());
    Area area = GridRange.read(table.path("range")).within(sheet);
    Protection.check(draft, sheet, area);
    sheet.list(Part.TABLES).remove(table);
    Grid grid = sheet.grid();
    for (int row = area.top(); row < Math.min(area.bottom(), grid.usedRows()); row++) {
      for (int column = area.left(); column < area.right(); column++) {
        grid.put(row, column, Cell.EMPTY);
      }
    }
    sheet
        .list(Part.CONDITIONAL_FORMATS)
        .removeIf(
            rule -> {
              for (var range : rule.path("ranges")) {
                if (!area.contains(GridRange.read(range).within(sheet))) {
                  return false;
                }
              }
              return true;
            });
    return null;
  }
}

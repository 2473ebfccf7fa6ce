package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a table's columns are called and hold: the header row and the table say the same. */
final class Tables {

  private Tables() {}

  /**
   * Every column gets an entry. A name that is given is written into the header cell; without one
   * the header's text is the name, and where that is no text it becomes {@code Column N}.
   */
  static ObjectNode settled(Sheet sheet, ObjectNode table) {
    Area area = GridRange.read(table.path("range")).within(sheet);
    Map<Integer, JsonNode> given = new HashMap<>();
    for (JsonNode column : table.path("columnProperties")) {
      int index = column.path("columnIndex").asInt();
      check(column, index, area);
      if (given.put(index, column) != null) {
        throw GoogleError.invalid("Duplicate column index in columnProperties: " + index);
      }
    }
    ArrayNode columns = Json.array();
    for (int i = 0; i < area.columns(); i++) {
      JsonNode own = given.get(i);
      ObjectNode column = own == null ? Json.object() : own.deepCopy();
      columns.add(
          column.put("columnIndex", i).put("columnName", named(sheet.grid(), area, i, column)));
    }
    return Messages.tidy("Table", Bodies.with(table, "columnProperties", columns));
  }

  private static void check(JsonNode column, int index, Area area) {
    if (index < 0 || index >= area.columns()) {
      throw GoogleError.invalid("columnIndex is outside of the table: " + index);
    }
    JsonNode condition = column.path("dataValidationRule").path("condition");
    if (!column.path("columnType").asText().equals("DROPDOWN")) {
      if (!condition.isMissingNode()) {
        throw GoogleError.invalid("Cannot set condition for non-dropdown column type.");
      }
      return;
    }
    if (condition.isMissingNode()) {
      throw GoogleError.invalid("Condition must be set for dropdown column type.");
    }
    if (!condition.path("type").asText().equals("ONE_OF_LIST")) {
      throw GoogleError.invalid("Condition type must be ONE_OF_LIST for dropdown column type.");
    }
  }

  private static String named(Grid grid, Area area, int index, ObjectNode column) {
    int place = area.left() + index;
    Cell header = grid.at(area.top(), place);
    String name = column.path("columnName").asText("");
    if (name.isEmpty() && header.value() instanceof Value.Text text) {
      name = text.text();
    }
    if (name.isEmpty()) {
      name = "Column " + (index + 1);
    }
    if (!new Value.Text(name).equals(header.value())) {
      grid.put(area.top(), place, header.with(new Value.Text(name)));
    }
    return name;
  }

  static @Nullable ObjectNode find(Spreadsheet spreadsheet, String id) {
    for (Sheet sheet : spreadsheet.sheets()) {
      for (ObjectNode table : sheet.list(Part.TABLES)) {
        if (table.path("tableId").asText().equals(id)) {
          return table;
        }
      }
    }
    return null;
  }

  static boolean isNamed(Spreadsheet spreadsheet, String name, String exceptId) {
    for (Sheet sheet : spreadsheet.sheets()) {
      for (ObjectNode table : sheet.list(Part.TABLES)) {
        if (table.path("name").asText().equalsIgnoreCase(name)
            && !table.path("tableId").asText().equals(exceptId)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The name, with a number behind it when another table has it. */
  static String freeName(Spreadsheet spreadsheet, String name) {
    String free = name;
    for (int number = 2; isNamed(spreadsheet, free, ""); number++) {
      free = name + "_" + number;
    }
    return free;
  }
}

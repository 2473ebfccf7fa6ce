package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.formula.Calculator;
import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Value;

/** Reads ranges of values: without the empty cells at the ends of rows, and rows at the end. */
final class ValueRanges {

  private static final TextNode EMPTY = TextNode.valueOf("");

  private final Calculator calculator;
  private final Rendering rendering;

  ValueRanges(Calculator calculator, Rendering rendering) {
    this.calculator = calculator;
    this.rendering = rendering;
  }

  ObjectNode read(A1.Place place, Dimension major) {
    ObjectNode json = Json.object().put("range", place.text()).put("majorDimension", major.name());
    ArrayNode values = values(place, major);
    if (!values.isEmpty()) {
      json.set("values", values);
    }
    return json;
  }

  private ArrayNode values(A1.Place place, Dimension major) {
    Grid grid = place.sheet().grid();
    Area area = place.area();
    ArrayNode lines = Json.array();
    int bottom = Math.min(area.bottom(), grid.usedRows());
    boolean rows = major == Dimension.ROWS;
    int end = rows ? bottom : area.right();
    int kept = 0;
    for (int i = rows ? area.top() : area.left(); i < end; i++) {
      ArrayNode line = rows ? row(place, i) : column(place, i, bottom);
      lines.add(line);
      if (!line.isEmpty()) {
        kept = lines.size();
      }
    }
    while (lines.size() > kept) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  private ArrayNode row(A1.Place place, int row) {
    Area area = place.area();
    ArrayNode line = Json.array();
    int right = Math.min(area.right(), place.sheet().grid().used(row));
    for (int column = area.left(); column < right; column++) {
      add(line, column - area.left(), place, row, column);
    }
    return line;
  }

  private ArrayNode column(A1.Place place, int column, int bottom) {
    ArrayNode line = Json.array();
    for (int row = place.area().top(); row < bottom; row++) {
      add(line, row - place.area().top(), place, row, column);
    }
    return line;
  }

  /** Fills up to a cell that has a value; cells without one only count when one follows. */
  private void add(ArrayNode line, int index, A1.Place place, int row, int column) {
    Cell cell = place.sheet().grid().cell(row, column);
    Value value = cell == null ? null : cell.value();
    if (cell == null || value == null) {
      return;
    }
    JsonNode rendered =
        rendering.render(value, calculator.result(place.sheet(), row, column, cell));
    if (rendered.isTextual() && rendered.asText().isEmpty() && !(value instanceof Value.Formula)) {
      return;
    }
    while (line.size() < index) {
      line.add(EMPTY);
    }
    line.add(rendered);
  }
}

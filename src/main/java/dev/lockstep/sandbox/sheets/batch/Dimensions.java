package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.formula.References;
import dev.lockstep.sandbox.sheets.grid.Band;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Shift;
import dev.lockstep.sandbox.sheets.grid.Shift.Span;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rows and columns come, go and move, and everything that refers to them follows: formulas of every
 * sheet, named ranges, merges, protected ranges, filters, tables.
 */
public final class Dimensions {

  private Dimensions() {}

  /**
   * @param fromBefore whether the new ones look like the one before them, or like the one behind
   */
  public static void insert(
      Spreadsheet spreadsheet,
      Sheet sheet,
      Dimension dimension,
      int at,
      int count,
      boolean fromBefore) {
    Grid grid = sheet.grid();
    grid.insert(dimension, at, count);
    follow(spreadsheet, sheet, dimension, new Shift.Insert(at, count));
    int model = fromBefore ? at - 1 : at + count;
    if (model >= 0 && model < grid.count(dimension)) {
      for (int i = at; i < at + count; i++) {
        dress(grid, dimension, model, i);
      }
    }
  }

  public static void delete(
      Spreadsheet spreadsheet, Sheet sheet, Dimension dimension, int at, int count) {
    sheet.grid().delete(dimension, at, count);
    follow(spreadsheet, sheet, dimension, new Shift.Delete(at, count));
  }

  /**
   * @param destination counted before the move
   */
  public static void move(
      Spreadsheet spreadsheet,
      Sheet sheet,
      Dimension dimension,
      int start,
      int end,
      int destination) {
    sheet.grid().move(dimension, start, end, destination);
    follow(spreadsheet, sheet, dimension, new Shift.Move(start, end, destination));
  }

  /** Size, formats and validation, not values and notes. */
  private static void dress(Grid grid, Dimension dimension, int model, int index) {
    Band band = grid.band(dimension, model);
    grid.put(dimension, index, Band.usual(dimension).withPixels(band.pixels()));
    int across =
        dimension == Dimension.ROWS ? grid.used(model) : grid.usedRows();
    for (int i = 0; i < across; i++) {
      Cell like = dimension == Dimension.ROWS ? grid.cell(model, i) : grid.cell(i, model);
      if (like != null && (like.format() != null || like.validation() != null)) {
        Cell dressed = Cell.EMPTY.withFormat(like.format()).withValidation(like.validation());
        grid.put(
            dimension == Dimension.ROWS ? index : i,
            dimension == Dimension.ROWS ? i : index,
            dressed);
      }
    }
  }

  private static void follow(
      Spreadsheet spreadsheet, Sheet sheet, Dimension dimension, Shift shift) {
    rewriteFormulas(
        spreadsheet,
        (own, formula) ->
            References.shifted(formula, own.title(), sheet.title(), dimension, shift));
    for (Part part : Part.values()) {
      if (part != Part.DEVELOPER_METADATA) {
        replace(sheet.list(part), json -> shifted(json, dimension, shift));
      }
    }
    replace(
        spreadsheet.namedRanges(),
        json ->
            json.path("range").path("sheetId").asInt() == sheet.id()
                ? shifted(json, dimension, shift)
                : json);
  }

  /** What a formula of a sheet becomes. */
  public interface Rewriting {
    String rewrite(Sheet own, String formula);
  }

  /** Gives every formula of a spreadsheet another text, if it needs one. */
  public static void rewriteFormulas(Spreadsheet spreadsheet, Rewriting rewriting) {
    for (Sheet sheet : spreadsheet.sheets()) {
      Grid grid = sheet.grid();
      if (!grid.mayHaveFormulas()) {
        continue;
      }
      for (int row = 0; row < grid.lastRow(); row++) {
        for (int column = 0; column < grid.used(row); column++) {
          Cell cell = grid.cell(row, column);
          if (cell != null && cell.value() instanceof Value.Formula formula) {
            String text = rewriting.rewrite(sheet, formula.text());
            if (!text.equals(formula.text())) {
              grid.put(row, column, cell.withValueOnly(new Value.Formula(text)));
            }
          }
        }
      }
    }
  }

  private static void replace(
      List<ObjectNode> list, UnaryOperator<@Nullable ObjectNode> change) {
    List<ObjectNode> now = new ArrayList<>();
    for (ObjectNode json : list) {
      ObjectNode changed = change.apply(json);
      if (changed != null) {
        now.add(changed);
      }
    }
    list.clear();
    list.addAll(now);
  }

  /** The JSON with every range in it where it is now; null when its range is gone. */
  private static @Nullable ObjectNode shifted(
      ObjectNode json, Dimension dimension, Shift shift) {
    ObjectNode range = shiftedRange(json, dimension, shift);
    if (range == null) {
      return null;
    }
    ObjectNode copy = Json.object();
    for (var field : range.properties()) {
      JsonNode value = field.getValue();
      if (value instanceof ObjectNode object) {
        ObjectNode below = shifted(object, dimension, shift);
        if (below == null) {
          return null;
        }
        copy.set(field.getKey(), below);
      } else if (value instanceof ArrayNode array && hasRanges(array)) {
        ArrayNode kept = Json.array();
        for (JsonNode item : array) {
          ObjectNode below = shifted((ObjectNode) item, dimension, shift);
          if (below != null) {
            kept.add(below);
          }
        }
        if (kept.isEmpty() && field.getKey().equals("ranges")) {
          return null;
        }
        copy.set(field.getKey(), kept);
      } else {
        copy.set(field.getKey(), value);
      }
    }
    return copy;
  }

  private static boolean hasRanges(ArrayNode array) {
    return array.size() > 0
        && array.get(0) instanceof ObjectNode first
        && (first.has("startRowIndex") || first.has("startColumnIndex") || first.has("endRowIndex"));
  }

  private static @Nullable ObjectNode shiftedRange(
      ObjectNode json, Dimension dimension, Shift shift) {
    boolean rows = dimension == Dimension.ROWS;
    String start = rows ? "startRowIndex" : "startColumnIndex";
    String end = rows ? "endRowIndex" : "endColumnIndex";
    if (json.path("dimension").asText().equals(dimension.name()) && json.has("endIndex")) {
      start = "startIndex";
      end = "endIndex";
    }
    if (!json.has(start) && !json.has(end)) {
      return json;
    }
    int from = json.path(start).asInt(0);
    Span span = shift.of(from, json.path(end).asInt(Integer.MAX_VALUE / 2));
    if (span == null) {
      return null;
    }
    ObjectNode shifted = json.deepCopy();
    if (json.has(start)) {
      shifted.put(start, span.start());
    }
    if (json.has(end)) {
      shifted.put(end, span.end());
    }
    return shifted;
  }
}

package dev.lockstep.sandbox.sheets.shift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Lets everything in a spreadsheet that names a place follow a shift; the cells have moved. */
public final class Places {

  private final Spreadsheet spreadsheet;
  private final Shift shift;

  private Places(Spreadsheet spreadsheet, Shift shift) {
    this.spreadsheet = spreadsheet;
    this.shift = shift;
  }

  public static void follow(Spreadsheet spreadsheet, Shift shift) {
    Places places = new Places(spreadsheet, shift);
    Sheet sheet = spreadsheet.sheet(shift.sheetId());
    if (sheet != null) {
      for (Part part : Part.values()) {
        replaceAll(sheet.list(part), element -> places.part(part, element));
      }
    }
    replaceAll(spreadsheet.namedRanges(), named -> places.withRange(named));
    formulas(spreadsheet, (home, formula) -> References.shifted(formula, home, spreadsheet, shift));
  }

  /** Rewrites a formula of a sheet. */
  public interface Rewriting {
    String of(Sheet home, String formula);
  }

  /** Every formula there is, in cells, validation rules and conditional formats. */
  public static void formulas(Spreadsheet spreadsheet, Rewriting rewriting) {
    for (Sheet sheet : spreadsheet.sheets()) {
      UnaryOperator<String> change = formula -> rewriting.of(sheet, formula);
      sheet.grid().referring(cell -> cell(cell, change));
      replaceAll(sheet.list(Part.CONDITIONAL_FORMATS), rule -> conditional(rule, change));
    }
  }

  private static Cell cell(Cell cell, UnaryOperator<String> change) {
    Cell changed = cell;
    if (cell.value() instanceof Value.Formula formula) {
      String text = change.apply(formula.text());
      if (!text.equals(formula.text())) {
        changed = changed.with(new Value.Formula(text));
      }
    }
    ObjectNode rule = cell.validation();
    if (rule != null) {
      ObjectNode after = condition(rule, change);
      changed = after == rule ? changed : changed.withValidation(after);
    }
    return changed;
  }

  private static ObjectNode conditional(ObjectNode rule, UnaryOperator<String> change) {
    if (!(rule.get("booleanRule") instanceof ObjectNode before)) {
      return rule;
    }
    ObjectNode after = condition(before, change);
    return after == before ? rule : with(rule, "booleanRule", after);
  }

  /** The holder of a condition with its formulas rewritten, or itself when nothing changed. */
  private static ObjectNode condition(ObjectNode holder, UnaryOperator<String> change) {
    JsonNode values = holder.path("condition").path("values");
    ArrayNode rewritten = Json.array();
    boolean changed = false;
    for (JsonNode value : values) {
      String text = value.path("userEnteredValue").asText("");
      String after = References.formulasOnly(change).apply(text);
      changed |= !after.equals(text);
      rewritten.add(
          after.equals(text)
              ? value
              : ((ObjectNode) value.deepCopy()).put("userEnteredValue", after));
    }
    return changed
        ? with(holder, "condition", with((ObjectNode) holder.get("condition"), "values", rewritten))
        : holder;
  }

  private @Nullable ObjectNode part(Part part, ObjectNode element) {
    return switch (part) {
      case MERGES -> {
        ObjectNode merge = range(element);
        yield merge == null || isOneCell(merge) ? null : merge;
      }
      case CONDITIONAL_FORMATS -> withRanges(element, "ranges", false);
      case PROTECTED_RANGES ->
          element.has("range")
              ? protectedRange(element)
              : withRanges(element, "unprotectedRanges", true);
      case BASIC_FILTER, FILTER_VIEWS -> filter(element);
      case BANDED_RANGES -> withRange(element);
      case TABLES -> table(element);
      case ROW_GROUPS -> group(element, Dimension.ROWS);
      case COLUMN_GROUPS -> group(element, Dimension.COLUMNS);
      case DEVELOPER_METADATA -> element;
    };
  }

  private @Nullable ObjectNode protectedRange(ObjectNode element) {
    ObjectNode after = withRange(element);
    return after == null ? null : withRanges(after, "unprotectedRanges", true);
  }

  private static boolean isOneCell(ObjectNode range) {
    return range.path("endRowIndex").asInt() - range.path("startRowIndex").asInt() == 1
        && range.path("endColumnIndex").asInt() - range.path("startColumnIndex").asInt() == 1;
  }

  private @Nullable ObjectNode withRange(ObjectNode element) {
    if (!(element.get("range") instanceof ObjectNode before)) {
      return element;
    }
    ObjectNode after = range(before);
    if (after == null) {
      return null;
    }
    return after == before ? element : with(element, "range", after);
  }

  private @Nullable ObjectNode withRanges(ObjectNode element, String name, boolean mayBeEmpty) {
    JsonNode before = element.path(name);
    ArrayNode after = Json.array();
    for (JsonNode one : before) {
      ObjectNode range = range((ObjectNode) one);
      if (range != null) {
        after.add(range);
      }
    }
    if (after.isEmpty() && !mayBeEmpty) {
      return null;
    }
    if (after.isEmpty()) {
      ObjectNode without = element.deepCopy();
      without.remove(name);
      return without;
    }
    return with(element, name, after);
  }

  /** A GridRange; what is open stays open. Itself when it does not change. */
  private @Nullable ObjectNode range(ObjectNode json) {
    int sheetId = json.path("sheetId").asInt();
    Area area =
        new Area(
            json.path("startRowIndex").asInt(0),
            json.path("endRowIndex").asInt(Shift.OPEN),
            json.path("startColumnIndex").asInt(0),
            json.path("endColumnIndex").asInt(Shift.OPEN));
    Shift.Range after = shift.of(new Shift.Range(sheetId, area));
    if (after == null) {
      return null;
    }
    if (after.area().equals(area) && after.sheetId() == sheetId) {
      return json;
    }
    ObjectNode result = Json.object();
    if (after.sheetId() != 0) {
      result.put("sheetId", after.sheetId());
    }
    bound(result, json, "startRowIndex", after.area().top());
    bound(result, json, "endRowIndex", after.area().bottom());
    bound(result, json, "startColumnIndex", after.area().left());
    bound(result, json, "endColumnIndex", after.area().right());
    return result;
  }

  private static void bound(ObjectNode result, ObjectNode before, String name, int value) {
    if (before.has(name)) {
      result.put(name, value);
    }
  }

  /** The columns that a filter sorts and filters by go along. */
  private @Nullable ObjectNode filter(ObjectNode element) {
    ObjectNode after = withRange(element);
    if (after == null) {
      return null;
    }
    return columns(columns(after, "sortSpecs", "dimensionIndex"), "filterSpecs", "columnIndex");
  }

  private ObjectNode columns(ObjectNode element, String list, String name) {
    if (!element.has(list)) {
      return element;
    }
    ArrayNode specs = Json.array();
    for (JsonNode spec : element.get(list)) {
      int column = spec.path(name).asInt();
      Shift.Range place =
          shift.of(new Shift.Range(shift.sheetId(), new Area(0, Shift.OPEN, column, column + 1)));
      if (place != null) {
        specs.add(((ObjectNode) spec.deepCopy()).put(name, place.area().left()));
      }
    }
    return with(element, list, specs);
  }

  /** Columns of a table are counted within it. */
  private @Nullable ObjectNode table(ObjectNode element) {
    ObjectNode after = withRange(element);
    if (after == null || !element.has("columnProperties")) {
      return after;
    }
    int left = element.path("range").path("startColumnIndex").asInt();
    int newLeft = after.path("range").path("startColumnIndex").asInt();
    ArrayNode columns = Json.array();
    for (JsonNode one : element.get("columnProperties")) {
      int column = left + one.path("columnIndex").asInt();
      Shift.Range place =
          shift.of(new Shift.Range(shift.sheetId(), new Area(0, Shift.OPEN, column, column + 1)));
      if (place != null) {
        ObjectNode moved = one.deepCopy();
        moved.remove("columnIndex");
        if (place.area().left() != newLeft) {
          moved.put("columnIndex", place.area().left() - newLeft);
        }
        columns.add(moved);
      }
    }
    return with(after, "columnProperties", columns);
  }

  private @Nullable ObjectNode group(ObjectNode element, Dimension dimension) {
    JsonNode before = element.path("range");
    int start = before.path("startIndex").asInt();
    int end = before.path("endIndex").asInt();
    Area area =
        dimension == Dimension.ROWS
            ? new Area(start, end, 0, Shift.OPEN)
            : new Area(0, Shift.OPEN, start, end);
    Shift.Range after = shift.of(new Shift.Range(shift.sheetId(), area));
    if (after == null) {
      return null;
    }
    boolean rows = dimension == Dimension.ROWS;
    ObjectNode range =
        ((ObjectNode) before.deepCopy())
            .put("startIndex", rows ? after.area().top() : after.area().left())
            .put("endIndex", rows ? after.area().bottom() : after.area().right());
    return with(element, "range", range);
  }

  private static ObjectNode with(ObjectNode element, String name, JsonNode value) {
    ObjectNode copy = Json.object();
    copy.setAll(element);
    copy.set(name, value);
    return copy;
  }

  /** Null takes an element away. */
  private static void replaceAll(
      List<ObjectNode> list, java.util.function.Function<ObjectNode, @Nullable ObjectNode> change) {
    List<ObjectNode> after = new ArrayList<>(list.size());
    for (ObjectNode element : list) {
      ObjectNode changed = change.apply(element);
      if (changed != null) {
        after.add(changed);
      }
    }
    list.clear();
    list.addAll(after);
  }
}

package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Band;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filter that everybody sees: rows that do not pass are hidden. */
final class FilterKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of("setBasicFilter", FilterKinds::set, "clearBasicFilter", FilterKinds::clear);
  }

  private static @Nullable ObjectNode set(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "filter");
    Place place = Bodies.place(draft, given, "range");
    Sheet sheet = place.sheet();
    Area area = place.area();
    show(sheet);
    List<ObjectNode> filters = sheet.list(Part.BASIC_FILTER);
    filters.clear();
    filters.add(Bodies.with(given, "range", area.json(sheet.id())));
    Area rows = new Area(area.top() + 1, area.bottom(), area.left(), area.right());
    if (given.has("sortSpecs") && !rows.isEmpty()) {
      SortKinds.sort(draft, sheet, rows, given.get("sortSpecs"));
    }
    hide(draft, sheet, rows, given);
    return null;
  }

  private static @Nullable ObjectNode clear(Draft draft, ObjectNode body) {
    Sheet sheet = draft.sheet(body.path("sheetId").asInt());
    sheet.list(Part.BASIC_FILTER).clear();
    show(sheet);
    return null;
  }

  private static void show(Sheet sheet) {
    for (int row : sheet.grid().banded(Dimension.ROWS)) {
      Band band = sheet.grid().band(Dimension.ROWS, row);
      sheet.grid().put(Dimension.ROWS, row, band.hiddenByFilter(false));
    }
  }

  private static void hide(Draft draft, Sheet sheet, Area rows, ObjectNode filter) {
    Worked worked = new Worked(draft);
    filter
        .path("criteria")
        .properties()
        .forEach(
            column ->
                hide(worked, sheet, rows, Integer.parseInt(column.getKey()), column.getValue()));
    for (JsonNode spec : filter.path("filterSpecs")) {
      hide(worked, sheet, rows, spec.path("columnIndex").asInt(), spec.path("filterCriteria"));
    }
  }

  private static void hide(Worked worked, Sheet sheet, Area rows, int column, JsonNode criteria) {
    if (criteria.has("visibleBackgroundColor") || criteria.has("visibleForegroundColor")) {
      throw GoogleError.unsupported("filtering by colour");
    }
    int bottom = Math.min(rows.bottom(), sheet.grid().usedRows());
    for (int row = rows.top(); row < bottom; row++) {
      if (!passes(worked, sheet, row, column, criteria)) {
        Band band = sheet.grid().band(Dimension.ROWS, row);
        sheet.grid().put(Dimension.ROWS, row, band.hiddenByFilter(true));
      }
    }
  }

  private static boolean passes(
      Worked worked, Sheet sheet, int row, int column, JsonNode criteria) {
    String text = worked.text(sheet, row, column);
    for (JsonNode hidden : criteria.path("hiddenValues")) {
      if (hidden.asText().equals(text)) {
        return false;
      }
    }
    JsonNode condition = criteria.path("condition");
    return condition.isMissingNode() || meets(condition, text, worked.value(sheet, row, column));
  }

  private static boolean meets(JsonNode condition, String text, @Nullable Value value) {
    String type = condition.path("type").asText();
    String first = condition.path("values").path(0).path("userEnteredValue").asText("");
    String second = condition.path("values").path(1).path("userEnteredValue").asText("");
    String lower = text.toLowerCase(Locale.ROOT);
    String wanted = first.toLowerCase(Locale.ROOT);
    if (type.startsWith("NUMBER_")) {
      return value instanceof Value.Number number
          && numberMeets(type, number.number(), number(first), number(second));
    }
    return switch (type) {
      case "BLANK" -> text.isEmpty();
      case "NOT_BLANK" -> !text.isEmpty();
      case "TEXT_EQ" -> lower.equals(wanted);
      case "TEXT_NOT_EQ" -> !lower.equals(wanted);
      case "TEXT_CONTAINS" -> lower.contains(wanted);
      case "TEXT_NOT_CONTAINS" -> !lower.contains(wanted);
      case "TEXT_STARTS_WITH" -> lower.startsWith(wanted);
      case "TEXT_ENDS_WITH" -> lower.endsWith(wanted);
      case "ONE_OF_LIST", "ONE_OF_RANGE", "BOOLEAN" ->
          throw GoogleError.invalid("ConditionType '" + type + "' is not supported in filters.");
      default -> throw GoogleError.unsupported("filtering by " + type);
    };
  }

  private static double number(String text) {
    try {
      return text.isEmpty() ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw GoogleError.invalid("Invalid ConditionValue.userEnteredValue: " + text);
    }
  }

  private static boolean numberMeets(String type, double is, double first, double second) {
    return switch (type) {
      case "NUMBER_GREATER" -> is > first;
      case "NUMBER_GREATER_THAN_EQ" -> is >= first;
      case "NUMBER_LESS" -> is < first;
      case "NUMBER_LESS_THAN_EQ" -> is <= first;
      case "NUMBER_EQ" -> is == first;
      case "NUMBER_NOT_EQ" -> is != first;
      case "NUMBER_BETWEEN" -> is >= first && is <= second;
      default -> is < first || is > second;
    };
  }
}

package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which values cells take. */
final class ValidationKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of("setDataValidation", ValidationKinds::set);
  }

  private static @Nullable ObjectNode set(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "range");
    ObjectNode rule = body.get("rule") instanceof ObjectNode given ? given : null;
    if (rule != null) {
      check(rule.path("condition"));
    }
    Protection.check(draft, place.sheet(), place.area());
    boolean hidden = body.path("filteredRowsIncluded").asBoolean();
    Grid grid = place.sheet().grid();
    Area area = place.area();
    for (int row = area.top(); row < area.bottom(); row++) {
      if (!hidden && grid.band(Dimension.ROWS, row).hiddenByFilter()) {
        continue;
      }
      int end = rule == null ? Math.min(area.right(), grid.used(row)) : area.right();
      for (int column = area.left(); column < end; column++) {
        Cell cell = grid.at(row, column);
        grid.put(row, column, cell.withValidation(rule));
      }
    }
    return null;
  }

  /**
   * @param condition a BooleanCondition
   */
  static void check(JsonNode condition) {
    String type = condition.path("type").asText("");
    if (type.isEmpty()) {
      throw GoogleError.invalid("No condition type specified.");
    }
    int given = condition.path("values").size();
    int least =
        switch (type) {
          case "BLANK", "NOT_BLANK", "TEXT_IS_EMAIL", "TEXT_IS_URL", "DATE_IS_VALID", "BOOLEAN" ->
              0;
          case "NUMBER_BETWEEN", "NUMBER_NOT_BETWEEN", "DATE_BETWEEN", "DATE_NOT_BETWEEN" -> 2;
          default -> 1;
        };
    if (given < least) {
      throw GoogleError.invalid(
          "ConditionType '"
              + type
              + "' requires "
              + least
              + " ConditionValue"
              + (least == 1 ? "" : "s")
              + ", but "
              + given
              + " were supplied.");
    }
  }
}

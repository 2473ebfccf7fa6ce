package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.entry.Typed;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Twins, blanks around texts, and texts that are several columns in one. */
final class CleanupKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "deleteDuplicates", CleanupKinds::twins,
        "trimWhitespace", CleanupKinds::trim,
        "textToColumns", CleanupKinds::split);
  }

  /** Of rows that look alike, upper and lower case aside, the first stays. */
  private static ObjectNode twins(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "range");
    Area area = place.area();
    List<Integer> columns = compared(area, body.path("comparisonColumns"));
    Worked worked = new Worked(draft);
    Set<List<String>> seen = new HashSet<>();
    List<Integer> twins = new ArrayList<>();
    int bottom = Math.min(area.bottom(), place.sheet().grid().usedRows());
    for (int row = area.top(); row < bottom; row++) {
      List<String> key = new ArrayList<>();
      for (int column : columns) {
        key.add(worked.text(place.sheet(), row, column).toLowerCase(Locale.ROOT));
      }
      if (!seen.add(key)) {
        twins.add(row);
      }
    }
    for (int row : twins.reversed()) {
      RangeKinds.close(
          draft, place.sheet(), new Area(row, row + 1, area.left(), area.right()), Dimension.ROWS);
    }
    return Messages.tidy(
        "DeleteDuplicatesResponse", Json.object().put("duplicatesRemovedCount", twins.size()));
  }

  private static List<Integer> compared(Area area, JsonNode ranges) {
    List<Integer> columns = new ArrayList<>();
    for (JsonNode range : ranges) {
      int end = range.path("endIndex").asInt(area.right());
      for (int column = range.path("startIndex").asInt(area.left()); column < end; column++) {
        if (column < area.left() || column >= area.right()) {
          throw GoogleError.invalid("comparisonColumns must lie within the range: " + column);
        }
        columns.add(column);
      }
    }
    for (int column = area.left(); ranges.isEmpty() && column < area.right(); column++) {
      columns.add(column);
    }
    return columns;
  }

  private static ObjectNode trim(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "range");
    Protection.check(draft, place.sheet(), place.area());
    Grid grid = place.sheet().grid();
    int changed = 0;
    for (int row = place.area().top(); row < place.area().bottom(); row++) {
      int end = Math.min(place.area().right(), grid.used(row));
      for (int column = place.area().left(); column < end; column++) {
        Cell cell = grid.at(row, column);
        if (cell.value() instanceof Value.Text text) {
          String trimmed = text.text().strip().replaceAll("\\s+", " ");
          if (!trimmed.equals(text.text())) {
            grid.put(row, column, cell.with(trimmed.isEmpty() ? null : new Value.Text(trimmed)));
            changed++;
          }
        }
      }
    }
    return Messages.tidy("TrimWhitespaceResponse", Json.object().put("cellsChangedCount", changed));
  }

  private static @Nullable ObjectNode split(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "source");
    if (place.area().columns() != 1) {
      throw GoogleError.invalid("The source data range must span exactly one column.");
    }
    Grid grid = place.sheet().grid();
    int column = place.area().left();
    String delimiter = delimiter(body, grid, place.area());
    for (int row = place.area().top(); row < place.area().bottom(); row++) {
      if (!(grid.at(row, column).value() instanceof Value.Text text)) {
        continue;
      }
      String[] parts = text.text().split(Pattern.quote(delimiter), -1);
      if (column + parts.length > grid.columnCount()) {
        grid.resize(Dimension.COLUMNS, column + parts.length);
      }
      Protection.check(draft, place.sheet(), new Area(row, row + 1, column, column + parts.length));
      for (int i = 0; i < parts.length; i++) {
        grid.put(row, column + i, grid.at(row, column + i).with(entered(draft, parts[i])));
      }
    }
    return null;
  }

  private static @Nullable Value entered(Draft draft, String part) {
    return Typed.read(part.strip(), LocalDate.ofInstant(draft.now(), ZoneOffset.UTC), false)
        .value();
  }

  private static String delimiter(ObjectNode body, Grid grid, Area area) {
    String type = body.path("delimiterType").asText("AUTODETECT");
    return switch (type) {
      case "COMMA" -> ",";
      case "SEMICOLON" -> ";";
      case "PERIOD" -> ".";
      case "SPACE" -> " ";
      case "CUSTOM" -> {
        String own = body.path("delimiter").asText("");
        if (own.isEmpty()) {
          throw GoogleError.invalid("A custom delimiter must be specified.");
        }
        yield own;
      }
      default -> likeliest(grid, area);
    };
  }

  private static String likeliest(Grid grid, Area area) {
    StringBuilder all = new StringBuilder();
    for (int row = area.top(); row < Math.min(area.bottom(), grid.usedRows()); row++) {
      if (grid.at(row, area.left()).value() instanceof Value.Text text) {
        all.append(text.text()).append('\n');
      }
    }
    for (String one : new String[] {",", ";", "\t", "."}) {
      if (all.indexOf(one) >= 0) {
        return one;
      }
    }
    return " ";
  }
}

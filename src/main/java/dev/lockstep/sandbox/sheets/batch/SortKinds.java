package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Band;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.shift.References;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows get another order. A row that is not seen keeps its place, blank cells come last either way,
 * and what hangs on a row goes along when all of the row does.
 */
final class SortKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of("sortRange", SortKinds::sort, "randomizeRange", SortKinds::shuffle);
  }

  private static @Nullable ObjectNode sort(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "range");
    sort(draft, place.sheet(), place.area(), body.path("sortSpecs"));
    return null;
  }

  /**
   * @param specs SortSpec messages, the most important first
   */
  static void sort(Draft draft, Sheet sheet, Area area, JsonNode specs) {
    check(draft, sheet, area);
    for (JsonNode spec : specs) {
      int column = spec.path("dimensionIndex").asInt();
      if (column < area.left() || column >= area.right()) {
        throw GoogleError.invalid(
            "sortSpecs.dimensionIndex (" + column + ") is outside of the range to sort.");
      }
      if (spec.has("foregroundColor") || spec.has("backgroundColor")) {
        throw GoogleError.unsupported("sorting by colour");
      }
    }
    Worked worked = new Worked(draft);
    List<Integer> rows = seen(sheet, area);
    List<Integer> sorted = new ArrayList<>(rows);
    for (int i = specs.size() - 1; i >= 0; i--) {
      int column = specs.get(i).path("dimensionIndex").asInt();
      boolean down = specs.get(i).path("sortOrder").asText().equals("DESCENDING");
      sorted.sort(Comparator.comparing(row -> worked.value(sheet, row, column), order(down)));
    }
    reorder(sheet, area, rows, sorted);
  }

  private static @Nullable ObjectNode shuffle(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "range");
    check(draft, place.sheet(), place.area());
    List<Integer> rows = seen(place.sheet(), place.area());
    List<Integer> shuffled = new ArrayList<>(rows);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      java.util.Collections.swap(shuffled, i, draft.random().nextInt(i + 1));
    }
    reorder(place.sheet(), place.area(), rows, shuffled);
    return null;
  }

  private static void check(Draft draft, Sheet sheet, Area area) {
    for (ObjectNode merge : sheet.list(Part.MERGES)) {
      Area merged = GridRange.read(merge).within(sheet);
      if (merged.rows() > 1 && merged.meets(area)) {
        throw GoogleError.invalid(
            "You can't sort a range containing vertical merges. There is a vertical merge at "
                + A1.show(merged));
      }
    }
    Protection.check(draft, sheet, area);
  }

  /** The rows that take part: what is used and not hidden. */
  private static List<Integer> seen(Sheet sheet, Area area) {
    List<Integer> rows = new ArrayList<>();
    int bottom = Math.min(area.bottom(), Math.max(lastBanded(sheet), sheet.grid().usedRows()));
    for (int row = area.top(); row < bottom; row++) {
      Band band = sheet.grid().band(Dimension.ROWS, row);
      if (!band.hiddenByUser() && !band.hiddenByFilter()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static int lastBanded(Sheet sheet) {
    List<Integer> banded = sheet.grid().banded(Dimension.ROWS);
    return banded.isEmpty() ? 0 : banded.getLast() + 1;
  }

  /** Numbers before texts before flags before failures; blanks at the end in either order. */
  private static Comparator<@Nullable Value> order(boolean down) {
    Comparator<Value> order = SortKinds::compare;
    Comparator<Value> turned = down ? order.reversed() : order;
    return (one, other) -> {
      boolean blank = isBlank(one);
      if (blank || isBlank(other)) {
        return Boolean.compare(blank, isBlank(other));
      }
      return turned.compare(one, other);
    };
  }

  private static boolean isBlank(@Nullable Value value) {
    return value == null || (value instanceof Value.Text text && text.text().isEmpty());
  }

  private static int compare(Value one, Value other) {
    if (one instanceof Value.Number a && other instanceof Value.Number b) {
      return Double.compare(a.number(), b.number());
    }
    if (one instanceof Value.Text a && other instanceof Value.Text b) {
      return a.text().compareToIgnoreCase(b.text());
    }
    if (one instanceof Value.Flag a && other instanceof Value.Flag b) {
      return Boolean.compare(a.flag(), b.flag());
    }
    return Integer.compare(rank(one), rank(other));
  }

  private static int rank(Value value) {
    return switch (value) {
      case Value.Number number -> 0;
      case Value.Text text -> 1;
      case Value.Flag flag -> 2;
      case Value.Formula formula -> 3;
      case Value.Failure failure -> 3;
    };
  }

  /**
   * @param rows the places, in their order
   * @param from which row comes to each of them
   */
  private static void reorder(Sheet sheet, Area area, List<Integer> rows, List<Integer> from) {
    Grid grid = sheet.grid();
    boolean whole = true;
    List<List<@Nullable Cell>> cells = new ArrayList<>();
    List<Band> bands = new ArrayList<>();
    for (int row : from) {
      whole &= area.left() == 0 && grid.used(row) <= area.right();
      List<@Nullable Cell> line = new ArrayList<>();
      for (int column = area.left(); column < Math.min(area.right(), grid.used(row)); column++) {
        line.add(grid.cell(row, column));
      }
      cells.add(line);
      bands.add(grid.band(Dimension.ROWS, row));
    }
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      int down = row - from.get(i);
      if (down == 0) {
        continue;
      }
      List<@Nullable Cell> line = cells.get(i);
      int end = Math.max(area.left() + line.size(), Math.min(area.right(), grid.used(row)));
      for (int column = area.left(); column < end; column++) {
        int index = column - area.left();
        Cell cell = index < line.size() ? line.get(index) : null;
        grid.put(row, column, cell == null ? null : moved(cell, down));
      }
      if (whole) {
        Band own = grid.band(Dimension.ROWS, row);
        grid.put(Dimension.ROWS, row, own.withMetadata(bands.get(i).metadata()));
      }
    }
  }

  /** A formula keeps looking at its own row. */
  private static Cell moved(Cell cell, int down) {
    if (cell.value() instanceof Value.Formula formula) {
      String text = References.copied(formula.text(), down, 0);
      return text.equals(formula.text()) ? cell : cell.with(new Value.Formula(text));
    }
    return cell;
  }
}

package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.shift.Places;
import dev.lockstep.sandbox.sheets.shift.Shift;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cells of a part of the sheet make room or close up; the rest of their rows stays. */
final class RangeKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of("insertRange", RangeKinds::insert, "deleteRange", RangeKinds::delete);
  }

  private static Dimension dimension(ObjectNode body) {
    if (!body.has("shiftDimension")) {
      throw GoogleError.invalid("No dimension specified.");
    }
    return Dimension.valueOf(body.get("shiftDimension").asText());
  }

  private static @Nullable ObjectNode insert(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "range");
    Dimension dimension = dimension(body);
    Sheet sheet = place.sheet();
    Area area = place.area();
    Area moved = moved(sheet.grid(), area, dimension);
    refuseToTear(sheet, moved);
    Protection.check(draft, sheet, moved);
    makeRoom(sheet.grid(), area, dimension);
    shift(sheet.grid(), area, dimension, true);
    boolean rows = dimension == Dimension.ROWS;
    Places.follow(
        draft.spreadsheet(),
        new Shift.Insert(
            sheet.id(),
            dimension,
            rows ? area.top() : area.left(),
            rows ? area.rows() : area.columns(),
            rows ? area.left() : area.top(),
            rows ? area.right() : area.bottom()));
    return null;
  }

  private static @Nullable ObjectNode delete(Draft draft, ObjectNode body) {
    Place place = Bodies.place(draft, body, "range");
    Dimension dimension = dimension(body);
    refuseToTear(place.sheet(), moved(place.sheet().grid(), place.area(), dimension));
    close(draft, place.sheet(), place.area(), dimension);
    return null;
  }

  /** Takes cells away and lets those behind them close up. */
  static void close(Draft draft, Sheet sheet, Area area, Dimension dimension) {
    Protection.check(draft, sheet, moved(sheet.grid(), area, dimension));
    shift(sheet.grid(), area, dimension, false);
    boolean rows = dimension == Dimension.ROWS;
    Places.follow(
        draft.spreadsheet(),
        new Shift.Delete(
            sheet.id(),
            dimension,
            rows ? area.top() : area.left(),
            rows ? area.rows() : area.columns(),
            rows ? area.left() : area.top(),
            rows ? area.right() : area.bottom()));
  }

  private static Area moved(Grid grid, Area area, Dimension dimension) {
    return dimension == Dimension.ROWS
        ? new Area(area.top(), grid.rowCount(), area.left(), area.right())
        : new Area(area.top(), area.bottom(), area.left(), grid.columnCount());
  }

  private static void refuseToTear(Sheet sheet, Area moved) {
    for (ObjectNode merge : sheet.list(Part.MERGES)) {
      Area merged = GridRange.read(merge).within(sheet);
      if (merged.meets(moved) && !moved.contains(merged)) {
        throw GoogleError.invalid(
            "This operation would cause some merged cells to be broken up. Please unmerge and try"
                + " again.");
      }
    }
  }

  /** Nothing falls off the end of the grid. */
  private static void makeRoom(Grid grid, Area area, Dimension dimension) {
    int last = 0;
    if (dimension == Dimension.ROWS) {
      for (int row = grid.usedRows() - 1; row >= area.top() && last == 0; row--) {
        for (int column = area.left(); column < area.right(); column++) {
          last = grid.cell(row, column) == null ? last : row + 1;
        }
      }
      if (last + area.rows() > grid.rowCount()) {
        grid.resize(dimension, last + area.rows());
      }
      return;
    }
    for (int row = area.top(); row < area.bottom(); row++) {
      last = Math.max(last, grid.used(row));
    }
    if (last > area.left() && last + area.columns() > grid.columnCount()) {
      grid.resize(dimension, last + area.columns());
    }
  }

  private static void shift(Grid grid, Area area, Dimension dimension, boolean away) {
    if (dimension == Dimension.ROWS) {
      int bottom = Math.min(grid.rowCount(), grid.usedRows() + (away ? area.rows() : 0));
      for (int column = area.left(); column < area.right(); column++) {
        for (int i = 0; i < bottom - area.top(); i++) {
          int row = away ? bottom - 1 - i : area.top() + i;
          int from = away ? row - area.rows() : row + area.rows();
          grid.put(row, column, from < area.top() && away ? null : cell(grid, from, column));
        }
      }
      return;
    }
    for (int row = area.top(); row < area.bottom(); row++) {
      int right = Math.min(grid.columnCount(), grid.used(row) + (away ? area.columns() : 0));
      for (int i = 0; i < right - area.left(); i++) {
        int column = away ? right - 1 - i : area.left() + i;
        int from = away ? column - area.columns() : column + area.columns();
        grid.put(row, column, from < area.left() && away ? null : cell(grid, row, from));
      }
    }
  }

  private static @Nullable Cell cell(Grid grid, int row, int column) {
    return row < grid.rowCount() && column < grid.columnCount() ? grid.cell(row, column) : null;
  }
}

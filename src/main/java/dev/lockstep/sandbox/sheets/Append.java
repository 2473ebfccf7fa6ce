package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sandbox.sheets.batch.BatchRequests;
import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Grid;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.shift.Places;
import dev.lockstep.sandbox.sheets.shift.Shift;
import org.jspecify.annotations.Nullable;

/**
 * Writes behind the table of a range, from its first column on; where there is no table, at the
 * range's first cell. The grid grows as far as that needs.
 *
 * @param inserting whether rows are made for what is written, or cells overwritten
 */
record Append(ValueWrites writing, boolean inserting, Dimension major) {

  /**
   * @param table null when there was none
   */
  record Done(A1.@Nullable Place table, ValueWrites.Written written) {}

  Done run(Spreadsheet spreadsheet, A1.Place range, JsonNode values) {
    Grid grid = range.sheet().grid();
    Area table = TableSearch.find(grid, range.area());
    Area start =
        table == null
            ? Area.cell(range.area().top(), range.area().left())
            : Area.cell(table.bottom(), table.left());
    Area target = ValueWrites.spread(start, values, major);
    if (inserting && table != null && target.top() < grid.rowCount()) {
      grid.insert(Dimension.ROWS, target.top(), target.rows());
      Places.follow(
          spreadsheet,
          new Shift.Insert(range.sheet().id(), Dimension.ROWS, target.top(), target.rows()));
    }
    grow(grid, Dimension.ROWS, target.bottom());
    grow(grid, Dimension.COLUMNS, target.right());
    if (spreadsheet.cells() > Spreadsheet.MOST_CELLS) {
      throw BatchRequests.tooManyCells();
    }
    ValueWrites.Written written =
        writing.write(spreadsheet, new A1.Place(range.sheet(), target), values, major);
    return new Done(table == null ? null : new A1.Place(range.sheet(), table), written);
  }

  private static void grow(Grid grid, Dimension dimension, int needed) {
    if (grid.count(dimension) < needed) {
      grid.resize(dimension, needed);
    }
  }
}

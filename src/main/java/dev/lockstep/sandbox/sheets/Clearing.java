package dev.lockstep.sandbox.sheets;

import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Grid;

/** Empties cells; formats, notes and validation stay. */
final class Clearing {

  private Clearing() {}

  static void clear(A1.Place place) {
    Grid grid = place.sheet().grid();
    Area area = place.area();
    for (int row = area.top(); row < Math.min(area.bottom(), grid.usedRows()); row++) {
      for (int column = area.left(); column < Math.min(area.right(), grid.used(row)); column++) {
        Cell cell = grid.cell(row, column);
        if (cell != null && cell.value() != null) {
          grid.put(row, column, cell.with(null));
        }
      }
    }
  }
}

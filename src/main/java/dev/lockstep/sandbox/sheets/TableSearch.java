package dev.lockstep.sandbox.sheets;

import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Grid;
import org.jspecify.annotations.Nullable;

/**
 * What append takes for the table of a range: the block of values around the last one in it. A
 * block ends at an empty row and an empty column, so a gap in a lone row cuts it in two and the
 * last piece wins: that is how appended rows drift to the right.
 */
final class TableSearch {

  private TableSearch() {}

  static @Nullable Area find(Grid grid, Area range) {
    for (int row = Math.min(range.bottom(), grid.usedRows()) - 1; row >= range.top(); row--) {
      int right = Math.min(range.right(), grid.used(row));
      for (int column = right - 1; column >= range.left(); column--) {
        if (filled(grid, row, column)) {
          return block(grid, Area.cell(row, column));
        }
      }
    }
    return null;
  }

  private static Area block(Grid grid, Area seed) {
    Area block = tall(grid, seed);
    while (true) {
      // Height first: a long table is walked along once, not once for each of its rows.
      Area wider =
          new Area(
              block.top(),
              block.bottom(),
              block.left() - (anyBeside(grid, block.left() - 1, block) ? 1 : 0),
              block.right() + (anyBeside(grid, block.right(), block) ? 1 : 0));
      if (wider.equals(block)) {
        return block;
      }
      block = tall(grid, wider);
    }
  }

  private static Area tall(Grid grid, Area from) {
    Area block = from;
    while (any(grid, block.top() - 1, block)) {
      block = new Area(block.top() - 1, block.bottom(), block.left(), block.right());
    }
    while (any(grid, block.bottom(), block)) {
      block = new Area(block.top(), block.bottom() + 1, block.left(), block.right());
    }
    return block;
  }

  /** A value in the row above or below a block, its corners included. */
  private static boolean any(Grid grid, int row, Area block) {
    if (row < 0 || row >= grid.rowCount()) {
      return false;
    }
    int right = Math.min(block.right() + 1, grid.used(row));
    for (int column = Math.max(0, block.left() - 1); column < right; column++) {
      if (filled(grid, row, column)) {
        return true;
      }
    }
    return false;
  }

  private static boolean anyBeside(Grid grid, int column, Area block) {
    if (column < 0 || column >= grid.columnCount()) {
      return false;
    }
    int bottom = Math.min(block.bottom() + 1, grid.rowCount());
    for (int row = Math.max(0, block.top() - 1); row < bottom; row++) {
      if (filled(grid, row, column)) {
        return true;
      }
    }
    return false;
  }

  private static boolean filled(Grid grid, int row, int column) {
    Cell cell = grid.cell(row, column);
    return cell != null && cell.value() != null;
  }
}

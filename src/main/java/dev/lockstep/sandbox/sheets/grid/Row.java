package dev.lockstep.sandbox.sheets.grid;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row's cells, as far as they are used. Belongs to one draft of a grid; others copy it to
 * write.
 */
final class Row {

  private static final @Nullable Cell[] NONE = {};

  final Object owner;
  @Nullable Band band;

  /** Whether it ever had a cell with references; without one it need not be looked through. */
  private boolean refers;

  private @Nullable Cell[] cells = NONE;
  private int used;

  Row(Object owner) {
    this.owner = owner;
  }

  Row copy(Object newOwner) {
    Row copy = new Row(newOwner);
    copy.band = band;
    copy.cells = Arrays.copyOf(cells, used);
    copy.used = used;
    copy.refers = refers;
    return copy;
  }

  /** One past the last cell that is not empty. */
  int used() {
    return used;
  }

  boolean refers() {
    return refers;
  }

  @Nullable Cell cell(int column) {
    return column < used ? cells[column] : null;
  }

  void put(int column, @Nullable Cell cell) {
    if (cell == null || cell.isEmpty()) {
      if (column < used) {
        cells[column] = null;
        trim();
      }
      return;
    }
    if (column >= cells.length) {
      cells = Arrays.copyOf(cells, Math.max(column + 1, Math.min(cells.length * 2, column + 64)));
    }
    cells[column] = cell;
    refers |= cell.refers();
    used = Math.max(used, column + 1);
  }

  void insert(int at, int count) {
    if (at < used) {
      @Nullable Cell[] wider = new Cell[used + count];
      System.arraycopy(cells, 0, wider, 0, at);
      System.arraycopy(cells, at, wider, at + count, used - at);
      cells = wider;
      used += count;
    }
  }

  void delete(int at, int count) {
    if (at < used) {
      int rest = Math.max(0, used - at - count);
      System.arraycopy(cells, used - rest, cells, at, rest);
      Arrays.fill(cells, at + rest, used, null);
      used = at + rest;
      trim();
    }
  }

  private void trim() {
    while (used > 0 && cells[used - 1] == null) {
      used--;
    }
  }
}

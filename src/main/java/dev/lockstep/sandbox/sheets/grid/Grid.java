package dev.lockstep.sandbox.sheets.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A sheet's cells: as large as the sheet says, holding only what is used. Knows nothing of merges,
 * formulas or anything else that a moved row or column means to others.
 */
public final class Grid {

  private final ArrayList<@Nullable Row> rows = new ArrayList<>();
  private final ArrayList<@Nullable Band> columns = new ArrayList<>();
  private int rowCount;
  private int columnCount;
  private Object draft = new Object();

  public Grid(int rowCount, int columnCount) {
    this.rowCount = rowCount;
    this.columnCount = columnCount;
  }

  /** Shares the rows until one of the two writes them. */
  public Grid copy() {
    draft = new Object();
    Grid copy = new Grid(rowCount, columnCount);
    copy.rows.addAll(rows);
    copy.columns.addAll(columns);
    return copy;
  }

  public int count(Dimension dimension) {
    return dimension == Dimension.ROWS ? rowCount : columnCount;
  }

  public int rowCount() {
    return rowCount;
  }

  public int columnCount() {
    return columnCount;
  }

  public Area all() {
    return new Area(0, rowCount, 0, columnCount);
  }

  /** One past the last row that has a cell which is not empty. */
  public int usedRows() {
    int last = rows.size();
    while (last > 0 && used(last - 1) == 0) {
      last--;
    }
    return last;
  }

  /** One past the last row that has anything of its own: cells, a height, metadata. */
  public int lastRow() {
    return rows.size();
  }

  /** One past the last cell of a row that is not empty. */
  public int used(int row) {
    Row there = row < rows.size() ? rows.get(row) : null;
    return there == null ? 0 : there.used();
  }

  public @Nullable Cell cell(int row, int column) {
    Row there = row >= 0 && row < rows.size() ? rows.get(row) : null;
    return there == null ? null : there.cell(column);
  }

  /** The cell, empty where nothing is. */
  public Cell at(int row, int column) {
    Cell cell = cell(row, column);
    return cell == null ? Cell.EMPTY : cell;
  }

  public void put(int row, int column, @Nullable Cell cell) {
    if (row >= rowCount || column >= columnCount) {
      throw new IllegalArgumentException(
          "no cell " + row + "," + column + " in a grid of " + rowCount + " x " + columnCount);
    }
    if ((cell == null || cell.isEmpty()) && used(row) <= column) {
      return;
    }
    writable(row).put(column, cell);
  }

  private Row writable(int row) {
    while (rows.size() <= row) {
      rows.add(null);
    }
    Row there = rows.get(row);
    if (there == null || there.owner != draft) {
      there = there == null ? new Row(draft) : there.copy(draft);
      rows.set(row, there);
    }
    return there;
  }

  /** Whether a row is, in content and identity, the one that another grid has there. */
  public boolean sharesRow(Grid other, int row) {
    Row mine = row < rows.size() ? rows.get(row) : null;
    Row its = row < other.rows.size() ? other.rows.get(row) : null;
    return mine == its;
  }

  public Band band(Dimension dimension, int index) {
    Band band;
    if (dimension == Dimension.ROWS) {
      Row row = index < rows.size() ? rows.get(index) : null;
      band = row == null ? null : row.band;
    } else {
      band = index < columns.size() ? columns.get(index) : null;
    }
    return band == null ? Band.usual(dimension) : band;
  }

  public void put(Dimension dimension, int index, Band band) {
    Band kept = band.equals(Band.usual(dimension)) ? null : band;
    if (dimension == Dimension.ROWS) {
      if (kept != null || index < rows.size()) {
        writable(index).band = kept;
      }
      return;
    }
    while (columns.size() <= index) {
      columns.add(null);
    }
    columns.set(index, kept);
  }

  /** Indexes of the rows or columns that have something of their own. */
  public List<Integer> banded(Dimension dimension) {
    List<Integer> found = new ArrayList<>();
    int size = dimension == Dimension.ROWS ? rows.size() : columns.size();
    for (int i = 0; i < size; i++) {
      Row row = dimension == Dimension.ROWS ? rows.get(i) : null;
      if (dimension == Dimension.ROWS ? row != null && row.band != null : columns.get(i) != null) {
        found.add(i);
      }
    }
    return found;
  }

  /** Adds empty ones at the end or takes some away there. */
  public void resize(Dimension dimension, int count) {
    int now = count(dimension);
    if (count < now) {
      delete(dimension, count, now - count);
    } else {
      insert(dimension, now, count - now);
    }
  }

  public void insert(Dimension dimension, int at, int count) {
    if (dimension == Dimension.ROWS) {
      if (at < rows.size()) {
        rows.addAll(at, nothing(count));
      }
      rowCount += count;
      return;
    }
    if (at < columns.size()) {
      columns.addAll(at, nothing(count));
    }
    for (int row = 0; row < rows.size(); row++) {
      if (used(row) > at) {
        writable(row).insert(at, count);
      }
    }
    columnCount += count;
  }

  public void delete(Dimension dimension, int at, int count) {
    if (dimension == Dimension.ROWS) {
      if (at < rows.size()) {
        rows.subList(at, Math.min(rows.size(), at + count)).clear();
      }
      rowCount -= count;
      return;
    }
    if (at < columns.size()) {
      columns.subList(at, Math.min(columns.size(), at + count)).clear();
    }
    for (int row = 0; row < rows.size(); row++) {
      if (used(row) > at) {
        writable(row).delete(at, count);
      }
    }
    columnCount -= count;
  }

  /**
   * @param destination where they come to stand, counted before the move
   */
  public void move(Dimension dimension, int start, int end, int destination) {
    if (destination >= start && destination <= end) {
      return;
    }
    int count = end - start;
    if (dimension == Dimension.ROWS) {
      pad(rows, Math.max(end, destination));
      move(rows, start, count, destination);
      return;
    }
    pad(columns, Math.max(end, destination));
    move(columns, start, count, destination);
    for (int row = 0; row < rows.size(); row++) {
      if (used(row) > Math.min(start, destination)) {
        moveCells(writable(row), start, count, destination);
      }
    }
  }

  private void moveCells(Row row, int start, int count, int destination) {
    List<@Nullable Cell> cells = new ArrayList<>();
    for (int column = 0; column < columnCount; column++) {
      cells.add(row.cell(column));
    }
    move(cells, start, count, destination);
    for (int column = 0; column < columnCount; column++) {
      row.put(column, cells.get(column));
    }
  }

  private static <T> void move(List<@Nullable T> list, int start, int count, int destination) {
    List<@Nullable T> taken = new ArrayList<>(list.subList(start, start + count));
    list.subList(start, start + count).clear();
    list.addAll(destination > start ? destination - count : destination, taken);
  }

  private static <T> void pad(List<@Nullable T> list, int size) {
    while (list.size() < size) {
      list.add(null);
    }
  }

  /** Gives every cell that may name other places another content. */
  public void referring(UnaryOperator<Cell> change) {
    for (int row = 0; row < rows.size(); row++) {
      Row there = rows.get(row);
      for (int column = 0; there != null && there.refers() && column < used(row); column++) {
        Cell cell = cell(row, column);
        Cell changed = cell == null || !cell.refers() ? cell : change.apply(cell);
        if (changed != cell) {
          put(row, column, changed);
        }
      }
    }
  }

  private static <T> List<@Nullable T> nothing(int count) {
    List<@Nullable T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(null);
    }
    return list;
  }
}

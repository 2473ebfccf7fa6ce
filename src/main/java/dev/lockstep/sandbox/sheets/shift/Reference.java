package dev.lockstep.sandbox.sheets.shift;

import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Area;
import org.jspecify.annotations.Nullable;

/**
 * A reference as it stands in a formula, {@code Tab!$A1:B} for example.
 *
 * @param sheet the title in front, without quotes; null is the formula's own sheet
 * @param to the other corner of a range
 */
public record Reference(@Nullable String sheet, Corner from, @Nullable Corner to) {

  /**
   * @param column -1 when only a row is named
   * @param row -1 when only a column is named
   * @param fixedColumn whether it has a dollar sign
   */
  public record Corner(int column, boolean fixedColumn, int row, boolean fixedRow) {
    private String text() {
      return (column < 0 ? "" : (fixedColumn ? "$" : "") + A1.letters(column))
          + (row < 0 ? "" : (fixedRow ? "$" : "") + (row + 1));
    }

    private @Nullable Corner copied(int down, int right) {
      int newColumn = column < 0 || fixedColumn ? column : column + right;
      int newRow = row < 0 || fixedRow ? row : row + down;
      return (column >= 0 && newColumn < 0) || (row >= 0 && newRow < 0)
          ? null
          : new Corner(newColumn, fixedColumn, newRow, fixedRow);
    }
  }

  /** Open bounds are 0 and {@link Shift#OPEN}. */
  public Area area() {
    Corner other = to == null ? from : to;
    boolean openRows = from.row < 0 || other.row < 0;
    boolean openColumns = from.column < 0 || other.column < 0;
    int top = openRows ? Math.max(0, Math.max(from.row, other.row)) : Math.min(from.row, other.row);
    int left =
        openColumns
            ? Math.max(0, Math.max(from.column, other.column))
            : Math.min(from.column, other.column);
    return new Area(
        top,
        openRows ? Shift.OPEN : Math.max(from.row, other.row) + 1,
        left,
        openColumns ? Shift.OPEN : Math.max(from.column, other.column) + 1);
  }

  /** The same kind of reference to another area. */
  Reference at(Area area, @Nullable String newSheet) {
    Corner other = to;
    Corner first =
        new Corner(
            from.column < 0 ? -1 : area.left(),
            from.fixedColumn,
            from.row < 0 ? -1 : area.top(),
            from.fixedRow);
    Corner last =
        other == null
            ? null
            : new Corner(
                other.column < 0 ? -1 : area.right() == Shift.OPEN ? area.left() : area.right() - 1,
                other.fixedColumn,
                other.row < 0 ? -1 : area.bottom() == Shift.OPEN ? area.top() : area.bottom() - 1,
                other.fixedRow);
    return new Reference(newSheet, first, last);
  }

  /** As it is when its formula is copied; null when it would lie outside. */
  @Nullable Reference copied(int down, int right) {
    Corner first = from.copied(down, right);
    Corner last = to == null ? null : to.copied(down, right);
    return first == null || (to != null && last == null) ? null : new Reference(sheet, first, last);
  }

  String text() {
    return (sheet == null ? "" : A1.quote(sheet) + "!")
        + from.text()
        + (to == null ? "" : ":" + to.text());
  }
}

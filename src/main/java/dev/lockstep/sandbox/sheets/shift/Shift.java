package dev.lockstep.sandbox.sheets.shift;

import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import org.jspecify.annotations.Nullable;

/** How the places of one sheet change. Bounds of {@link #OPEN} reach to the end of the grid. */
public sealed interface Shift {

  int OPEN = Integer.MAX_VALUE;

  /** A range and the sheet it is on. */
  record Range(int sheetId, Area area) {}

  /**
   * Whole rows or columns, or those parts of them that lie between two bounds, make room.
   *
   * @param from the first column (of rows) or row (of columns) that does
   * @param to one past the last
   */
  record Insert(int sheetId, Dimension dimension, int at, int count, int from, int to)
      implements Shift {
    public Insert(int sheetId, Dimension dimension, int at, int count) {
      this(sheetId, dimension, at, count, 0, OPEN);
    }
  }

  /** They go, and what is behind them closes up. */
  record Delete(int sheetId, Dimension dimension, int at, int count, int from, int to)
      implements Shift {
    public Delete(int sheetId, Dimension dimension, int at, int count) {
      this(sheetId, dimension, at, count, 0, OPEN);
    }
  }

  /**
   * They come to stand elsewhere.
   *
   * @param destination counted before the move
   */
  record Move(int sheetId, Dimension dimension, int start, int end, int destination)
      implements Shift {}

  /** An area is cut and pasted, maybe on another sheet. */
  record Relocate(int sheetId, Area area, int toSheetId, int down, int right) implements Shift {}

  /** Where a range is afterwards; null when nothing of it is left. */
  default @Nullable Range of(Range range) {
    if (range.sheetId() != sheetId()) {
      return range;
    }
    return switch (this) {
      case Insert insert ->
          inside(range.area(), insert.dimension, insert.from, insert.to)
              ? along(range, insert.dimension, span -> span.insert(insert.at, insert.count))
              : range;
      case Delete delete ->
          inside(range.area(), delete.dimension, delete.from, delete.to)
              ? along(range, delete.dimension, span -> span.delete(delete.at, delete.count))
              : range;
      case Move move ->
          along(range, move.dimension, span -> span.move(move.start, move.end, move.destination));
      case Relocate cut ->
          cut.area.contains(range.area())
              ? new Range(cut.toSheetId, moved(range.area(), cut.down, cut.right))
              : range;
    };
  }

  int sheetId();

  private static Area moved(Area area, int down, int right) {
    return new Area(
        area.top() + down, area.bottom() + down, area.left() + right, area.right() + right);
  }

  private static boolean inside(Area area, Dimension dimension, int from, int to) {
    return dimension == Dimension.ROWS
        ? area.left() >= from && area.right() <= to
        : area.top() >= from && area.bottom() <= to;
  }

  private static @Nullable Range along(
      Range range, Dimension dimension, java.util.function.UnaryOperator<Span> change) {
    Area area = range.area();
    boolean rows = dimension == Dimension.ROWS;
    Span span =
        change.apply(
            rows ? new Span(area.top(), area.bottom()) : new Span(area.left(), area.right()));
    if (span.isEmpty()) {
      return null;
    }
    return new Range(
        range.sheetId(),
        rows
            ? new Area(span.start(), span.end(), area.left(), area.right())
            : new Area(area.top(), area.bottom(), span.start(), span.end()));
  }
}

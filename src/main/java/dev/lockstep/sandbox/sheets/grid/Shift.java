package dev.lockstep.sandbox.sheets.grid;

import org.jspecify.annotations.Nullable;

/** What happens to the rows or columns of a sheet, and where a stretch of them is afterwards. */
public sealed interface Shift {

  /** From a first one up to one that is outside. */
  record Span(int start, int end) {}

  record Insert(int at, int count) implements Shift {}

  record Delete(int at, int count) implements Shift {}

  /** A destination counted before the move. */
  record Move(int start, int end, int destination) implements Shift {}

  /** Where a stretch is afterwards; null when nothing of it is left. */
  default @Nullable Span of(int start, int end) {
    return switch (this) {
      case Insert(int at, int count) ->
          new Span(start >= at ? start + count : start, end > at ? end + count : end);
      case Delete(int at, int count) -> {
        int from = start - Math.max(0, Math.min(start, at + count) - at);
        int to = end - Math.max(0, Math.min(end, at + count) - at);
        yield to <= from ? null : new Span(from, to);
      }
      case Move move -> moved(move, start, end);
    };
  }

  private static Span moved(Move move, int start, int end) {
    int first = place(move, start);
    int last = place(move, end - 1);
    boolean inside = start >= move.start && end <= move.end;
    boolean outside = end <= move.start || start >= move.end;
    if (inside || (outside && last - first == end - 1 - start)) {
      return new Span(first, last + 1);
    }
    // What moves within a stretch leaves it where it is; what is torn apart keeps its bounds.
    return new Span(Math.min(first, last), Math.max(first, last) + 1);
  }

  private static int place(Move move, int index) {
    int count = move.end - move.start;
    if (index >= move.start && index < move.end) {
      int base = move.destination > move.start ? move.destination - count : move.destination;
      return base + index - move.start;
    }
    if (index >= move.end && index < move.destination) {
      return index - count;
    }
    return index >= move.destination && index < move.start ? index + count : index;
  }
}

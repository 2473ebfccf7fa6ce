package dev.lockstep.sandbox.sheets.shift;

/** Rows or columns from one to before another. An open end stays open. */
record Span(int start, int end) {

  boolean isEmpty() {
    return end <= start;
  }

  /** What is put in front of it moves it, what is put inside makes it longer. */
  Span insert(int at, int count) {
    return new Span(at <= start ? start + count : start, at < end ? plus(end, count) : end);
  }

  private static int plus(int bound, int count) {
    return bound == Shift.OPEN ? bound : bound + count;
  }

  Span delete(int at, int count) {
    return new Span(without(start, at, count), end == Shift.OPEN ? end : without(end, at, count));
  }

  private static int without(int bound, int at, int count) {
    return bound <= at ? bound : Math.max(at, bound - count);
  }

  /**
   * A span that moves as a whole goes along; of another the moved part is taken out, and put in
   * again where the destination is inside of it.
   */
  Span move(int from, int to, int destination) {
    int count = to - from;
    if (destination >= from && destination <= to) {
      return this;
    }
    int target = destination > to ? destination - count : destination;
    if (start >= from && end <= to) {
      return new Span(start - from + target, end - from + target);
    }
    Span rest = delete(from, count);
    // Moved within the span, its edges included, it stays as long as it was.
    boolean within = from >= start && to <= end && destination >= start && destination <= end;
    return within ? this : rest.insert(target, count);
  }
}

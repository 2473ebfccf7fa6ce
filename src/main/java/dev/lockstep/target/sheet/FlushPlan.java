package dev.lockstep.target.sheet;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one batch does to the tab.
 *
 * @param clears whether the hidden tab begins anew; not while something in it is still needed
 * @param headerAt the row of the hidden tab that keeps the header as it is when the batch runs
 * @param savesEnd rows of the hidden tab that are in use then
 * @param touches rows that are overwritten or deleted
 * @param inserts new rows, as cells
 * @param insertAt where new rows begin, counted before the batch; -1: below everything (a bare tab)
 * @param restored deleted rows that come back
 */
record FlushPlan(
    boolean clears,
    int headerAt,
    int savesEnd,
    List<Touch> touches,
    List<Fields> inserts,
    int insertAt,
    List<Restored> restored) {

  /** The first row of the hidden tab is its own header; the tab's is kept below it. */
  static final int HEADER_SAVED = 1;

  /** Up to this row a touched row is saved no higher than it stood. */
  private static final int LEVEL_TO = 5_000;

  FlushPlan {
    touches = List.copyOf(touches);
    inserts = List.copyOf(inserts);
    restored = List.copyOf(restored);
  }

  /**
   * The first row of the hidden tab for the rows that a batch touches: no higher than they stood,
   * since a formula that is copied upwards loses what it refers to above the first row.
   */
  static int firstSaved(int above, List<Touch> touches) {
    int lowest = touches.stream().mapToInt(Touch::row).max().orElse(0);
    return Math.max(above, lowest <= LEVEL_TO ? lowest : 0);
  }

  /**
   * A row that is inserted again.
   *
   * @param at where, counted before the batch
   * @param from the row of the hidden tab that keeps it
   */
  record Restored(int at, int from) {}

  /** Where the first new row stands once the batch is through. */
  int firstInserted() {
    return insertAt < 0
        ? 1 // Right below the header.
        : insertAt - (int) touches.stream().filter(Touch::deletes).count();
  }

  /**
   * What is to be judged once it is through: the rows that it touches, and those that it makes.
   *
   * @param keys of the new rows, in their order
   */
  List<Touch> judged(Columns columns, List<String> keys) {
    List<Touch> judged = new ArrayList<>(touches);
    for (int i = 0; i < inserts.size(); i++) {
      Map<Integer, Value> cells = new LinkedHashMap<>();
      inserts
          .get(i)
          .values()
          .forEach(
              (field, value) -> {
                if (!value.isNull()) {
                  cells.put(columns.of(field), value);
                }
              });
      judged.add(Touch.made(keys.get(i), firstInserted() + i, cells));
    }
    return judged;
  }

  boolean isEmpty() {
    return touches.isEmpty() && inserts.isEmpty() && restored.isEmpty();
  }
}

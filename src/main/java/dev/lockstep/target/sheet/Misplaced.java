package dev.lockstep.target.sheet;

import dev.lockstep.core.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that a batch changed although it was not, or no longer, what the batch expected.
 *
 * @param record the record whose write it was; null for what was put back
 * @param saved the row of the hidden tab that keeps it as it was; -1 where we made the row
 * @param row where it stood
 * @param key what its key cell showed; null where blank
 * @param columns where the columns stood then; people may have moved them since
 * @param shown what its overwritten cells showed
 * @param wrote what we made of them; they are put back only where they still show it
 * @param deleted whether we deleted the row
 * @param blank whether it showed nothing at all, in no column
 */
record Misplaced(
    @Nullable String record,
    int saved,
    int row,
    @Nullable String key,
    Columns columns,
    Map<Integer, Value> shown,
    Map<Integer, Value> wrote,
    boolean deleted,
    boolean blank) {

  /** Whether we made the row, in columns that had just been moved. */
  boolean made() {
    return saved < 0;
  }

  /** Where a column that stood there then stands in a look. */
  int at(int column, Look look) {
    return columns.moved(column, look.columns());
  }
}

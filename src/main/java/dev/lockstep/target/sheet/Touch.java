package dev.lockstep.target.sheet;

import dev.lockstep.core.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row that a batch touches, and what is expected there. Columns are counted from 0.
 *
 * @param record the key of the record that is written; null for what is put back
 * @param row where it stood when it was read
 * @param key the key that the row showed; null where its key cell was blank
 * @param before by column what the cells showed that the batch overwrites; of a deletion every
 *     mapped cell without a formula
 * @param written by column what they show then; empty for a deletion
 * @param saved the row of the hidden tab that keeps the row as it was; -1 for a row that is made
 * @param from the row of the hidden tab whose cells are put back; -1 where values are written
 * @param sources by column which column of that row is put back; the same where it is not named
 */
record Touch(
    @Nullable String record,
    int row,
    @Nullable String key,
    Map<Integer, Value> before,
    Map<Integer, Value> written,
    boolean deletes,
    int saved,
    int from,
    Map<Integer, Integer> sources) {

  Touch {
    before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
    written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
    sources = Map.copyOf(sources);
  }

  Touch(
      @Nullable String record,
      int row,
      @Nullable String key,
      Map<Integer, Value> before,
      Map<Integer, Value> written,
      boolean deletes,
      int saved,
      int from) {
    this(record, row, key, before, written, deletes, saved, from, Map.of());
  }

  /** A row that the batch makes: nothing can be hit, but its columns may have moved. */
  static Touch made(String record, int row, Map<Integer, Value> written) {
    return new Touch(record, row, null, Map.of(), written, false, -1, -1);
  }

  int source(int column) {
    return sources.getOrDefault(column, column);
  }

  Touch savedAt(int row) {
    return new Touch(record, this.row, key, before, written, deletes, row, from, sources);
  }
}

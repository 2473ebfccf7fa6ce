package dev.lockstep.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record as the source shows it to one partition. */
public sealed interface SourceSide {

  /** No row: deleted, outside `where`, without an owner, or with a NULL `start`. */
  record Absent() implements SourceSide {}

  /** The row lives, but belongs to another account or calendar now. */
  record Moved(Fields fields, @Nullable Instant modified) implements SourceSide {}

  /**
   * The row.
   *
   * @param fields a field that was not evaluated is missing and is left alone
   * @param modified when it changed, for latest-wins; null counts as a tie
   * @param heldBack not to be sent a first time (`rows: from-connection`)
   */
  record Row(Fields fields, @Nullable Instant modified, boolean heldBack) implements SourceSide {}

  SourceSide ABSENT = new Absent();

  static SourceSide row(Fields fields) {
    return new Row(fields, null, false);
  }
}

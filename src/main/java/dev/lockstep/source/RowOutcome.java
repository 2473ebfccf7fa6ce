package dev.lockstep.source;

import dev.lockstep.core.Failure;
import java.util.Set;

/** What became of one change of a row. */
public sealed interface RowOutcome {

  /** {@link RowChange#reference} of the change. */
  String reference();

  /** Written; the row as the table shows it after its own defaults and triggers. */
  record Written(String reference, SourceRow now) implements RowOutcome {}

  /** Deleted by us, or taken out of what the source shows by a trigger of the table. */
  record Deleted(String reference) implements RowOutcome {}

  /** There was no such row. */
  record Missing(String reference) implements RowOutcome {}

  /** This row alone failed; nothing of its change is left, the others went on. */
  record Refused(String reference, Failure failure) implements RowOutcome {
    // SQLSTATEs of a foreign key, a unique and an exclusion constraint.
    private static final Set<String> OVER_ANOTHER_ROW = Set.of("23503", "23505", "23P01");

    /** Whether it is another row that stands in the way, or is missing. */
    public boolean isOverAnotherRow() {
      return OVER_ANOTHER_ROW.contains(failure.reason());
    }
  }
}

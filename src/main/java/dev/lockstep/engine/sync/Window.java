package dev.lockstep.engine.sync;

import dev.lockstep.core.Bases;
import dev.lockstep.core.Fields;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a record must start for anything to be sent, changed or deleted of it; null: without end.
 */
public record Window(@Nullable Duration past, @Nullable Duration future) {

  /** Whether a record with these fields starts outside of it; one without a start does not. */
  public boolean excludes(Fields fields, Instant now) {
    Instant start = RunningSync.start(fields);
    if (start == null) {
      return false;
    }
    return past != null && start.isBefore(now.minus(past))
        || future != null && start.isAfter(now.plus(future));
  }

  /** The same by what both sides showed last: outside only where all that is known is. */
  public boolean excludes(Bases shown, Instant now) {
    boolean isKnown = !shown.source().isEmpty() || !shown.target().isEmpty();
    return isKnown
        && (shown.source().isEmpty() || excludes(shown.source(), now))
        && (shown.target().isEmpty() || excludes(shown.target(), now));
  }
}

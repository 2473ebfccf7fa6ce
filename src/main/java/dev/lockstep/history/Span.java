package dev.lockstep.history;

import dev.lockstep.history.HistoryEvent.Change;
import dev.lockstep.history.HistoryEvent.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Changes that were applied to records of a sync in a span of time.
 *
 * @param since the first instant of it
 * @param until the first instant after it
 * @param by only what was changed on that side, or by a person through us; null: whatever it was
 * @param account only in this account; null: in every one
 */
public record Span(
    String sync, Instant since, Instant until, @Nullable Origin by, @Nullable String account) {

  public Span {
    if (!since.isBefore(until)) {
      throw new IllegalArgumentException(
          "the span ends at %s, before it begins at %s".formatted(until, since));
    }
  }

  boolean covers(HistoryEntry line) {
    return line.event() instanceof Change change
        && !line.at().isBefore(since)
        && line.at().isBefore(until)
        && (by == null || by == change.origin())
        && (account == null || account.equals(change.partition().account()));
  }
}

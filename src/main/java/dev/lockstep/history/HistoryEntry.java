package dev.lockstep.history;

import java.time.Instant;

/**
 * A line of the history as it was read back.
 *
 * @param id grows with time; the key for paging
 */
public record HistoryEntry(long id, Instant at, HistoryEvent event) {}

package dev.lockstep.source;

import dev.lockstep.mapping.Row;

/**
 * A row as it was read.
 *
 * @param isInside whether the sync's predicate is true for it; else it counts as absent
 */
public record SourceRow(Row row, boolean isInside) {}

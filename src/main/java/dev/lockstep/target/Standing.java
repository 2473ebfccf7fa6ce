package dev.lockstep.target;

import org.jspecify.annotations.Nullable;

/**
 * A problem of a row that a look still shows.
 *
 * @param name as in the {@link Problem} that was told
 * @param row where it stands now, counted from 1
 * @param text what is to be said of it now; null: as it was told
 */
public record Standing(String name, int row, @Nullable String text) {}

package dev.lockstep.target;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a record of the tab before a look.
 *
 * @param version of its cells when they were seen last; null before the first time
 * @param expected whether a row of it should be there
 */
public record KnownRecord(@Nullable String version, boolean expected) {}

package dev.lockstep.target;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a row of the tab, for the history and a person.
 *
 * @param key the record's key, where there is one
 * @param row counted from 1, as a person counts; 0 for the whole tab
 */
public record Problem(@Nullable String key, int row, String text) {}

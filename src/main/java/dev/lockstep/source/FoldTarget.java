package dev.lockstep.source;

import java.time.Duration;

/**
 * A sync that wants to hear of the changes of a table.
 *
 * @param account where a row names its account
 * @param calendar where a row names its calendar or tab
 * @param debounce quiet time before a changed record is due
 */
public record FoldTarget(
    String sync, SourceTable source, Place account, Place calendar, Duration debounce) {}

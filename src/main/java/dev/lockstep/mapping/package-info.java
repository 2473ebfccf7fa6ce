/**
 * Columns to fields and back: what a table looks like, PostgreSQL's text for each type against
 * typed values, record keys, the expressions of computed fields. Pure; knows values, not syncs.
 */
@NullMarked
package dev.lockstep.mapping;

import org.jspecify.annotations.NullMarked;

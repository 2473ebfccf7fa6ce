package dev.lockstep.target;

import org.jspecify.annotations.Nullable;

/**
 * A problem of a record that stands and waits for a person.
 *
 * @param field whose value it is about; null for the record as a whole
 */
public record FieldProblem(String key, @Nullable String field, String text) {}

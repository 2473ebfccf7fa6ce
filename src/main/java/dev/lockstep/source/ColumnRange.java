package dev.lockstep.source;

/**
 * The rows whose column lies after the one value and not after the other, in PostgreSQL's text for
 * the column's type; an index on the column serves it.
 */
public record ColumnRange(String column, String after, String until) {}

package dev.lockstep.mapping;

import dev.lockstep.core.Direction;

/**
 * One field of a target and where it comes from.
 *
 * @param form what the target wants to see
 */
public record MappedField(String name, Form form, Direction direction, From from) {

  /** Where the value comes from on the PostgreSQL side. */
  public sealed interface From {}

  public record FromColumn(Column column) implements From {}

  public record FromExpression(String template) implements From {}

  /** What a target wants to see in a field. */
  public enum Form {
    /** The column's own type; blank and empty text are one (a sheet's cell). */
    CELL,
    /** The column's own type, empty text kept apart from null (a feed). */
    EXACT,
    /** Text, whatever the column's type. */
    TEXT,
    /** A day (all-day) or an instant (timed). */
    MOMENT,
    /** A list of guests: JSON objects with an {@code email}. */
    GUESTS,
    /** A JSON tree as Google's API has it. */
    JSON
  }
}

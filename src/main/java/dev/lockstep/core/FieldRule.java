package dev.lockstep.core;

/**
 * How one field flows and what decides its conflicts.
 *
 * @param conflict for a route or a person: {@link ConflictPolicy#MANUAL}, then decide again with
 *     the {@link Ruling}
 * @param unit fields of one unit are merged as one (start, end and their kind); the unit's first
 *     field decides its conflicts
 */
public record FieldRule(String name, Direction direction, ConflictPolicy conflict, String unit) {

  /** A field that is merged by itself. */
  public static FieldRule of(String name, Direction direction, ConflictPolicy conflict) {
    return new FieldRule(name, direction, conflict, name);
  }
}

package dev.lockstep.core;

import java.util.Set;

/**
 * What each side showed when they last agreed, field by field: Bs and Br of PROTOCOL 3. A field
 * that is missing has never agreed.
 *
 * @param source as the source showed it (Bs)
 * @param target as the target showed it (Br), whole
 */
public record Bases(Fields source, Fields target) {

  public static final Bases NONE = new Bases(Fields.EMPTY, Fields.EMPTY);

  /** From what is stored: Br only where it differs from Bs. */
  public static Bases stored(Fields source, Fields targetWhereDifferent) {
    return new Bases(source, source.with(targetWhereDifferent));
  }

  /** Br where it is not the very same as Bs, to the letter: what {@link #stored} needs. */
  public Fields targetWhereDifferent() {
    return target.only(name -> !source.has(name) || !source.get(name).equals(target.get(name)));
  }

  public boolean isEmpty() {
    return source.isEmpty() && target.isEmpty();
  }

  /** With these fields agreed on. */
  Bases moved(Fields source, Fields target) {
    return new Bases(this.source.with(source), this.target.with(target));
  }

  Bases only(Set<String> names) {
    return new Bases(source.only(names::contains), target.only(names::contains));
  }
}

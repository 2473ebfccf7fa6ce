package dev.lockstep.core;

import org.jspecify.annotations.Nullable;

/** What is to be done at the target. Values are the source's, as loaded. */
public sealed interface ToTarget {

  record Nothing() implements ToTarget {}

  /** Under the id of the decision's {@link Link#incarnation()}. */
  record Insert(Fields fields) implements ToTarget {}

  /** Only these fields; {@link Value#NULL} blanks one. */
  record Patch(Fields fields, @Nullable String version) implements ToTarget {}

  /** Undelete, with these fields. */
  record Revive(Fields fields, @Nullable String version) implements ToTarget {}

  record Delete(@Nullable String version) implements ToTarget {}

  ToTarget NOTHING = new Nothing();
}

package dev.lockstep.core;

/** What is to be done to the row. Values are the target's, as read. */
public sealed interface ToSource {

  record Nothing() implements ToSource {}

  record Insert(Fields fields) implements ToSource {}

  /** Only these fields; {@link Value#NULL} blanks one. */
  record Update(Fields fields) implements ToSource {}

  record Delete() implements ToSource {}

  ToSource NOTHING = new Nothing();
}

package dev.lockstep.core;

/** How a person or a route decided one conflict; it is given with the state and used once. */
public sealed interface Ruling {

  /** One side's values stand. */
  record Wins(Side side) implements Ruling {}

  /** Neither: these values go to both sides. */
  record Both(Fields values) implements Ruling {}

  /**
   * Whoever was asked did not decide: it waits for a person.
   *
   * @param why for the person, naming who was asked
   */
  record Undecided(String why) implements Ruling {}
}

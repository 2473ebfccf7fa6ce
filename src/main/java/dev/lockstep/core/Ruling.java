package dev.lockstep.core;

/** How a person or a route decided one conflict; it is given with the state and used once. */
public sealed interface Ruling {

  /** One side's values stand. */
  record Wins(Side side) implements Ruling {}

  /**
   * Neither: these values go to both sides.
   *
   * @param said who answered them, and what, for a person where they cannot stand
   */
  record Both(Fields values, String said) implements Ruling {

    /** What is left of it where a side does not take the values, which neither of them had. */
    public Undecided refused(String why) {
      return new Undecided("%s, which cannot stand: %s".formatted(said, why));
    }
  }

  /**
   * Whoever was asked did not decide: it waits for a person.
   *
   * @param why for the person, naming who was asked
   */
  record Undecided(String why) implements Ruling {}
}

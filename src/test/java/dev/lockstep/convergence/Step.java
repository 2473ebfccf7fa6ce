package dev.lockstep.convergence;

/**
 * One step of a script.
 *
 * @param number from 1
 * @param record which of the records made so far it is about, from 0; -1 where it is about none
 * @param detail 0 or more; what else there is to choose is read off it
 */
public record Step(int number, Act act, int record, int detail) {

  /** One of so many, each drawn by another part of the detail. */
  int choice(int of) {
    return detail % of;
  }

  /** A second choice that does not depend on the first. */
  int other(int of) {
    return (detail >>> 16) % of;
  }

  boolean flag(int bit) {
    return (detail >>> (8 + bit) & 1) == 1;
  }

  @Override
  public String toString() {
    return "%d %s %d/%x".formatted(number, act, record, detail);
  }
}

package dev.lockstep.core;

import java.util.EnumSet;
import java.util.Set;

/**
 * Holds back what looks like a disaster until a person has approved it (PROTOCOL 10). It is asked
 * for each partition and for each sync with figures of waiting and recent work together.
 *
 * @param deletedAtLeast as many records may always be deleted or blanked
 * @param deletedShare and this share of all
 * @param changedAtLeast as many may always be changed from Google
 * @param changedShare and this share of all
 * @param fewest below this number of records nothing is held
 */
public record Brake(
    int deletedAtLeast, double deletedShare, int changedAtLeast, double changedShare, int fewest) {

  public static final Brake DEFAULT = new Brake(25, 0.10, 100, 0.50, 5);

  /** What waiting work would do to a record. */
  public enum Effect {
    /** Deletes it on either side, or blanks all of its fields. */
    DELETES_OR_BLANKS,
    /** Changes the row by what Google shows. */
    CHANGES_FROM_GOOGLE
  }

  /**
   * Records of one partition or sync, waiting work and the last hour's together.
   *
   * @param records how many are linked, before any of it
   * @param deletedOrBlanked of these, in both directions
   * @param deleted of these, the ones that would go altogether
   * @param changedFromGoogle rows changed by what Google shows
   */
  public record Figures(int records, int deletedOrBlanked, int deleted, int changedFromGoogle) {}

  /** With so many records or more, so few removals and changes are within every share. */
  public long recordsThatAreEnough(long removedOrChanged) {
    return (long) Math.ceil(removedOrChanged / Math.min(deletedShare, changedShare)) + fewest;
  }

  /** Which waiting work is to be held; the rest goes on. */
  public Set<Effect> holds(Figures figures) {
    Set<Effect> held = EnumSet.noneOf(Effect.class);
    // Too few to tell a disaster from a morning's work.
    if (figures.records() < fewest) {
      return held;
    }
    // More deleted or blanked than a person does by hand.
    if (figures.deletedOrBlanked() > Math.max(deletedAtLeast, deletedShare * figures.records())) {
      held.add(Effect.DELETES_OR_BLANKS);
    }
    // Nothing would be left.
    if (figures.deleted() >= figures.records()) {
      held.add(Effect.DELETES_OR_BLANKS);
    }
    // More changed at Google than a person does by hand: a sorted column, a moved zone.
    if (figures.changedFromGoogle() > Math.max(changedAtLeast, changedShare * figures.records())) {
      held.add(Effect.CHANGES_FROM_GOOGLE);
    }
    return held;
  }
}

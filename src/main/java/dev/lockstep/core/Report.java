package dev.lockstep.core;

import org.jspecify.annotations.Nullable;

/**
 * Something that a person should be able to see: a history entry, and a notice where the definition
 * asks for one. What lost is kept here.
 *
 * @param unit the field, or the name of fields merged as one, or {@link #RECORD}
 * @param source what the source showed of it
 * @param target what the target showed of it
 * @param winner whose values stand; null while nobody has decided
 * @param detail what else is to be said, for a person; may be empty
 */
public record Report(
    Kind kind, String unit, Fields source, Fields target, @Nullable Side winner, String detail) {

  /** The unit of a report about the record as a whole. */
  public static final String RECORD = "*";

  /** What happened. */
  public enum Kind {
    /** Both sides changed; the winner stands, or both wait for a person. */
    CONFLICT,
    /** An edit on the side that the field does not come from was overwritten by a change. */
    OVERWRITTEN,
    /** An edit on the side that the field does not come from was put right at once. */
    RESTORED,
    /** It was put right and came back at once: it is left alone until it changes. */
    NOT_RESTORED,
    /** A ruling put other values in the place of both. */
    REPLACED,
    /** A person decided a conflict. */
    RESOLVED,
    /** A person gave up what the brake had held; the winner's values stand. */
    GIVEN_UP,
    /** A person asked for an earlier version, or for a record that was gone. */
    BROUGHT_BACK,
    /** It was asked back, and had been changed since: it stays as it is. */
    NOT_BROUGHT_BACK,
    /** It was asked back, and lies outside the window: it stays as it is. */
    OUTSIDE_WINDOW,
    /** A person deleted the record at the target. */
    DELETED_AT_TARGET,
    /** The row went. */
    DELETED_AT_SOURCE,
    /** The record at the target was brought back. */
    UNDELETED,
    /** The event became recurring and is left alone until it is single again. */
    BECAME_RECURRING,
    /** The record is linked again. */
    LINKED_AGAIN,
    /** A side refused what the merge of both made, though its own version was not at fault. */
    MERGE_REFUSED,
    /** The source could not take the target's value. */
    INVALID,
    /** The target kept what a person has there: the source's value is owed until that is gone. */
    NOT_WRITTEN
  }

  /** Whether nobody has decided yet. */
  public boolean waits() {
    return (kind == Kind.CONFLICT || kind == Kind.MERGE_REFUSED) && winner == null;
  }

  /** Whether the source's values stand by a decision that the target may not have heard of yet. */
  public boolean isOwedToTarget() {
    return winner == Side.SOURCE
        && (kind == Kind.GIVEN_UP || kind == Kind.BROUGHT_BACK || kind == Kind.REPLACED);
  }

  /** Whether other values than the source's go to both sides, by way of the source. */
  boolean replaces() {
    return kind == Kind.BROUGHT_BACK || kind == Kind.REPLACED;
  }

  /** With these values in the source, of which the target has still to hear. */
  Report writtenToSource(Fields source) {
    return new Report(kind, unit, source, target, Side.SOURCE, detail);
  }

  Report undecided() {
    return wonBy(null);
  }

  Report wonBy(@Nullable Side side) {
    return new Report(kind, unit, source, target, side, detail);
  }

  /** The same with what the target shows told in other words. */
  public Report showing(Fields target) {
    return new Report(kind, unit, source, target, winner, detail);
  }

  Report saying(String detail) {
    return new Report(kind, unit, source, target, winner, detail);
  }

  Report as(Kind kind) {
    return new Report(kind, unit, source, target, winner, detail);
  }

  /** Whether both tell of the same values of the same thing (PROTOCOL 3.6). */
  boolean isAboutTheSame(Report other) {
    return kind == other.kind
        && unit.equals(other.unit)
        && Sameness.of(source, other.source)
        && Sameness.of(target, other.target);
  }
}

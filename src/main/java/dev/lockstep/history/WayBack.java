package dev.lockstep.history;

import dev.lockstep.core.Fields;

/** What one record needs to be again what it was before a span of time. */
public sealed interface WayBack {

  /**
   * Fields that were changed in the span go back.
   *
   * @param now what they show, as far as the history knows; some may show what they did then
   * @param then what they showed before the span's first change of each
   */
  record Changes(Fields now, Fields then) implements WayBack {}

  /**
   * It went in the span and comes back, on the side that it went from or on both.
   *
   * @param now what the fields that go back show; empty where neither side shows any
   * @param then all that is known of what it was, where it is gone on both sides; else only what
   *     was changed in the span
   */
  record Returns(Fields now, Fields then) implements WayBack {}

  /** It is as it was then. */
  record Same() implements WayBack {}

  /** It stays as it is. */
  record Left(Why why) implements WayBack {}

  /** Why a record is left as it is. */
  enum Why {
    /** It was not there before the span; a restore deletes nothing. */
    MADE,
    /** It went to another account. */
    MOVED,
    /** It was changed again, in the same fields, or deleted or made anew. */
    CHANGED_SINCE,
    /** Something of it is still on its way. */
    UNDER_WAY,
    /** The history does not say what it was. */
    NOT_KNOWN,
    /** It lies outside the sync's window, where nothing is changed. */
    OUTSIDE_WINDOW,
    /** The row is as it was, and something of a person's at Google keeps it out there. */
    KEPT_OUT
  }

  WayBack SAME = new Same();
}

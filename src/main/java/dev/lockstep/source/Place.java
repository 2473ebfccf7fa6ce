package dev.lockstep.source;

/** Where a row's account or calendar is named. */
public sealed interface Place {

  /** By a column of the row. */
  record OfColumn(String column) implements Place {}

  /** The same for every row. */
  record Fixed(String value) implements Place {}

  /** The same for every row, and no Google identity that would have to be connected: a feed's. */
  record Unowned(String value) implements Place {}

  /**
   * By the owner's choice; only for a calendar.
   *
   * @param relation SQL that selects {@code (owner text, value text)}; ours, never a user's
   */
  record ByOwner(String relation) implements Place {}
}

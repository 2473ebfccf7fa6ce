package dev.lockstep.core;

/**
 * What a definition decides beyond the conflict of single fields (DESIGN 2.3).
 *
 * @param sourceDelete what happens at Google when the row goes
 * @param googleDelete what happens to the row when the event or sheet row goes
 * @param googleCreate what happens with a record that a person made at Google
 * @param oneWayEdits what happens to an edit on the side that a field does not come from
 * @param rows which rows are sent the first time
 */
public record Policies(
    SourceDelete sourceDelete,
    GoogleDelete googleDelete,
    GoogleCreate googleCreate,
    OneWayEdits oneWayEdits,
    Rows rows) {

  public static final Policies DEFAULT =
      new Policies(
          SourceDelete.DELETE, GoogleDelete.KEEP, GoogleCreate.IGNORE, OneWayEdits.LEAVE, Rows.ALL);

  public enum SourceDelete {
    DELETE,
    KEEP
  }

  public enum GoogleDelete {
    KEEP,
    DELETE,
    RECREATE
  }

  public enum GoogleCreate {
    IGNORE,
    INSERT
  }

  public enum OneWayEdits {
    LEAVE,
    RESTORE
  }

  /** {@code FROM_CONNECTION} holds back only the first sending of a row. */
  public enum Rows {
    ALL,
    FROM_CONNECTION
  }
}

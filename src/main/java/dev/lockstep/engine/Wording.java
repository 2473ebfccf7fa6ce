package dev.lockstep.engine;

import dev.lockstep.core.Report;
import dev.lockstep.core.Side;
import dev.lockstep.history.NoticeKind;

/** How a report of the merge is told to people. Pure. */
final class Wording {

  private Wording() {}

  static NoticeKind kind(Report.Kind kind) {
    return switch (kind) {
      case CONFLICT, MERGE_REFUSED -> NoticeKind.CONFLICT;
      case INVALID, NOT_WRITTEN -> NoticeKind.FAILED;
      case DELETED_AT_TARGET, BECAME_RECURRING, UNDELETED, LINKED_AGAIN ->
          NoticeKind.GOOGLE_CHANGED;
      case OVERWRITTEN -> NoticeKind.OVERWRITTEN;
      case RESTORED, NOT_RESTORED -> NoticeKind.PUT_RIGHT;
      case REPLACED, RESOLVED -> NoticeKind.RESOLVED;
      case GIVEN_UP -> NoticeKind.DISCARDED;
      case BROUGHT_BACK, NOT_BROUGHT_BACK, OUTSIDE_WINDOW -> NoticeKind.RESTORED;
      case DELETED_AT_SOURCE -> NoticeKind.ROW_DELETED;
    };
  }

  static String sentence(Report report) {
    String what =
        switch (report.kind()) {
          case CONFLICT ->
              report.winner() == null
                  ? "both sides changed it; it waits for a person"
                  : "both sides changed it; "
                      + (report.winner() == Side.SOURCE ? "PostgreSQL's" : "Google's")
                      + " value stands";
          case OVERWRITTEN -> "an edit at Google of a field that flows to Google was overwritten";
          case RESTORED -> "an edit of a field that flows the other way was put right";
          case NOT_RESTORED -> "an edit was put right and came back at once; it is left alone";
          case REPLACED -> "a decision put other values in the place of both";
          case RESOLVED ->
              "a person decided the conflict; "
                  + (report.winner() == Side.SOURCE ? "PostgreSQL's" : "Google's")
                  + " value stands";
          case GIVEN_UP ->
              report.winner() == Side.SOURCE
                  ? "what Google shows was held by the brake and discarded"
                  : "what the row shows was held by the brake and discarded";
          case BROUGHT_BACK -> "a person brought it back";
          case NOT_BROUGHT_BACK -> "a person asked it back, and it was changed since; it stays";
          case OUTSIDE_WINDOW -> "a person asked it back, and it lies outside the window; it stays";
          case DELETED_AT_TARGET -> "it was deleted at Google";
          case DELETED_AT_SOURCE -> "its row is gone";
          case UNDELETED -> "it was brought back at Google";
          case BECAME_RECURRING -> "it became recurring and is left alone until it is single again";
          case LINKED_AGAIN -> "row and event are linked again";
          case MERGE_REFUSED -> "what both sides' edits make together was refused";
          case INVALID -> "the row cannot take Google's value";
          case NOT_WRITTEN -> "the row's value was not written";
        };
    String unit = report.unit().equals(Report.RECORD) ? "" : report.unit() + ": ";
    return unit + what + (report.detail().isEmpty() ? "" : " (" + report.detail() + ")");
  }
}

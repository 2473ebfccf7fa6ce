package dev.lockstep.target.sheet;

/** Somebody else writes to the spreadsheet by now: this flush must not go on. */
final class FlushLost extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FlushLost(String spreadsheetId) {
    super("the turn to write to spreadsheet " + spreadsheetId + " was lost");
  }
}

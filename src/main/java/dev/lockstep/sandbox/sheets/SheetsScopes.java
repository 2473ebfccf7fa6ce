package dev.lockstep.sandbox.sheets;

import java.util.Set;

/** Which grants allow which methods. */
final class SheetsScopes {

  private static final String BASE = "https://www.googleapis.com/auth/";

  static final Set<String> WRITE =
      Set.of(BASE + "spreadsheets", BASE + "drive", BASE + "drive.file");

  /** The read-only grants reach only what is read with a GET of ranges. */
  static final Set<String> READ =
      Set.of(
          BASE + "spreadsheets",
          BASE + "drive",
          BASE + "drive.file",
          BASE + "spreadsheets.readonly",
          BASE + "drive.readonly");

  private SheetsScopes() {}
}

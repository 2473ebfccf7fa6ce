package dev.lockstep.sandbox.sheets;

import dev.lockstep.sandbox.sheets.grid.Spreadsheet;

/** Who may do what with a spreadsheet. Drive says it; without it only the owner may anything. */
public interface Sharing {

  enum Access {
    NONE,
    READ,
    WRITE
  }

  Access access(Spreadsheet spreadsheet, String email);
}

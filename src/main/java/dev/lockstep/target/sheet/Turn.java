package dev.lockstep.target.sheet;

import java.util.UUID;

/**
 * The right to write to a spreadsheet.
 *
 * @param batch the number of the last batch that was committed to
 */
record Turn(String spreadsheetId, UUID token, long batch) {}

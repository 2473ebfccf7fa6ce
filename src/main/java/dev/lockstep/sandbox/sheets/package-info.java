/**
 * Sheets v4. A call comes in at one of the Api classes ({@link
 * dev.lockstep.sandbox.sheets.SpreadsheetsApi}, ValuesApi, MetadataApi), which opens a spreadsheet
 * in {@link dev.lockstep.sandbox.sheets.Spreadsheets} for the caller, reads the body through the
 * table of messages ({@code wire}), and either shows what is there ({@link
 * dev.lockstep.sandbox.sheets.SpreadsheetView}, ValueRanges) or changes a draft that takes the
 * original's place when all of it worked.
 *
 * <p>Below: {@code wire} knows Google's messages and masks; {@code grid} is the model, sparse and
 * copied on write; {@code entry} turns typed text into values and values into shown text; {@code
 * formula} works formulas out; {@code shift} lets places follow inserted and moved rows; {@code
 * batch} is the door for the kinds of batchUpdate, one class for a family of kinds ({@code
 * Families} names them all).
 */
@NullMarked
package dev.lockstep.sandbox.sheets;

import org.jspecify.annotations.NullMarked;

/**
 * What a spreadsheet is made of: {@link dev.lockstep.sandbox.sheets.grid.Spreadsheet} holds {@link
 * dev.lockstep.sandbox.sheets.grid.Sheet}s, each with a sparse {@link
 * dev.lockstep.sandbox.sheets.grid.Grid} of {@link dev.lockstep.sandbox.sheets.grid.Cell}s and its
 * {@link dev.lockstep.sandbox.sheets.grid.Part}s (merges, protected ranges, filters, tables ...),
 * which are kept as the JSON that Google shows. Cells and JSON are never changed in place, only
 * replaced: a copy of a spreadsheet shares everything that was not written since.
 */
@NullMarked
package dev.lockstep.sandbox.sheets.grid;

import org.jspecify.annotations.NullMarked;

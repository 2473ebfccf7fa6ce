/**
 * Where places go when rows and columns are inserted, deleted or moved: a {@link
 * dev.lockstep.sandbox.sheets.shift.Shift} is applied to everything that names a place, which is
 * the parts of sheets, named ranges and the references in formulas ({@link
 * dev.lockstep.sandbox.sheets.shift.References}).
 */
@NullMarked
package dev.lockstep.sandbox.sheets.shift;

import org.jspecify.annotations.NullMarked;

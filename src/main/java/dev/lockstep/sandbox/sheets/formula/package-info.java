/**
 * Formulas: read, worked out when a cell is looked at, and rewritten when what they refer to moves.
 * {@link dev.lockstep.sandbox.sheets.formula.Calculator} is asked for a cell's value, {@link
 * dev.lockstep.sandbox.sheets.formula.References} changes references in a formula's text.
 */
@NullMarked
package dev.lockstep.sandbox.sheets.formula;

import org.jspecify.annotations.NullMarked;

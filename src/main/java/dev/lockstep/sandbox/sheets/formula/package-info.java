/**
 * Formulas: read, and worked out when a cell is looked at. {@link
 * dev.lockstep.sandbox.sheets.formula.Calculator} is asked for a cell's value.
 */
@NullMarked
package dev.lockstep.sandbox.sheets.formula;

import org.jspecify.annotations.NullMarked;

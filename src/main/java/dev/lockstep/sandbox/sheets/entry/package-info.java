/**
 * What people see and type, as English (United States) has it: {@link
 * dev.lockstep.sandbox.sheets.entry.Typed} makes values of typed text, {@link
 * dev.lockstep.sandbox.sheets.entry.Shown} makes text of values.
 */
@NullMarked
package dev.lockstep.sandbox.sheets.entry;

import org.jspecify.annotations.NullMarked;

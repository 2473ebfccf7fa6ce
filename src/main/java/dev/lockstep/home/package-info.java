/**
 * Where the user's routes, definitions and templates lie ({@code LOCKSTEP_HOME}, else the working
 * directory), with ours in the jar behind them.
 */
@NullMarked
package dev.lockstep.home;

import org.jspecify.annotations.NullMarked;

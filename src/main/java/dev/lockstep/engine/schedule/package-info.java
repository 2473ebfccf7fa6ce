/**
 * The route sets that definitions decide the number of: one scheduled pull per sync, one poll per
 * polled source, one look per window that moves on.
 */
@NullMarked
package dev.lockstep.engine.schedule;

import org.jspecify.annotations.NullMarked;

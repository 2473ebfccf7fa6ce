/** A Google calendar as a target: events are records, private properties carry our stamp. */
@NullMarked
package dev.lockstep.target.calendar;

import org.jspecify.annotations.NullMarked;

/** Calendar v3: calendars and their events in memory, listing, recurrence, rendering, writing. */
@NullMarked
package dev.lockstep.sandbox.calendar;

import org.jspecify.annotations.NullMarked;

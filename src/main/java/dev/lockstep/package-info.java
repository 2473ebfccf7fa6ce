/** Lockstep: PostgreSQL tables kept in step with Google Calendar and Google Sheets. */
@NullMarked
package dev.lockstep;

import org.jspecify.annotations.NullMarked;

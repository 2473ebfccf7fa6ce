/** The way in for notifications and the life of channels, against real HTTP and PostgreSQL. */
@NullMarked
package dev.lockstep.webhook;

import org.jspecify.annotations.NullMarked;

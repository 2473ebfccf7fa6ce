/** Notification channels and the callbacks they make. */
@NullMarked
package dev.lockstep.sandbox.push;

import org.jspecify.annotations.NullMarked;

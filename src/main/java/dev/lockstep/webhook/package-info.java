/**
 * Google's push notifications: the way in, which answers at once and only asks for a pull, and the
 * channels behind it, one per partition, opened, renewed, stopped and, where they fail, given up in
 * favour of polling.
 */
@NullMarked
package dev.lockstep.webhook;

import org.jspecify.annotations.NullMarked;

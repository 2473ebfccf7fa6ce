/**
 * What the log says of failures that repeat: a database that is away is told in one line a minute,
 * a stack trace once. Knows nothing of the rest.
 */
@NullMarked
package dev.lockstep.logs;

import org.jspecify.annotations.NullMarked;

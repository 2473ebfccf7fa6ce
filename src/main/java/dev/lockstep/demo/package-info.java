/**
 * What a newcomer meets in profile {@code sandbox}: tables with rows, accounts at the sandbox, a
 * token, and a few lines in the log that say what to try.
 */
@NullMarked
package dev.lockstep.demo;

import org.jspecify.annotations.NullMarked;

/**
 * What the sandbox's parts stand on: the journal that keeps entities over restarts and the clock
 * that never shows one microsecond twice.
 */
@NullMarked
package dev.lockstep.sandbox.state;

import org.jspecify.annotations.NullMarked;

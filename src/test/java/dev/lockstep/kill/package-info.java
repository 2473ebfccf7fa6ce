/**
 * The application as a process of its own that is killed: at named points and at random moments.
 * What halts it stands here, among the tests, so that no jar has it.
 */
@NullMarked
package dev.lockstep.kill;

import org.jspecify.annotations.NullMarked;

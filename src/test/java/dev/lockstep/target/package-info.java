/** What every target must keep, and one in memory that other modules' tests can use. */
@NullMarked
package dev.lockstep.target;

import org.jspecify.annotations.NullMarked;

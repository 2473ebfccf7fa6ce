/** Examples for every row of the core's tables, and properties that hold for all of them. */
@NullMarked
package dev.lockstep.core;

import org.jspecify.annotations.NullMarked;

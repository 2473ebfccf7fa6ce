@NullMarked
package dev.lockstep.target.sheet;

import org.jspecify.annotations.NullMarked;

/** Google's recorded answers, asked of the sandbox again. */
@NullMarked
package dev.lockstep.sandbox.replay;

import org.jspecify.annotations.NullMarked;

/** The syncs that run: definitions that passed every check, with all that a pass needs of them. */
@NullMarked
package dev.lockstep.engine.sync;

import org.jspecify.annotations.NullMarked;

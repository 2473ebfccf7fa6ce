/**
 * From the target to PostgreSQL: list, drop echoes, merge, apply, move the cursor. Also what has to
 * be looked at again by itself, because it could not be applied or was learnt on the way out.
 */
@NullMarked
package dev.lockstep.engine.inbound;

import org.jspecify.annotations.NullMarked;

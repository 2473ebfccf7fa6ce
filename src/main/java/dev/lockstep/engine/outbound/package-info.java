/**
 * From PostgreSQL to the target: claim, load, enrich, merge, intend, deliver, commit. A record that
 * the target answered with another version goes round again, three times at most.
 */
@NullMarked
package dev.lockstep.engine.outbound;

import org.jspecify.annotations.NullMarked;

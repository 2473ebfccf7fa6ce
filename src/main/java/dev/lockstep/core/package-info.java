/**
 * What a change is and what is to be done about it: typed values, records, the three-way merge by
 * field, the policies, the life of a link, the brake. Pure: java.* and JSpecify only, no I/O, no
 * clock, no randomness.
 */
@NullMarked
package dev.lockstep.core;

import org.jspecify.annotations.NullMarked;

/**
 * Random edits on both sides under random faults; once all is calm both sides are compared record
 * by record with what people did. A script made from one seed says what happens.
 */
@NullMarked
package dev.lockstep.convergence;

import org.jspecify.annotations.NullMarked;

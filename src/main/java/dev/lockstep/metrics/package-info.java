/**
 * The ways to look from outside: every metric by name with its meaning, the gauges that are read
 * from the database, and health, which goes down for what a person must fix.
 */
@NullMarked
package dev.lockstep.metrics;

import org.jspecify.annotations.NullMarked;

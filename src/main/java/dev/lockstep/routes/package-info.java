/**
 * Finds and loads route files and route builders: ours from the jar, the user's from {@code
 * routes/} and {@code lib/}, the user's file winning where both have one of the same name.
 */
@NullMarked
package dev.lockstep.routes;

import org.jspecify.annotations.NullMarked;

/**
 * What a node has of the database for a while and gives back later, where the database is away just
 * then. Knows nothing of the rest.
 */
@NullMarked
package dev.lockstep.owed;

import org.jspecify.annotations.NullMarked;

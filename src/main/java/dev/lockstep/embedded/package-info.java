/**
 * What the application brings along where it is given nothing: a PostgreSQL server with its data
 * under {@code data/} and a sandbox of Google's APIs. Profile {@code production} has neither.
 */
@NullMarked
package dev.lockstep.embedded;

import org.jspecify.annotations.NullMarked;

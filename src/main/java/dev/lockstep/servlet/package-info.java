/** Requests as a filter hands them on, and refusals. Knows nothing of the rest. */
@NullMarked
package dev.lockstep.servlet;

import org.jspecify.annotations.NullMarked;

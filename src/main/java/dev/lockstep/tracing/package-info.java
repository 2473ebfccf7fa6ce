/**
 * Traces by OpenTelemetry: one change is followed from the fold to Google, where an endpoint is
 * configured. Knows nothing of the rest.
 */
@NullMarked
package dev.lockstep.tracing;

import org.jspecify.annotations.NullMarked;

/**
 * The frame around every API: routes, errors, field masks, batches, faults, quotas and the request
 * log. An API is a list of {@link dev.lockstep.sandbox.http.Endpoint}s and knows nothing of
 * sockets.
 */
@NullMarked
package dev.lockstep.sandbox.http;

import org.jspecify.annotations.NullMarked;

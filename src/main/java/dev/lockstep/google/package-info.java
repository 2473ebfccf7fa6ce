/**
 * Google's APIs for many accounts: one client per account with our root URL, time-outs and rate
 * limit, Camel's Google components made account-aware, and failures told by their kind.
 */
@NullMarked
package dev.lockstep.google;

import org.jspecify.annotations.NullMarked;

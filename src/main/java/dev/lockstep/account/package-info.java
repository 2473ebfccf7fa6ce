/**
 * Who is connected: Google identities with their encrypted tokens, refreshed once for all nodes,
 * and the tokens of our own API.
 */
@NullMarked
package dev.lockstep.account;

import org.jspecify.annotations.NullMarked;

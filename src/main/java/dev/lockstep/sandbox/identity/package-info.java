/** Google accounts and their grants: the OAuth endpoints, tokens, identity documents. */
@NullMarked
package dev.lockstep.sandbox.identity;

import org.jspecify.annotations.NullMarked;

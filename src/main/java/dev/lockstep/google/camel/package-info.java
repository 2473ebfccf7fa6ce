/**
 * Camel's Google components under their usual scheme names, made to speak as the account that an
 * endpoint or a message names.
 */
@NullMarked
package dev.lockstep.google.camel;

import org.jspecify.annotations.NullMarked;

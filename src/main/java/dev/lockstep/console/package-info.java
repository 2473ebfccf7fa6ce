/** What a person sees in a browser. */
@NullMarked
package dev.lockstep.console;

import org.jspecify.annotations.NullMarked;

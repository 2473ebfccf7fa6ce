/** What the sandbox promises, shown with Google's own Java client and plain HTTP. */
@NullMarked
package dev.lockstep.sandbox;

import org.jspecify.annotations.NullMarked;

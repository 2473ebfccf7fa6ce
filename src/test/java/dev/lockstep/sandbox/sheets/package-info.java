/** Sheets of the sandbox, asked by Google's own client. */
@NullMarked
package dev.lockstep.sandbox.sheets;

import org.jspecify.annotations.NullMarked;

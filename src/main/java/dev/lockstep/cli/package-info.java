/** The command line, and how the application starts or says why it does not. */
@NullMarked
package dev.lockstep.cli;

import org.jspecify.annotations.NullMarked;

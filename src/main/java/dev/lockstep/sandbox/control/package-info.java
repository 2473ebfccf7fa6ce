/** What lies under /sandbox/: the controls, the stream of what happens, the page. */
@NullMarked
package dev.lockstep.sandbox.control;

import org.jspecify.annotations.NullMarked;

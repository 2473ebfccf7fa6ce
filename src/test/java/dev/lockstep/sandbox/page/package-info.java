/** The sandbox's page, driven by a real browser. */
@NullMarked
package dev.lockstep.sandbox.page;

import org.jspecify.annotations.NullMarked;

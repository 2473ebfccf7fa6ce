/** What tests share: a real PostgreSQL, a running sandbox. */
@NullMarked
package dev.lockstep.testing;

import org.jspecify.annotations.NullMarked;

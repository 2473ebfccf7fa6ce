/**
 * The budgets, measured: {@code ./mvnw -Pbench verify}. A missed budget is written down and fails
 * nothing; only a measurement that cannot be taken does.
 */
@NullMarked
package dev.lockstep.bench;

import org.jspecify.annotations.NullMarked;

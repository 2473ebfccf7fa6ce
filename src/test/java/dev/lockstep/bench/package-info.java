/**
 * The budgets, measured: {@code ./mvnw -Pbench verify}. A missed budget is written down and fails
 * nothing; only a measurement that cannot be taken does. The soak is a test all the same: {@code
 * ./mvnw -Psoak verify -Dtest=SteadyLoadSoakTest}.
 */
@NullMarked
package dev.lockstep.bench;

import org.jspecify.annotations.NullMarked;

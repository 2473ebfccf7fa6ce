/**
 * The API: {@code routes/api/openapi.yaml} is its contract, the routes beside it serve it. In front
 * of them Spring Security knows who calls; each operation is one method of a bean here, between
 * {@code apiRequests}, which holds a request against the contract, and {@code apiAnswers}.
 */
@NullMarked
package dev.lockstep.api;

import org.jspecify.annotations.NullMarked;

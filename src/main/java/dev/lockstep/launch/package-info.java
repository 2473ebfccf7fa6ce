/**
 * The first class that the jar runs: compiled for Java 17, so that an older default {@code java}
 * finds a newer one beside it or says what is missing.
 */
package dev.lockstep.launch;

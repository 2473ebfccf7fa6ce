/**
 * What happened: one line per applied change, per API attempt, per pass and per notice, written in
 * the caller's transaction, read back by record or by filter, kept for a while and then dropped
 * whole days at a time. Notices also reach people, once.
 */
@NullMarked
package dev.lockstep.history;

import org.jspecify.annotations.NullMarked;

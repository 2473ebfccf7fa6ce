/**
 * The PostgreSQL side: triggers that append changed keys to the capture log, polling for what has
 * none, the sleep and wake-up of workers, the fold of the log into the queue, guarded reading and
 * writing of rows, the live catalog. It uses {@code queue}, into which it folds; tables of the user
 * are named through {@link dev.lockstep.source.Identifiers} only.
 */
@NullMarked
package dev.lockstep.source;

import org.jspecify.annotations.NullMarked;

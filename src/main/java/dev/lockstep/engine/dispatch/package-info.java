/**
 * Who works when: the dispatcher folds, leases partitions and sends each lease through the routes;
 * the backfill offers what a reconcile has to look at.
 */
@NullMarked
package dev.lockstep.engine.dispatch;

import org.jspecify.annotations.NullMarked;

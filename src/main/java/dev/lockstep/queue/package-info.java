/**
 * The durable queue: partitions with one lease for both directions, work coalesced per record, live
 * edits before backfills, retries, dead letters, what the brake counts. Every time that nodes
 * compare is PostgreSQL's ({@code lockstep.clock()}); it knows records by their key and nothing of
 * what is done with them.
 */
@NullMarked
package dev.lockstep.queue;

import org.jspecify.annotations.NullMarked;

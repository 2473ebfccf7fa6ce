/**
 * The durable queue: partitions with one lease for both directions, work coalesced per record, live
 * edits before backfills, retries, dead letters, what the brake counts. Every time that nodes
 * compare is PostgreSQL's ({@code lockstep.clock()}); it knows records by their key and nothing of
 * what is done with them.
 *
 * <pre>
 * Partitions  the units of order; Leases: who works on which; Cursors: from where it goes on;
 *             Pulls and Reconciles: what it is asked for; Pauses and BackOffs: why it waits
 * WorkQueue   work comes in; Claims: a worker takes it and tells what became of it;
 *             DeadLetters: what was given up; QueueKeys, QueueCounts, QueueList: who looks
 * </pre>
 */
@NullMarked
package dev.lockstep.queue;

import org.jspecify.annotations.NullMarked;

/**
 * One outbound pass, one inbound pass, and what both need: the running syncs, the mappings, the
 * reconciliation, the dispatcher that leases partitions to workers.
 *
 * <p>The passes stand as steps in {@code routes/outbound.camel.yaml} and {@code
 * routes/inbound.camel.yaml}; each step is one method of a bean here that takes the record of the
 * step before and gives the next one:
 *
 * <pre>
 * outbound  Lease → claim → Claimed → load → Loaded → enrich → Loaded → merge → Merged
 *             → intend → Intended → deliver → Delivered → commit → Loaded (what must be merged again)
 * inbound   Lease → start → Pull → list → Listed → drop echoes → Listed
 *             → merge → MergedIn → apply → Applied → move cursor → Pull
 * </pre>
 *
 * Decisions are those of {@code core}; the target does the calls; the queue and the mappings are
 * written in the transaction that the step names. Nothing here knows which target it talks to.
 */
@NullMarked
package dev.lockstep.engine;

import org.jspecify.annotations.NullMarked;

package dev.lockstep.queue;

import dev.lockstep.core.PartitionKey;
import java.time.Instant;

/**
 * The right to work on a partition, both directions. It is good while its token is the newest.
 *
 * @param until when others may take the partition, by PostgreSQL's clock
 */
public record Lease(
    long partitionId, PartitionKey partition, long token, String node, Instant until) {}

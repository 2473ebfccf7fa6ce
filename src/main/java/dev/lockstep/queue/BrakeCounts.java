package dev.lockstep.queue;

/**
 * What the brake weighs against the number of records (PROTOCOL 10), both directions together.
 *
 * @param touched records, each counted once, to which it would be done or was in the last hour
 * @param gone records that were deleted in the last hour, so that nobody finds them linked
 */
public record BrakeCounts(long touched, long gone) {}

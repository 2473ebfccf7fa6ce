package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import java.time.Duration;

/**
 * How much waits, for metrics.
 *
 * @param lag age of the oldest change among them
 */
public record Depth(
    String sync, Direction direction, Status status, Lane lane, long items, Duration lag) {}

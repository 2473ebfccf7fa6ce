package dev.lockstep.queue;

import dev.lockstep.core.Direction;

/**
 * A record that is deleted, blanked or changed, as the brake counts it.
 *
 * @param key as the queue has it in that direction
 */
public record Touch(Direction direction, Effect effect, String key) {}

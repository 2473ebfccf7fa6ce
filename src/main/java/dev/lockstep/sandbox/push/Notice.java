package dev.lockstep.sandbox.push;

import org.jspecify.annotations.Nullable;

/**
 * What a message says of its resource.
 *
 * @param state the resource state as it is written on the wire
 * @param changed comma-separated, what about it changed, where that is told
 */
public record Notice(String state, @Nullable String changed) {

  static final Notice SYNC = of("sync");

  /** All that Calendar tells. */
  static final Notice EXISTS = of("exists");

  public static Notice of(String state) {
    return new Notice(state, null);
  }
}

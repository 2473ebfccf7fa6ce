package dev.lockstep.core;

import org.jspecify.annotations.Nullable;

/**
 * How a person decided one conflict.
 *
 * @param shown the conflict that they decided, with the values of both sides; null where nobody
 *     remembers
 */
public record Resolution(Side winner, @Nullable Report shown) {

  /**
   * Whether it is a decision of what is so now: what would be lost must be what was seen. An edit
   * of the side that stands loses nothing, and would have gone its way had it come after the
   * decision.
   */
  boolean isOf(Report now) {
    if (shown == null) {
      return true;
    }
    return switch (winner) {
      case SOURCE -> Sameness.of(shown.target(), now.target());
      case TARGET -> Sameness.of(shown.source(), now.source());
    };
  }
}

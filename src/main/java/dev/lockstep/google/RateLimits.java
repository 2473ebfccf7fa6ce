package dev.lockstep.google;

import dev.lockstep.core.Failure;
import java.io.IOException;

/** Keeps every node together under Google's quotas. */
public interface RateLimits {

  /** No limits at all. */
  RateLimits NONE = (api, owner, method) -> {};

  /**
   * Waits for the turn of one call in the thread's {@link Lane}.
   *
   * @param method the HTTP method, since a PATCH may cost more
   * @throws QuotaExhausted when the turn is too far away to wait for
   */
  void take(Api api, String owner, String method) throws IOException;

  /** Google refused a call of this account for its rate: everybody goes slower for a while. */
  default void refused(Api api, String owner, Failure refusal) {}

  /**
   * Whether calls of this account had to wait for their turn lately: more of them would not help.
   */
  default boolean isTight(Api api, String owner) {
    return false;
  }
}

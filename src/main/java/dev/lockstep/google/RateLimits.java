package dev.lockstep.google;

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

  /** Google refused a call of this account for its rate. */
  default void refused(Api api, String owner, Failure refusal) {}

  /** Which quota ran out. */
  enum Failure {
    ACCOUNT,
    PROJECT,
    DAY
  }
}

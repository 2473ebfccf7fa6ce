package dev.lockstep.google;

import dev.lockstep.core.Failure;
import java.io.IOException;
import java.time.Duration;

/** Our own share of a quota is used up for now; nothing was sent. */
public class QuotaExhausted extends IOException {

  private static final long serialVersionUID = 1L;

  private final Failure.Scope scope;
  private final Duration retryAfter;

  QuotaExhausted(Failure.Scope scope, Duration retryAfter, String message) {
    super(message);
    this.scope = scope;
    this.retryAfter = retryAfter;
  }

  public Failure.Scope scope() {
    return scope;
  }

  /** When a call would have its turn. */
  public Duration retryAfter() {
    return retryAfter;
  }
}

package dev.lockstep.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why something could not be done, as the reaction to it (PROTOCOL 9).
 *
 * @param reason Google's reason word, an SQLSTATE, or one of ours; never a secret
 * @param message what an operator reads: names the thing and the value
 * @param retryAfter what the other side asked for, if anything
 */
public record Failure(
    Kind kind, Scope scope, String reason, String message, @Nullable Duration retryAfter) {

  /** Reason of what nobody foresaw: most likely a bug of ours, whose stack trace is in the log. */
  public static final String UNEXPECTED = "unexpected";

  /** What is to be done about it. */
  public enum Kind {
    /** IO, 5xx: again later. */
    TRANSIENT,
    /** 429, 403 rate limits: wait; no attempt is used up. */
    QUOTA,
    /** 409, 412: read and merge again. */
    STALE,
    /** 404, 410 of one record. */
    GONE,
    /**
     * 401 that a refresh did not mend, or `invalid_grant`: a person must connect again; of the
     * project: `invalid_client`, whose settings are to be put right.
     */
    AUTH,
    /** 400, other 403, a value that does not fit: no retry helps. */
    PERMANENT
  }

  /** What stops because of it. */
  public enum Scope {
    RECORD,
    PARTITION,
    ACCOUNT,
    PROJECT
  }

  public boolean isUnexpected() {
    return reason.equals(UNEXPECTED);
  }

  public static Failure permanent(String reason, String message) {
    return new Failure(Kind.PERMANENT, Scope.RECORD, reason, message, null);
  }
}

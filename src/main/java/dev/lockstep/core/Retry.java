package dev.lockstep.core;

import java.time.Duration;

/**
 * What a failure of one record or of a wider scope leads to (PROTOCOL 9).
 *
 * @param attempts how often a record may be tried before it parks
 * @param merges how often a record may be merged again in one pass
 * @param longest the longest back-off of a wider scope
 * @param slowRetry after how long a parked record is tried again by itself
 */
public record Retry(int attempts, int merges, Duration longest, Duration slowRetry) {

  public static final Retry DEFAULT = new Retry(3, 3, Duration.ofMinutes(5), Duration.ofHours(1));

  /** The reaction to a failure. */
  public sealed interface Reaction {

    /** This record again after a while. */
    record Again(Duration after, boolean usesAttempt) implements Reaction {}

    /**
     * This record is `failed` and waits for a person; it is tried again slowly where that helps.
     */
    record Park(Duration slowRetry) implements Reaction {}

    /** Everything of this scope waits; no attempt of any record is used. */
    record Widen(Failure.Scope scope, Duration after) implements Reaction {}

    /** Read it again and merge again, now. */
    record MergeAgain() implements Reaction {}

    /** It is not there any more: decide again with it deleted. */
    record DecideAsDeleted() implements Reaction {}

    /** The account needs its owner; its work waits until then. */
    record Reconnect() implements Reaction {}
  }

  /**
   * What has happened so far.
   *
   * @param attempts of this record that failed before, this one not counted
   * @param failuresOfScope how often its scope failed in a row before
   * @param merges of this record in this pass
   * @param othersSucceeded whether another call of the partition succeeded after this one failed
   * @param containerAnswered whether the calendar or sheet itself has answered well in this pass
   * @param jitter drawn evenly from 0 (inclusive) to 1 (exclusive)
   */
  public record Trouble(
      int attempts,
      int failuresOfScope,
      int merges,
      boolean othersSucceeded,
      boolean containerAnswered,
      double jitter) {}

  public Reaction to(Failure failure, Trouble trouble) {
    boolean isRecords = failure.scope() == Failure.Scope.RECORD;
    return switch (failure.kind()) {
      // The network, the server: one record is only to blame if others got through after it.
      case TRANSIENT ->
          isRecords && trouble.othersSucceeded()
              ? recordsOwn(failure, trouble)
              : widen(failure, trouble);
      // Too much at once: waiting is no failure.
      case QUOTA -> widen(failure, trouble);
      // Somebody was faster.
      case STALE ->
          trouble.merges() < merges
              ? new Reaction.MergeAgain()
              : new Reaction.Again(backOff(failure, trouble.attempts(), trouble.jitter()), false);
      // One record is deleted only if what contains it is there; else the whole may be unshared.
      case GONE ->
          isRecords && trouble.containerAnswered()
              ? new Reaction.DecideAsDeleted()
              : widen(failure, trouble);
      // A grant that is no longer good.
      case AUTH -> new Reaction.Reconnect();
      // A value that will never fit; or a whole calendar that refuses.
      case PERMANENT -> isRecords ? new Reaction.Park(slowRetry) : widen(failure, trouble);
    };
  }

  private Reaction recordsOwn(Failure failure, Trouble trouble) {
    return trouble.attempts() + 1 >= attempts
        ? new Reaction.Park(slowRetry)
        : new Reaction.Again(backOff(failure, trouble.attempts(), trouble.jitter()), true);
  }

  private Reaction widen(Failure failure, Trouble trouble) {
    Failure.Scope scope =
        failure.scope() == Failure.Scope.RECORD ? Failure.Scope.PARTITION : failure.scope();
    return new Reaction.Widen(scope, backOff(failure, trouble.failuresOfScope(), trouble.jitter()));
  }

  /** 2ⁿ seconds and up to half as much again, never less than what the other side asked for. */
  private Duration backOff(Failure failure, int before, double jitter) {
    double seconds = Math.scalb(2.0, Math.min(before, 20)) * (1 + jitter / 2);
    Duration wait = Duration.ofMillis(Math.round(seconds * 1000));
    Duration bounded = wait.compareTo(longest) > 0 ? longest : wait;
    Duration asked = failure.retryAfter();
    return asked != null && asked.compareTo(bounded) > 0 ? asked : bounded;
  }
}

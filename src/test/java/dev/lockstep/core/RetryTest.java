package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Failure.Kind;
import dev.lockstep.core.Failure.Scope;
import dev.lockstep.core.Retry.Reaction;
import dev.lockstep.core.Retry.Trouble;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {

  @ParameterizedTest
  @CsvSource({
    // kind, scope, attempts, merges, others succeeded, container answered: reaction
    "TRANSIENT, RECORD, 0, 0, true, true, Again",
    "TRANSIENT, RECORD, 1, 0, true, true, Again",
    "TRANSIENT, RECORD, 2, 0, true, true, Park",
    "TRANSIENT, RECORD, 2, 0, false, true, Widen",
    "TRANSIENT, ACCOUNT, 2, 0, true, true, Widen",
    "QUOTA, ACCOUNT, 9, 0, true, true, Widen",
    "STALE, RECORD, 0, 0, true, true, MergeAgain",
    "STALE, RECORD, 0, 2, true, true, MergeAgain",
    "STALE, RECORD, 0, 3, true, true, Again",
    "GONE, RECORD, 0, 0, true, true, DecideAsDeleted",
    "GONE, RECORD, 0, 0, true, false, Widen",
    "GONE, PARTITION, 0, 0, true, true, Widen",
    "AUTH, ACCOUNT, 0, 0, true, true, Reconnect",
    "PERMANENT, RECORD, 0, 0, true, true, Park",
    "PERMANENT, PARTITION, 0, 0, true, true, Widen",
  })
  void eachKindAndScopeHasItsReaction(
      Kind kind,
      Scope scope,
      int attempts,
      int merges,
      boolean others,
      boolean container,
      String expected) {
    Reaction reaction =
        Retry.DEFAULT.to(
            failure(kind, scope, null), new Trouble(attempts, 0, merges, others, container, 0));
    assertThat(reaction.getClass().getSimpleName()).isEqualTo(expected);
  }

  @Test
  void theBackOffDoublesWithJitterAndIsBounded_6() {
    assertThat(widened(0, 0, null)).isEqualTo(Duration.ofSeconds(2));
    assertThat(widened(3, 0, null)).isEqualTo(Duration.ofSeconds(16));
    assertThat(widened(3, 0.5, null)).isEqualTo(Duration.ofSeconds(20));
    assertThat(widened(40, 0.5, null)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void whatTheOtherSideAskedForIsWaitedFor() {
    assertThat(widened(0, 0, Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
    assertThat(widened(3, 0, Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(16));
  }

  @Test
  void aRecordThatOnlyLostRacesKeepsItsAttempts() {
    assertThat(
            Retry.DEFAULT.to(
                failure(Kind.STALE, Scope.RECORD, null), new Trouble(0, 0, 3, true, true, 0)))
        .isEqualTo(new Reaction.Again(Duration.ofSeconds(2), false));
  }

  private static Duration widened(int before, double jitter, Duration asked) {
    Reaction reaction =
        Retry.DEFAULT.to(
            failure(Kind.QUOTA, Scope.ACCOUNT, asked),
            new Trouble(0, before, 0, false, false, jitter));
    return ((Reaction.Widen) reaction).after();
  }

  private static Failure failure(Kind kind, Scope scope, Duration retryAfter) {
    return new Failure(kind, scope, "reason", "message", retryAfter);
  }
}

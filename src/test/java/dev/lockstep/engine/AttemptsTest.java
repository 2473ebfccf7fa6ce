package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Attempt;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Outcomes;
import dev.lockstep.core.Situation;
import dev.lockstep.core.Value;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a call of unknown fate is remembered (PROTOCOL 5.2). */
class AttemptsTest {

  private static final Instant BEGUN = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant NOW = BEGUN.plusSeconds(301);
  private static final Link SENDING =
      Outcomes.intended(
          Link.NONE,
          new Attempt(Attempt.Kind.INSERT, Fields.of("f", Value.text("a")), "id", null, BEGUN));

  @Test
  void whatWasReadIsSettledAfterFiveMinutes() {
    Decision decision = new Decision.Nothing(Situation.AGREED, SENDING, List.of());

    assertThat(Attempts.forgetting(decision, Attempts.limit(NOW)).link().sending()).isEmpty();
    assertThat(Attempts.forgetting(decision, Attempts.limit(NOW.minusSeconds(2))).link())
        .isEqualTo(SENDING);
  }

  /** What a record that cannot be merged shows may be ours still, whenever it can. */
  @Test
  void whatCouldNotBeDecidedSettlesNothing() {
    Decision decision =
        new Decision.Fail(
            Situation.SOURCE_CHANGED, Failure.permanent("refused", "too long"), SENDING);

    assertThat(Attempts.forgetting(decision, Attempts.limit(NOW)).link()).isEqualTo(SENDING);
  }
}

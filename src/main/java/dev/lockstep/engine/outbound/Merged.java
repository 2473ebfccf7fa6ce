package dev.lockstep.engine.outbound;

import dev.lockstep.core.Attempt;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Rules;
import dev.lockstep.core.Situation;
import dev.lockstep.core.ToTarget;
import dev.lockstep.engine.sync.RouteQuestion;
import dev.lockstep.queue.Effect;
import dev.lockstep.queue.Touch;
import dev.lockstep.target.Write;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Candidates with what was decided about each. */
record Merged(Claimed pass, Rules rules, List<Step> steps, int round) {
  Merged {
    steps = List.copyOf(steps);
  }

  /**
   * One record on its way.
   *
   * @param attempt the call that is about to be made, null before the intent and where there is
   *     none
   * @param held why the brake holds it, null where it does not
   * @param effect what the brake counts it as; null for nothing
   * @param questions that routes have still to answer; it waits for them
   */
  record Step(
      Candidate candidate,
      Decision decision,
      @Nullable Attempt attempt,
      long writeNumber,
      @Nullable String held,
      @Nullable Effect effect,
      List<RouteQuestion> questions) {
    Step {
      questions = List.copyOf(questions);
    }

    String key() {
      return candidate.key();
    }

    /** What the brake counts. */
    Optional<Touch> touch() {
      return Optional.ofNullable(effect)
          .map(what -> new Touch(Direction.TO_GOOGLE, what, candidate.key()));
    }

    /** What is to be done at the target now. */
    ToTarget toTarget() {
      return held == null && decision instanceof Decision.Write write
          ? write.toTarget()
          : ToTarget.NOTHING;
    }

    Step intending(Attempt attempt, Candidate intended) {
      return new Step(
          intended, decision, attempt, intended.mapping().writeNumber(), held, effect, questions);
    }

    /** The call that the intent has committed to. */
    Write write() {
      Attempt intended = java.util.Objects.requireNonNull(attempt);
      return switch (intended.kind()) {
        case INSERT -> new Write.Insert(key(), intended.remoteId(), intended.fields(), writeNumber);
        case PATCH ->
            new Write.Patch(
                key(), intended.remoteId(), intended.version(), intended.fields(), writeNumber);
        case REVIVE ->
            new Write.Revive(
                key(), intended.remoteId(), intended.version(), intended.fields(), writeNumber);
        case DELETE -> new Write.Delete(key(), intended.remoteId(), intended.version());
      };
    }

    /** Nothing is done about it while a route is asked. */
    Step waiting() {
      return questions.isEmpty()
          ? this
          : deciding(new Decision.Later(Situation.CONFLICT_WAITS, candidate.mapping().link()));
    }

    Step deciding(Decision other) {
      return new Step(candidate, other, attempt, writeNumber, held, effect, questions);
    }

    Step weighing(@Nullable Effect effect) {
      return new Step(candidate, decision, attempt, writeNumber, held, effect, questions);
    }

    Step holding(String reason) {
      return new Step(candidate, decision, attempt, writeNumber, reason, effect, questions);
    }
  }
}

package dev.lockstep.engine.inbound;

import dev.lockstep.core.Decision;
import dev.lockstep.core.RecordState;
import dev.lockstep.core.Rules;
import dev.lockstep.engine.link.Mapping;
import dev.lockstep.engine.sync.RouteQuestion;
import dev.lockstep.mapping.Row;
import dev.lockstep.target.Remote;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part with what was decided about each record; its rows are locked.
 *
 * @param busy records whose rows somebody else has locked: they wait for themselves
 */
record MergedPart(Listed.Part part, Rules rules, List<Step> steps, List<Remote> busy) {
  MergedPart {
    busy = List.copyOf(busy);
    steps = List.copyOf(steps);
  }

  /**
   * One record.
   *
   * @param key the row's key; empty for a record that has no row yet
   * @param row locked; null where there is none
   * @param questions that routes have still to answer; it waits for them
   */
  record Step(
      Remote remote,
      String key,
      Mapping mapping,
      @Nullable Row row,
      RecordState state,
      Decision decision,
      List<RouteQuestion> questions) {
    Step {
      questions = List.copyOf(questions);
    }

    Step deciding(Decision other) {
      return new Step(remote, key, mapping, row, state, other, questions);
    }

    Step with(RecordState known) {
      return new Step(remote, key, mapping, row, known, decision, questions);
    }

    /** Deciding so once it was tried again: what is refused still stays as it was. */
    Step tried(Decision other) {
      return new Step(
          remote, key, mapping, row, state.with(state.asked().tried()), other, questions);
    }
  }
}

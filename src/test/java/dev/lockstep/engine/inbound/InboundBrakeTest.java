package dev.lockstep.engine.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.core.Fields;
import dev.lockstep.queue.Effect;
import dev.lockstep.target.Remote;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InboundBrakeTest {

  @Test
  void whatOnePageDeletesAndWhatItBlanksIsWeighedTogether() {
    List<InboundBrake.Group> held =
        InboundBrake.held(
            Map.of(
                Effect.DELETE, seen("deleted", 20),
                Effect.BLANK, seen("blanked", 20),
                Effect.CHANGE, seen("changed", 20)),
            Set.of(),
            (together, what) -> together.size() > 25 ? together.size() + " are too many" : null);

    assertThat(held)
        .extracting(
            InboundBrake.Group::effect, group -> group.seen().size(), InboundBrake.Group::reason)
        .containsExactly(
            tuple(Effect.DELETE, 20, "40 are too many"),
            tuple(Effect.BLANK, 20, "40 are too many"));
  }

  private static List<Listed.Seen> seen(String what, int records) {
    return IntStream.range(0, records)
        .mapToObj(n -> new Listed.Seen(remote(what + " " + n), ""))
        .toList();
  }

  private static Remote remote(String id) {
    return new Remote(id, null, null, null, Set.of(), null, Fields.EMPTY);
  }
}

package dev.lockstep.engine.outbound;

import dev.lockstep.target.Call;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.TargetException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the calls.
 *
 * @param outcomes by key; a write whose fate is unknown has none
 * @param calls every try of a call that writes, in the order of their ends
 * @param broken the wider failure that ended the batch, null where none did
 */
record Delivered(
    Merged merged,
    Map<String, Outcome> outcomes,
    List<Call> calls,
    @Nullable TargetException broken) {
  Delivered {
    outcomes = Map.copyOf(outcomes);
    calls = List.copyOf(calls);
  }
}

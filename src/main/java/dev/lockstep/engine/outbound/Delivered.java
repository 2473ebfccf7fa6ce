package dev.lockstep.engine.outbound;

import dev.lockstep.target.Outcome;
import dev.lockstep.target.TargetException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the calls.
 *
 * @param outcomes by key; a write whose fate is unknown has none
 * @param broken the wider failure that ended the batch, null where none did
 */
record Delivered(Merged merged, Map<String, Outcome> outcomes, @Nullable TargetException broken) {
  Delivered {
    outcomes = Map.copyOf(outcomes);
  }
}

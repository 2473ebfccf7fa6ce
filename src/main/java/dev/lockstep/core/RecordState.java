package dev.lockstep.core;

import java.util.Map;

/**
 * Everything that is known about one record of one partition when it is decided on.
 *
 * @param rulings by unit: how a person or a route decided what else would wait
 * @param restore a person asked for the record to be brought back
 */
public record RecordState(
    Link link, SourceSide source, TargetSide target, Map<String, Ruling> rulings, boolean restore) {

  public RecordState {
    rulings = Map.copyOf(rulings);
  }

  public static RecordState of(Link link, SourceSide source, TargetSide target) {
    return new RecordState(link, source, target, Map.of(), false);
  }
}

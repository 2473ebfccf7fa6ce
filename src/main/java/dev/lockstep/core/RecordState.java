package dev.lockstep.core;

import java.util.Map;

/**
 * Everything that is known about one record of one partition when it is decided on.
 *
 * @param asked what a person or a route asked for it
 */
public record RecordState(Link link, SourceSide source, TargetSide target, Asked asked) {

  /**
   * @param rulings by unit: how a route decided what else would wait
   * @param restore a person asked for the record to be brought back
   */
  public RecordState(
      Link link,
      SourceSide source,
      TargetSide target,
      Map<String, Ruling> rulings,
      boolean restore) {
    this(
        link,
        source,
        target,
        new Asked(rulings, Map.of(), restore, Fields.EMPTY, null, null, false));
  }

  public static RecordState of(Link link, SourceSide source, TargetSide target) {
    return new RecordState(link, source, target, Asked.NOTHING);
  }

  /** With the other link. */
  RecordState with(Link link) {
    return new RecordState(link, source, target, asked);
  }

  /** With what was asked for it. */
  public RecordState with(Asked asked) {
    return new RecordState(link, source, target, asked);
  }

  boolean restore() {
    return asked.restore();
  }
}

package dev.lockstep.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

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

  /**
   * The same where the source has refused these fields: values that came of a ruling were nobody's,
   * so that it has decided nothing.
   */
  public RecordState doubting(Set<String> refused, String why) {
    Map<String, Ruling> rulings = new HashMap<>(asked.rulings());
    rulings.replaceAll(
        (unit, ruling) ->
            ruling instanceof Ruling.Both both
                    && both.values().names().stream().anyMatch(refused::contains)
                ? both.refused(why)
                : ruling);
    return with(asked.with(rulings));
  }

  boolean restore() {
    return asked.restore();
  }
}

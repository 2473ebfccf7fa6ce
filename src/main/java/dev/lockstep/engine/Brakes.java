package dev.lockstep.engine;

import dev.lockstep.core.Brake;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Situation;
import dev.lockstep.core.ToTarget;
import dev.lockstep.core.Value;
import dev.lockstep.engine.link.Mappings;
import dev.lockstep.queue.BrakeCounts;
import dev.lockstep.queue.Effect;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.QueueCounts;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks the brake before a batch acts, and holds what it says (PROTOCOL 10). */
@Component
public class Brakes {

  private final QueueCounts counts;
  private final Mappings mappings;
  private final Brake brake = Brake.DEFAULT;

  Brakes(QueueCounts counts, Mappings mappings) {
    this.counts = counts;
    this.mappings = mappings;
  }

  /** What an outbound decision does to the record at the target, as far as the brake counts it. */
  public static @Nullable Effect effect(Decision decision) {
    if (!(decision instanceof Decision.Write write)
        || decision.situation() == Situation.ROW_MOVED) {
      return null;
    }
    return switch (write.toTarget()) {
      case ToTarget.Delete delete -> Effect.DELETE;
      case ToTarget.Patch patch ->
          !patch.fields().isEmpty()
                  && patch.fields().values().values().stream().allMatch(Value::isNull)
              ? Effect.BLANK
              : null;
      case ToTarget.Insert insert -> null;
      case ToTarget.Revive revive -> null;
      case ToTarget.Nothing nothing -> null;
    };
  }

  /**
   * Why such work of this partition is to be held now, null where it may go on.
   *
   * @param removals of this batch, some of which the queue may know already
   * @param changes likewise
   */
  public @Nullable String reason(
      Lease lease, Direction direction, int removals, int changes, Brake.Effect what) {
    String sync = lease.partition().sync();
    Map<String, Brake.Figures> figures = new HashMap<>();
    figures.put(
        "calendar '%s' of account '%s'"
            .formatted(lease.partition().calendar(), lease.partition().account()),
        figures(
            counts.ofPartition(lease.partitionId(), direction),
            mappings.linked(lease.partition()),
            removals,
            changes));
    figures.put(
        "sync '%s'".formatted(sync),
        figures(counts.ofSync(sync, direction), mappings.linked(sync), removals, changes));
    for (Map.Entry<String, Brake.Figures> entry : figures.entrySet()) {
      if (brake.holds(entry.getValue()).contains(what)) {
        return what == Brake.Effect.DELETES_OR_BLANKS
            ? "%s: %d of %d records would be deleted or blanked"
                .formatted(
                    entry.getKey(), entry.getValue().deletedOrBlanked(), entry.getValue().records())
            : "%s: %d of %d rows would be changed from Google"
                .formatted(
                    entry.getKey(),
                    entry.getValue().changedFromGoogle(),
                    entry.getValue().records());
      }
    }
    return null;
  }

  private static Brake.Figures figures(BrakeCounts counts, long linked, int removals, int changes) {
    int removed = (int) Math.max(counts.removals(), counts.recentRemovals() + removals);
    int changed = (int) Math.max(counts.changes(), counts.recentChanges() + changes);
    return new Brake.Figures((int) (linked + counts.recentRemovals()), removed, removed, changed);
  }
}

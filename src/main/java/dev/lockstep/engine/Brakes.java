package dev.lockstep.engine;

import dev.lockstep.core.Brake;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.core.Situation;
import dev.lockstep.core.ToTarget;
import dev.lockstep.core.Value;
import dev.lockstep.engine.link.Linked;
import dev.lockstep.engine.sync.Syncs;
import dev.lockstep.queue.BrakeCounts;
import dev.lockstep.queue.Effect;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.QueueCounts;
import dev.lockstep.queue.Touch;
import java.util.Collection;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks the brake before a batch acts, and holds what it says (PROTOCOL 10). */
@Component
public class Brakes {

  private final Syncs syncs;
  private final QueueCounts counts;
  private final Linked links;
  private final Brake brake;

  Brakes(Syncs syncs, QueueCounts counts, Linked links, BrakeSettings settings) {
    this.syncs = syncs;
    this.counts = counts;
    this.links = links;
    this.brake = settings.brake();
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
                  && !isBroughtBack(decision, patch.fields())
              ? Effect.BLANK
              : null;
      case ToTarget.Insert insert -> null;
      case ToTarget.Revive revive -> null;
      case ToTarget.Nothing nothing -> null;
    };
  }

  /** Whether a person has asked for these very values: then nobody has to be asked again. */
  private static boolean isBroughtBack(Decision decision, Fields fields) {
    return fields.names().stream()
        .allMatch(
            name ->
                decision.link().reported().stream()
                    .anyMatch(
                        report ->
                            report.kind() == Report.Kind.BROUGHT_BACK
                                && report.isOwedToTarget()
                                && report.source().has(name)));
  }

  /**
   * Why such work of this partition is to be held now, null where it may go on.
   *
   * @param also what is about to be done there, whether the queue counts it already or not
   */
  public @Nullable String reason(Lease lease, Collection<Touch> also, Brake.Effect what) {
    PartitionKey partition = lease.partition();
    String reason =
        reason(
            place(partition),
            counts.ofPartition(lease.partitionId(), what, also),
            atMost -> links.count(partition, atMost),
            what);
    return reason != null
        ? reason
        : reason(
            "sync '%s'".formatted(partition.sync()),
            counts.ofSync(partition.sync(), lease.partitionId(), what, also),
            atMost -> links.count(partition.sync(), atMost),
            what);
  }

  /**
   * So many of how many records, where as many deletions would be held; null where they are within
   * what people do by hand.
   */
  public @Nullable String tooMany(PartitionKey partition, int gone) {
    int linked = (int) links.count(partition, brake.recordsThatAreEnough(gone));
    return brake.holds(new Brake.Figures(linked, gone, gone, 0)).isEmpty()
        ? null
        : "%s: %d of %d records".formatted(place(partition), gone, linked);
  }

  private String place(PartitionKey partition) {
    return "%s '%s' of account '%s'"
        .formatted(syncs.place(partition.sync()), partition.calendar(), partition.account());
  }

  private @Nullable String reason(
      String where, BrakeCounts counts, LongUnaryOperator linked, Brake.Effect what) {
    int touched = (int) counts.touched();
    // A share is known to be small enough once so many are counted: a big table is not walked.
    long enough = brake.recordsThatAreEnough(touched);
    int records = (int) (linked.applyAsLong(enough) + counts.gone());
    boolean isChange = what == Brake.Effect.CHANGES_FROM_GOOGLE;
    Brake.Figures figures =
        isChange
            ? new Brake.Figures(records, 0, 0, touched)
            : new Brake.Figures(records, touched, touched, 0);
    if (!brake.holds(figures).contains(what)) {
      return null;
    }
    String told =
        isChange
            ? "%s: %d of %d rows would be changed from Google"
            : "%s: %d of %d records would be deleted or blanked";
    // What was touched and is linked no more, detached since, was one of them.
    return told.formatted(where, touched, Math.max(records, touched));
  }
}

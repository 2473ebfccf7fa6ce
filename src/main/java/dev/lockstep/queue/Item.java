package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the queue: a record that is to be looked at in one direction.
 *
 * @param id for people: the number of a dead letter
 * @param generation moves with every change; an outcome counts only for the generation it saw
 * @param attempts how often this record failed by its own fault since it last changed
 * @param firstChangedAt the oldest change in it that is not done
 * @param changedAt the newest change, by the capture log
 * @param origin who made the newest change, null for everyone but us
 * @param approved a person let this generation pass the brake
 * @param discarded a person gave up what the brake held of this generation
 * @param asked JSON of what a person asked for the record, null where nobody did
 * @param holdReason why the brake holds it; null where it does not
 * @param skipReason why a person gave it up; null where nobody did
 * @param trace of the span that queued the newest change, null where nothing is traced
 * @param changes entries of the capture log that are in it; 0: it was queued for another reason
 * @param causedBy JSON of why a pass queued it; null where none did
 */
public record Item(
    long id,
    long partitionId,
    PartitionKey partition,
    Direction direction,
    String key,
    Status status,
    Lane lane,
    @Nullable Effect effect,
    long generation,
    int attempts,
    Instant firstChangedAt,
    Instant changedAt,
    Instant notBefore,
    @Nullable String origin,
    boolean approved,
    boolean discarded,
    @Nullable String asked,
    @Nullable String holdReason,
    @Nullable String skipReason,
    @Nullable String lastError,
    @Nullable String trace,
    int changes,
    @Nullable String causedBy) {

  /** Whether a person has said what is to become of it: the brake does not ask again. */
  public boolean isDecided() {
    return approved || discarded || asked != null && !asked.equals(Offer.AGAIN);
  }
}

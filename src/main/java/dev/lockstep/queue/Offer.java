package dev.lockstep.queue;

import dev.lockstep.core.PartitionKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that is to be looked at.
 *
 * @param changedAt when it changed; null: now
 * @param origin who changed it, null for everyone but us
 * @param effect what it would do to the record on the other side, null where that is not known
 * @param asked JSON of what a person asks for the record, null where nobody does
 */
public record Offer(
    PartitionKey partition,
    String key,
    @Nullable Instant changedAt,
    @Nullable String origin,
    @Nullable Effect effect,
    @Nullable String asked) {

  public Offer(
      PartitionKey partition,
      String key,
      @Nullable Instant changedAt,
      @Nullable String origin,
      @Nullable Effect effect) {
    this(partition, key, changedAt, origin, effect, null);
  }

  /** With what a person asks for the record. */
  public static Offer asking(PartitionKey partition, String key, @Nullable String asked) {
    return new Offer(partition, key, null, null, null, asked);
  }

  public static Offer of(PartitionKey partition, String key) {
    return new Offer(partition, key, null, null, null);
  }
}

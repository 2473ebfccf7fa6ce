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
 * @param changes entries of the capture log that it stands for; 0: it is offered for another reason
 * @param causedBy JSON of why a pass offers it, null where none does
 */
public record Offer(
    PartitionKey partition,
    String key,
    @Nullable Instant changedAt,
    @Nullable String origin,
    @Nullable Effect effect,
    @Nullable String asked,
    int changes,
    @Nullable String causedBy) {

  /**
   * What is asked of a record whose values the source refused: that they are tried once more. It is
   * no decision, and takes the place of none.
   */
  public static final String AGAIN =
      """
      {"winners":{},"restore":false,"version":{},"again":true}""";

  /** What the capture log says. */
  public static Offer changed(
      PartitionKey partition,
      String key,
      @Nullable Instant changedAt,
      @Nullable String origin,
      @Nullable Effect effect,
      int changes) {
    return new Offer(partition, key, changedAt, origin, effect, null, changes, null);
  }

  /** With what a person asks for the record. */
  public static Offer asking(PartitionKey partition, String key, @Nullable String asked) {
    return new Offer(partition, key, null, null, null, asked, 0, null);
  }

  /** With what the source refused of it to be tried once more. */
  public static Offer again(PartitionKey partition, String key) {
    return asking(partition, key, AGAIN);
  }

  public static Offer of(PartitionKey partition, String key) {
    return asking(partition, key, null);
  }

  /** What it would do to the record on the other side. */
  public Offer with(Effect effect) {
    return new Offer(partition, key, changedAt, origin, effect, asked, changes, causedBy);
  }

  /**
   * @param causedBy JSON of why a pass offers it
   */
  public Offer because(@Nullable String causedBy) {
    return new Offer(partition, key, changedAt, origin, effect, asked, changes, causedBy);
  }
}

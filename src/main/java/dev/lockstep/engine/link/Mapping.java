package dev.lockstep.engine.link;

import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.Remote;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The stored link of one source key to one remote id.
 *
 * @param partition where the record is; its calendar is where it was written, not where the row may
 *     name one now
 * @param remoteUpdated when the target said the record changed, of the version last seen
 * @param writeNumber of our last write, 0 before the first
 * @param isStamped whether the record is known to bear our stamp
 * @param side who made the record: `postgres`, `google` or `manual`
 */
public record Mapping(
    PartitionKey partition,
    String key,
    Link link,
    @Nullable Instant remoteUpdated,
    long writeNumber,
    boolean isStamped,
    String side) {

  public static final String POSTGRES = "postgres";
  public static final String GOOGLE = "google";
  public static final String MANUAL = "manual";

  /** A record that has no link yet. */
  public static Mapping none(PartitionKey partition, String key) {
    return new Mapping(partition, key, Link.NONE, null, 0, false, POSTGRES);
  }

  public boolean isStored() {
    return link.state() != Link.State.NONE;
  }

  public Mapping with(Link link) {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, isStamped, side);
  }

  public Mapping with(@Nullable Instant remoteUpdated) {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, isStamped, side);
  }

  public Mapping with(long writeNumber) {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, isStamped, side);
  }

  /** It bears our stamp. */
  public Mapping stamped() {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, true, side);
  }

  /** Whether it bears our stamp, as far as the record itself was seen. */
  public Mapping seen(@Nullable Remote remote, String instance) {
    Remote.Stamp stamp = remote == null ? null : remote.stamp();
    return stamp != null && stamp.instance().equals(instance) && stamp.isOn(remote)
        ? stamped()
        : this;
  }

  /** As it stands once it was written there. */
  public Mapping in(PartitionKey partition) {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, isStamped, side);
  }

  public Mapping from(String side) {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, isStamped, side);
  }
}

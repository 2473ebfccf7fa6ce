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
 * @param writeNumber of the last write of ours that the record is known to bear; 0: none, so that
 *     it may have no stamp of ours yet
 * @param side who made the record: `postgres`, `google` or `manual`
 */
public record Mapping(
    PartitionKey partition,
    String key,
    Link link,
    @Nullable Instant remoteUpdated,
    long writeNumber,
    String side) {

  public static final String POSTGRES = "postgres";
  public static final String GOOGLE = "google";
  public static final String MANUAL = "manual";

  /** A record that has no link yet. */
  public static Mapping none(PartitionKey partition, String key) {
    return new Mapping(partition, key, Link.NONE, null, 0, POSTGRES);
  }

  public boolean isStored() {
    return link.state() != Link.State.NONE;
  }

  public Mapping with(Link link) {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, side);
  }

  public Mapping with(@Nullable Instant remoteUpdated) {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, side);
  }

  public Mapping with(long writeNumber) {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, side);
  }

  /** With the number of our last write that the record itself tells. */
  public Mapping seen(@Nullable Remote remote, String instance) {
    Remote.Stamp stamp = remote == null ? null : remote.stamp();
    return stamp != null && stamp.instance().equals(instance) && stamp.isOn(remote)
        ? with(Math.max(writeNumber, stamp.writeNumber()))
        : this;
  }

  /** As it stands once it was written there. */
  public Mapping in(PartitionKey partition) {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, side);
  }

  public Mapping from(String side) {
    return new Mapping(partition, key, link, remoteUpdated, writeNumber, side);
  }
}

package dev.lockstep.engine.sync;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Policies;
import dev.lockstep.core.SourceSide;
import dev.lockstep.core.TargetSide;
import dev.lockstep.mapping.FieldMap;
import dev.lockstep.mapping.Row;
import dev.lockstep.target.Remote;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows and remote records as the two sides that the core decides about; pure. */
public final class Sides {

  private Sides() {}

  /**
   * A row as one partition sees it.
   *
   * @param fieldMap which of the fields are wanted
   * @param row null where there is none, or none inside `where`
   * @param changedAt when it changed, as the capture log says; null where nothing told
   * @param connected when the partition's account was connected first, null where never
   */
  public static SourceSide source(
      RunningSync sync,
      PartitionKey partition,
      FieldMap fieldMap,
      @Nullable Row row,
      Map<String, @Nullable Object> extras,
      @Nullable Instant changedAt,
      @Nullable Instant connected) {
    if (row == null) {
      return SourceSide.ABSENT;
    }
    PartitionKey home = sync.home(row);
    if (home == null) {
      return SourceSide.ABSENT;
    }
    Fields fields = fieldMap.toFields(row, extras);
    if (sync.lacksStart(fields)) {
      return SourceSide.ABSENT;
    }
    Instant modified = sync.modified(row) == null ? changedAt : sync.modified(row);
    return home.equals(partition)
        ? new SourceSide.Row(fields, modified, isHeldBack(sync, fields, changedAt, connected))
        : new SourceSide.Moved(fields, modified);
  }

  private static boolean isHeldBack(
      RunningSync sync, Fields fields, @Nullable Instant changedAt, @Nullable Instant connected) {
    if (sync.definition().policies().rows() == Policies.Rows.ALL) {
      return false;
    }
    Instant start = RunningSync.start(fields);
    return start != null
        && (connected == null
            || start.isBefore(connected)
            || changedAt != null && start.isBefore(changedAt));
  }

  /**
   * A record as the target shows it.
   *
   * @param remote null where the target does not know it
   * @param ownId the id that this record has there when we make it
   */
  public static TargetSide target(
      @Nullable Remote remote, String instance, String ownId, @Nullable Instant connected) {
    if (remote == null) {
      return TargetSide.ABSENT;
    }
    if (remote.is(Remote.Trait.DELETED)) {
      return new TargetSide.Deleted(remote.version());
    }
    return new TargetSide.Present(
        remote.fields(),
        remote.updated(),
        remote.version(),
        remote.remoteId(),
        traits(remote, instance, ownId, connected));
  }

  private static Set<TargetSide.Trait> traits(
      Remote remote, String instance, String ownId, @Nullable Instant connected) {
    Set<TargetSide.Trait> traits = EnumSet.noneOf(TargetSide.Trait.class);
    for (Remote.Trait trait : remote.traits()) {
      switch (trait) {
        case DELETED -> {}
        case RECURRING -> traits.add(TargetSide.Trait.RECURRING);
        case EXCEPTION -> traits.add(TargetSide.Trait.EXCEPTION);
        case PRIVATE -> traits.add(TargetSide.Trait.PRIVATE);
        case FOREIGN_ORGANIZER -> traits.add(TargetSide.Trait.FOREIGN_ORGANIZER);
        case SPECIAL -> traits.add(TargetSide.Trait.SPECIAL);
        case KEYED -> {}
        case FRESH -> traits.add(TargetSide.Trait.FRESH);
        case UNSETTLED -> traits.add(TargetSide.Trait.UNSETTLED);
        case AWAITED -> traits.add(TargetSide.Trait.AWAITED);
      }
    }
    Remote.Stamp stamp = remote.stamp();
    boolean isOurs = stamp != null && stamp.instance().equals(instance);
    if (isOurs && !stamp.isOn(remote)) {
      traits.add(TargetSide.Trait.COPY);
    }
    if (isOurs && stamp.isOn(remote) && stamp.writeNumber() > 0) {
      traits.add(TargetSide.Trait.NUMBERED);
    }
    if (stamp == null && remote.remoteId().equals(ownId)) {
      traits.add(TargetSide.Trait.STRANGER);
    }
    // Google tells the second in which an event was made, and no more.
    if (connected != null
        && remote.created() != null
        && remote.created().isBefore(connected.truncatedTo(ChronoUnit.SECONDS))) {
      traits.add(TargetSide.Trait.BEFORE_CONNECTION);
    }
    return traits;
  }
}

package dev.lockstep.target.sheet;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.KnownRecord;
import dev.lockstep.target.Remote;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a tab as records of a target. */
final class Remotes {

  private final TabShape shape;
  private final Duration settle;
  private final String instance;

  /**
   * @param settle how long a row must be away before it counts as gone
   */
  Remotes(TabShape shape, Duration settle, String instance) {
    this.shape = shape;
    this.settle = settle;
    this.instance = instance;
  }

  /** What is true of every row that a look shows. */
  static Set<Remote.Trait> traits(boolean awaited) {
    return awaited
        ? EnumSet.of(Remote.Trait.KEYED, Remote.Trait.AWAITED)
        : EnumSet.of(Remote.Trait.KEYED);
  }

  Remote of(
      PartitionKey partition, String key, Fields cells, Instant at, Set<Remote.Trait> traits) {
    return new Remote(
        key,
        shape.version(cells),
        at,
        null,
        traits,
        new Remote.Stamp(instance, partition.sync(), Remote.Stamp.keyText(key), key, 0),
        cells);
  }

  Remote of(PartitionKey partition, SheetRow row, Instant at) {
    return of(
        partition, String.valueOf(row.key()), row.cells(shape), at, EnumSet.of(Remote.Trait.KEYED));
  }

  /** A row that will be given a key. */
  Remote typed(SheetRow row) {
    return new Remote(
        "row " + (row.index() + 1),
        null,
        null,
        null,
        Set.of(),
        null,
        row.cells(shape).without(Set.copyOf(shape.keyFields())));
  }

  Remote gone(String key, Instant at) {
    return new Remote(key, null, at, null, EnumSet.of(Remote.Trait.DELETED), null, Fields.EMPTY);
  }

  /** It should be there, and cannot be told from what a look showed. */
  Remote unsettled(PartitionKey partition, String key, Instant at) {
    return of(partition, key, Fields.EMPTY, at, EnumSet.of(Remote.Trait.UNSETTLED));
  }

  /** Null where it is gone for good, or was never there. */
  @Nullable Remote ofRows(
      PartitionKey partition,
      String key,
      Set<Remote.Trait> traits,
      List<SheetRow> rows,
      @Nullable KnownRecord known,
      Map<String, Sighting> sightings,
      Instant now) {
    SheetRow row = rows.isEmpty() ? null : Judge.owner(rows, known);
    if (row != null) {
      return of(partition, key, row.cells(shape), now, traits);
    }
    Sighting absent = sightings.get(Judge.ABSENT + key);
    boolean isGone =
        rows.isEmpty()
            && (known == null
                || !known.expected()
                || absent != null
                    && absent.looks() > 1
                    && !absent.firstSeen().plus(settle).isAfter(now));
    return isGone ? null : unsettled(partition, key, now);
  }
}

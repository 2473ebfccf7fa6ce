package dev.lockstep.target;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Renaming;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One side of a sync: a calendar, a sheet, a feed. Failures of one record come back as {@link
 * Outcome}s; failures of a wider scope (PROTOCOL 9) are thrown as {@link TargetException}.
 */
public interface Target {

  /** Where a target says nothing else. */
  Duration PATIENCE = Duration.ofMinutes(5);

  /** The fields that this target knows, null where any name will do (a sheet's columns). */
  @Nullable Collection<String> fieldNames();

  /**
   * One page of what changed since the cursor; of everything where the cursor is null.
   *
   * @param pageToken null for the first page, then what the last page gave
   * @throws CursorExpired when the cursor is no longer good and everything must be listed (410)
   */
  Page changes(PartitionKey partition, @Nullable String cursor, @Nullable String pageToken);

  /** The records with these ids as they are now; an id that the target does not know is missing. */
  Map<String, Remote> read(PartitionKey partition, Collection<String> remoteIds);

  /**
   * Carries out writes, each conditional on the version it names, in the fewest calls. Outcomes are
   * in the order of the writes.
   *
   * @param progress asked before each call that could outlast the lease; throws when the lease is
   *     lost
   */
  List<Outcome> write(PartitionKey partition, List<Write> writes, Progress progress);

  /**
   * The values as this target would show them after a write: rounded, trimmed, clipped. What
   * differs only by this is never an edit.
   */
  Fields normalise(Fields fields);

  /** What stands in the way of sending these fields (end before start, text too long), or null. */
  @Nullable String refusal(Fields fields);

  /** The id that a record of this key has at its n-th life there (PROTOCOL 6.1). */
  String remoteId(PartitionKey partition, String key, int incarnation);

  /** How many records one pass takes: what the fewest calls can carry together. */
  default int recordsAtOnce() {
    return 100;
  }

  /** How many records are read by id before the lease is looked after. */
  default int readsAtOnce() {
    return 20;
  }

  /**
   * Whether a listing itself tells what is gone for good; what a listing of everything lacks is
   * read by id otherwise.
   */
  default boolean listsDeletions() {
    return false;
  }

  /** The zone in which it shows instants, where it has one of its own that is known by now. */
  default @Nullable ZoneId zone() {
    return null;
  }

  /**
   * Waits until a batch may begin: what is claimed only then brings along what changed meanwhile.
   */
  default void awaitTurn(PartitionKey partition) {}

  /**
   * How long a partition at most waits until it looks again whether a person has mended what stops
   * it; where Google tells of changes, that cuts it short.
   */
  default Duration patience(PartitionKey partition) {
    return PATIENCE;
  }

  /** Whether what is written there bears our stamp, so that a lost mapping can be found again. */
  default boolean stamps() {
    return false;
  }

  /**
   * A look at everything that is there, for a plan: nothing is written there and nothing remembered
   * of it, here or in the database.
   *
   * @param renaming fields that will have other names by then
   */
  default Preview preview(PartitionKey partition, Renaming renaming) {
    return new Preview() {
      @Override
      public Page page(@Nullable String pageToken) {
        return changes(partition, null, pageToken);
      }

      @Override
      public Map<String, Remote> read(Collection<String> remoteIds) {
        return Target.this.read(partition, remoteIds);
      }

      @Override
      public List<Problem> problems() {
        return List.of();
      }
    };
  }

  /** What Google calls the listing of changes. */
  default String listMethod() {
    return "list";
  }

  /** What Google calls the reading of records by id. */
  default String readMethod() {
    return "get";
  }

  /** Told while a batch of calls is under way. */
  interface Progress {
    void beforeCall();

    /** A call that writes has ended; from any thread. */
    default void called(Call call) {}

    /** Whether this batch is a backfill, which leaves room in the rate limits for live edits. */
    default boolean isBackfill() {
      return false;
    }
  }
}

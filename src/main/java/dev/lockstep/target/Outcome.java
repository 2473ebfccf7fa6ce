package dev.lockstep.target;

import dev.lockstep.core.Failure;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of one write. */
public sealed interface Outcome {

  String key();

  /**
   * Done; the record as the target shows it now.
   *
   * @param kept fields of the write that were left as a person has them, each with the reason
   */
  record Written(String key, Remote now, Duration took, Map<String, String> kept)
      implements Outcome {
    public Written {
      kept = Map.copyOf(kept);
    }

    /** All of it was written. */
    public Written(String key, Remote now, Duration took) {
      this(key, now, took, Map.of());
    }
  }

  /** Deleted, or not there any more. */
  record Deleted(String key, Duration took) implements Outcome {}

  /**
   * An insert met its own id (409).
   *
   * @param present what holds the id: alive, or a tombstone
   */
  record Exists(String key, Remote present) implements Outcome {}

  /** The version had moved on (412). */
  record Stale(String key, Remote present) implements Outcome {}

  /**
   * A patch or revival met 404 or 410 although the calendar itself answers.
   *
   * @param tombstone what is left, if the target still shows it
   */
  record Missing(String key, @Nullable Remote tombstone) implements Outcome {}

  /**
   * This record failed. With scope RECORD it alone did and the others of the batch went on; a wider
   * scope stands only in {@link TargetException#settled()}, and the write's fate is unknown.
   */
  record Failed(String key, Failure failure, Duration took) implements Outcome {}

  /** Not tried: the batch stopped before it (a wider scope failed, or the lease was short). */
  record NotTried(String key) implements Outcome {}
}

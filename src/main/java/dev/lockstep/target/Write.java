package dev.lockstep.target;

import dev.lockstep.core.Fields;
import org.jspecify.annotations.Nullable;

/** One thing to be done at the target, for one record. */
public sealed interface Write {

  String key();

  String remoteId();

  /** Makes the record under an id of ours. */
  record Insert(String key, String remoteId, Fields fields, long writeNumber) implements Write {}

  /**
   * Changes only these fields, if the version still is what the merge saw; without fields it leaves
   * our stamp alone.
   */
  record Patch(
      String key, String remoteId, @Nullable String version, Fields fields, long writeNumber)
      implements Write {}

  /** Brings a deleted record back to life with these fields. */
  record Revive(
      String key, String remoteId, @Nullable String version, Fields fields, long writeNumber)
      implements Write {}

  /** Removes the record, if the version still is what the merge saw. */
  record Delete(String key, String remoteId, @Nullable String version) implements Write {}
}

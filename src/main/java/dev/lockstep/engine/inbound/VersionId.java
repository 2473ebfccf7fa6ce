package dev.lockstep.engine.inbound;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.Remote;
import org.jspecify.annotations.Nullable;

/**
 * One version of one remote record as a message id: five parts with a unit separator between them.
 *
 * @param updated ISO instant, empty where the target tells none
 */
record VersionId(
    String sync, String account, String remoteId, String version, @Nullable String updated) {

  private static final String SEPARATOR = "\u001f";

  static VersionId of(PartitionKey partition, Remote remote) {
    return new VersionId(
        partition.sync(),
        partition.account(),
        remote.remoteId(),
        remote.version() == null ? "" : remote.version(),
        remote.updated() == null ? null : remote.updated().toString());
  }

  static VersionId parse(String text) {
    String[] parts = text.split(SEPARATOR, -1);
    return new VersionId(
        parts[0], parts[1], parts[2], parts[3], parts[4].isEmpty() ? null : parts[4]);
  }

  String text() {
    return String.join(SEPARATOR, sync, account, remoteId, version, updated == null ? "" : updated);
  }
}

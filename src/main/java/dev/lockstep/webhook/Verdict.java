package dev.lockstep.webhook;

import dev.lockstep.core.PartitionKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a notification turns out to be. The answer is 200 for each. */
sealed interface Verdict {

  /**
   * A change of a watched calendar or spreadsheet.
   *
   * @param message the number that Google gave it; null where a channel was opened after a gap
   */
  record Changed(PartitionKey partition, String channelId, @Nullable String message)
      implements Verdict {}

  /** The first message of a channel: no data work. */
  record Handshake(PartitionKey partition) implements Verdict {}

  /**
   * A sheet's own script told of a change; worth something unless it was told before.
   *
   * @param signature in lower-case hex
   */
  record Told(Set<PartitionKey> partitions, String signature) implements Verdict {}

  /** Not worth any work. */
  record Ignored(Reason reason) implements Verdict {}

  /** Why a notification is not worth any work. */
  enum Reason {
    /** No channel or spreadsheet of ours; perhaps one of an earlier installation. */
    UNKNOWN,
    /** The secret is wrong. */
    FORGED,
    /** The secret is right, the resource another one. */
    MISMATCHED,
    /** The channel was stopped or has expired; the post is too old, or dated ahead. */
    LATE,
    /** Too many unknown channels were looked up just now; polling makes up for it. */
    OVER_LIMIT,
    /** The same signature was taken before. */
    REPLAYED,
    /** Too long, or not the JSON that was agreed. */
    UNREADABLE,
    /** No secret is set, so no script can be believed. */
    NO_SECRET;

    /** Whether somebody without the secret can cause it. */
    boolean isSuspicious() {
      return switch (this) {
        case UNKNOWN, FORGED, MISMATCHED, OVER_LIMIT, REPLAYED, UNREADABLE -> true;
        case LATE, NO_SECRET -> false;
      };
    }
  }
}

package dev.lockstep.webhook;

import dev.lockstep.core.PartitionKey;

/** What a notification turns out to be. Google's answer is 200 for each. */
sealed interface Verdict {

  /** A change of a watched calendar. */
  record Changed(PartitionKey partition, String channelId) implements Verdict {}

  /** The first message of a channel: no data work. */
  record Handshake(PartitionKey partition) implements Verdict {}

  /** Not worth any work. */
  record Ignored(Reason reason) implements Verdict {}

  /** Why a notification is not worth any work. */
  enum Reason {
    /** No channel of ours; perhaps one of an earlier installation. */
    UNKNOWN,
    /** The secret is wrong. */
    FORGED,
    /** The secret is right, the resource another one. */
    MISMATCHED,
    /** The channel was stopped or has expired. */
    LATE,
    /** Too many unknown channels were looked up just now; polling makes up for it. */
    OVER_LIMIT;

    /** Whether somebody without the secret can cause it. */
    boolean isSuspicious() {
      return this == UNKNOWN || this == FORGED || this == MISMATCHED || this == OVER_LIMIT;
    }
  }
}

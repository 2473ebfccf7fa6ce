package dev.lockstep.webhook;

import dev.lockstep.core.PartitionKey;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One push notification channel, as its row says.
 *
 * @param watched what it tells of
 * @param resourceId Google's name for what is watched; null until Google has told it
 * @param secretHash SHA-256 of the channel's own secret
 * @param isVerified whether a notification with the right secret has come
 * @param changedAt when the state was entered
 * @param expiresAt when Google stops delivering; null until Google has told it
 * @param attempts how often stopping it was tried
 * @param isRenewalAsked whether a person wants a new one in its place
 */
record Channel(
    String id,
    Watched watched,
    @Nullable String resourceId,
    byte[] secretHash,
    State state,
    boolean isVerified,
    Instant createdAt,
    Instant changedAt,
    @Nullable Instant expiresAt,
    int attempts,
    boolean isRenewalAsked) {

  /** Where a channel stands. */
  enum State {
    /** The row is there, Google's answer is not. */
    OPENING,
    OPEN,
    /** Not wanted any more; Google is still to be told. */
    STOPPING,
    STOPPED,
    /** Google did not open it, or nobody knows whether it did. */
    FAILED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  PartitionKey partition() {
    return watched.partition();
  }

  boolean isOpenAt(Instant now) {
    return state == State.OPEN && expiresAt != null && expiresAt.isAfter(now);
  }
}

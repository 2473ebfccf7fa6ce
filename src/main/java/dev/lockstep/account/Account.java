package dev.lockstep.account;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connected Google identity, without its tokens.
 *
 * @param owner the name by which the source's account column or a definition's target names it
 * @param subject Google's `sub`: what mappings belong to (PROTOCOL 11.2)
 * @param scopes what Google granted
 * @param firstConnected when this identity was connected the first time
 * @param lastConnected when it was connected the last time
 * @param reason why the status is not active
 */
public record Account(
    String owner,
    String subject,
    String email,
    Set<String> scopes,
    Status status,
    Instant firstConnected,
    Instant lastConnected,
    @Nullable String reason) {

  public Account {
    scopes = Set.copyOf(scopes);
  }

  /** Whether new changes of this owner's rows are queued; a lost grant keeps its queue. */
  public boolean isQueueable() {
    return switch (status) {
      case ACTIVE, RECONNECT_REQUIRED, DELAYED -> true;
      case DISABLED, DISCONNECTED -> false;
    };
  }

  /** Where an account stands. */
  public enum Status {
    ACTIVE("active"),
    /** Google refuses the grant (`invalid_grant`): the owner must connect again, work waits. */
    RECONNECT_REQUIRED("reconnect-required"),
    /** Connected, but Google asks for patience. */
    DELAYED("delayed"),
    /** Switched off by an admin. */
    DISABLED("disabled"),
    /** Disconnected by the owner: tokens are gone, events and mappings stay. */
    DISCONNECTED("disconnected");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    /** The word in the database, the API and the console. */
    public String word() {
      return word;
    }

    static Status of(String word) {
      for (Status status : values()) {
        if (status.word.equals(word)) {
          return status;
        }
      }
      throw new IllegalArgumentException("unknown account status '" + word + "'");
    }
  }
}

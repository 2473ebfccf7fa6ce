package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import java.time.Instant;

/**
 * One cause that keeps a direction, or both, from running.
 *
 * @param reason what a person should know of it
 * @param partitions how many it keeps from running now
 */
public record Pause(
    Scope scope,
    Direction direction,
    PauseCause cause,
    String reason,
    Instant since,
    long partitions) {

  /** What a pause is about; empty means every one, those that come later too. */
  public record Scope(String sync, String account, String calendar) {

    public static Scope everything() {
      return new Scope("", "", "");
    }

    public static Scope ofSync(String sync) {
      return new Scope(sync, "", "");
    }

    public static Scope ofAccount(String account) {
      return new Scope("", account, "");
    }

    public static Scope of(PartitionKey partition) {
      return new Scope(partition.sync(), partition.account(), partition.calendar());
    }

    @Override
    public String toString() {
      if (sync.isEmpty()) {
        return account.isEmpty() ? "every sync" : "account '" + account + "'";
      }
      String place = account.isEmpty() ? "" : " for account '" + account + "'";
      return "sync '" + sync + "'" + place + (calendar.isEmpty() ? "" : ", '" + calendar + "'");
    }
  }

  /** As people read it: {@code paused to Google (by hand): REASON}. */
  public String words() {
    String way =
        switch (direction) {
          case TO_GOOGLE -> "to Google";
          case FROM_GOOGLE -> "from Google";
          case BOTH -> "both ways";
        };
    return "paused %s (%s): %s".formatted(way, cause.words(), reason);
  }
}

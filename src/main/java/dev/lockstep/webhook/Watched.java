package dev.lockstep.webhook;

import dev.lockstep.core.PartitionKey;
import org.jspecify.annotations.Nullable;

/** What a channel tells of, for one partition. */
sealed interface Watched {

  PartitionKey partition();

  static Watched of(PartitionKey partition, @Nullable String spreadsheetId) {
    return spreadsheetId == null ? new Calendar(partition) : new File(partition, spreadsheetId);
  }

  /** Null for a calendar. */
  @Nullable String spreadsheetId();

  /** The route that asks Google for the channel. */
  default String watchRoute() {
    return switch (this) {
      case Calendar calendar -> "direct:channel-watch-calendar";
      case File file -> "direct:channel-watch-file";
    };
  }

  /** The route that tells Google that it is over. */
  default String stopRoute() {
    return switch (this) {
      case Calendar calendar -> "direct:channel-stop-calendar";
      case File file -> "direct:channel-stop-file";
    };
  }

  /** Google's name of the call. */
  default String watchMethod() {
    return switch (this) {
      case Calendar calendar -> "events.watch";
      case File file -> "files.watch";
    };
  }

  /** Whether Google has one name for what both watch. */
  default boolean isSameResource(Watched other) {
    return partition().account().equals(other.partition().account())
        && switch (this) {
          case Calendar calendar ->
              other instanceof Calendar
                  && partition().calendar().equals(other.partition().calendar());
          case File file -> file.spreadsheetId().equals(other.spreadsheetId());
        };
  }

  /** The events of the partition's calendar. */
  record Calendar(PartitionKey partition) implements Watched {
    @Override
    public @Nullable String spreadsheetId() {
      return null;
    }
  }

  /** The spreadsheet of the partition's tab, as a file of Google Drive. */
  record File(PartitionKey partition, String spreadsheetId) implements Watched {}
}

package dev.lockstep.sandbox.calendar;

import dev.lockstep.sandbox.http.GoogleError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Up to where a client knows a calendar; opaque to it.
 *
 * @param since the last change that the client has seen, in microseconds
 * @param min the window of the first sync, which sticks
 */
record SyncToken(
    String calendarId,
    long since,
    int epoch,
    boolean singleEvents,
    @Nullable Instant min,
    @Nullable Instant max) {

  String encode() {
    String text =
        "s\n"
            + calendarId
            + "\n"
            + since
            + "\n"
            + epoch
            + "\n"
            + singleEvents
            + "\n"
            + (min == null ? "" : min)
            + "\n"
            + (max == null ? "" : max)
            + "\n.";
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws GoogleError 400 when this is no token, 410 when it is none of this calendar any more
   */
  static SyncToken read(String token, StoredCalendar calendar) {
    SyncToken read;
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\n");
      if (parts.length != 8 || !parts[0].equals("s")) {
        throw invalid();
      }
      read =
          new SyncToken(
              parts[1],
              Long.parseLong(parts[2]),
              Integer.parseInt(parts[3]),
              Boolean.parseBoolean(parts[4]),
              parts[5].isEmpty() ? null : Instant.parse(parts[5]),
              parts[6].isEmpty() ? null : Instant.parse(parts[6]));
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw invalid();
    }
    if (!read.calendarId.equals(calendar.id) || read.epoch != calendar.epoch()) {
      throw GoogleError.of(
              410,
              "calendar",
              "fullSyncRequired",
              "Sync token is no longer valid, a full sync is required.")
          .atParameter("syncToken");
    }
    return read;
  }

  private static GoogleError invalid() {
    return GoogleError.invalid("Invalid sync token value.").atParameter("syncToken");
  }
}

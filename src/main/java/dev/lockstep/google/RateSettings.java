package dev.lockstep.google;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The quotas that we keep to, as Google states them; what we use stays a little below.
 *
 * @param calendarPerAccountPerMinute Calendar calls of one account in any minute
 * @param calendarPerProjectPerMinute Calendar calls of the project in any minute
 * @param calendarPerProjectPerDay Calendar calls of the project in a day of Google's (Pacific time)
 * @param sheetsPerAccountPerMinute Sheets reads, and as many writes, of one account in any minute
 * @param sheetsPerProjectPerMinute Sheets reads, and as many writes, of the project in any minute
 * @param drivePerAccountPerMinute Drive calls of one account in any minute
 * @param drivePerProjectPerMinute Drive calls of the project in any minute
 * @param patchCost what one `patch` of an event counts (3, says its guide to performance)
 * @param use the part of a quota that we use; the rest is slack for a window that slides
 * @param liveReserve the part of a quota that a backfill leaves for live edits
 * @param maxWait how long a call waits for its turn before it is put off
 */
public record RateSettings(
    @DefaultValue("600") int calendarPerAccountPerMinute,
    @DefaultValue("10000") int calendarPerProjectPerMinute,
    @DefaultValue("1000000") int calendarPerProjectPerDay,
    @DefaultValue("60") int sheetsPerAccountPerMinute,
    @DefaultValue("300") int sheetsPerProjectPerMinute,
    @DefaultValue("600") int drivePerAccountPerMinute,
    @DefaultValue("10000") int drivePerProjectPerMinute,
    @DefaultValue("3") int patchCost,
    @DefaultValue("0.97") double use,
    @DefaultValue("0.2") double liveReserve,
    @DefaultValue("5s") Duration maxWait) {

  int perAccountPerMinute(Api api) {
    return switch (api) {
      case CALENDAR -> calendarPerAccountPerMinute;
      case SHEETS_READ, SHEETS_WRITE -> sheetsPerAccountPerMinute;
      case DRIVE -> drivePerAccountPerMinute;
    };
  }

  int perProjectPerMinute(Api api) {
    return switch (api) {
      case CALENDAR -> calendarPerProjectPerMinute;
      case SHEETS_READ, SHEETS_WRITE -> sheetsPerProjectPerMinute;
      case DRIVE -> drivePerProjectPerMinute;
    };
  }

  /** How many calls may come at once: a second's refill, ten for an API that has less. */
  int burst(Api api, int perMinute) {
    return switch (api) {
      case CALENDAR, DRIVE -> Math.max(1, perMinute / 60);
      case SHEETS_READ, SHEETS_WRITE -> Math.min(10, perMinute);
    };
  }

  int cost(Api api, String method) {
    return api == Api.CALENDAR && method.equals("PATCH") ? patchCost : 1;
  }
}

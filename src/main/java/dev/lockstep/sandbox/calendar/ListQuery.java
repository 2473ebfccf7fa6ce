package dev.lockstep.sandbox.calendar;

import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Params;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a listing asks for, checked. */
record ListQuery(
    @Nullable SyncToken token,
    int maxResults,
    boolean singleEvents,
    boolean showDeleted,
    @Nullable String orderBy,
    @Nullable Instant timeMin,
    @Nullable Instant timeMax,
    @Nullable Instant updatedMin,
    @Nullable String iCalUid,
    @Nullable String text,
    Set<String> eventTypes,
    List<String> privateProperties,
    List<String> sharedProperties) {

  static final List<String> NOT_WITH_SYNC_TOKEN =
      List.of(
          "iCalUID",
          "orderBy",
          "privateExtendedProperty",
          "q",
          "sharedExtendedProperty",
          "timeMin",
          "timeMax",
          "updatedMin");

  /** How far back deletions are remembered for updatedMin. */
  private static final long REMEMBERED_DAYS = 28;

  static ListQuery read(Params params, StoredCalendar calendar, Instant now) {
    ListQuery asked = parse(params);
    String token = EventView.blankToNull(params.get("syncToken"));
    if (token == null) {
      asked.check(now);
      return asked;
    }
    for (String name : NOT_WITH_SYNC_TOKEN) {
      if (params.has(name)) {
        throw restricted(name);
      }
    }
    if (params.has("showDeleted") && !asked.showDeleted) {
      throw restricted("showDeleted");
    }
    SyncToken known = SyncToken.read(token, calendar);
    if (known.singleEvents() != asked.singleEvents) {
      throw restricted("singleEvents");
    }
    return new ListQuery(
        known,
        asked.maxResults,
        asked.singleEvents,
        asked.showDeleted,
        null,
        known.min(),
        known.max(),
        null,
        null,
        null,
        asked.eventTypes,
        List.of(),
        List.of());
  }

  /** Every instance is wanted, and the paging of a listing without a window. */
  static ListQuery readInstances(Params params) {
    ListQuery asked = parse(params);
    return new ListQuery(
        null,
        asked.maxResults,
        true,
        asked.showDeleted,
        null,
        asked.timeMin,
        asked.timeMax,
        null,
        null,
        null,
        Set.of(),
        List.of(),
        List.of());
  }

  private static ListQuery parse(Params params) {
    for (String type : params.all("eventTypes")) {
      if (!EventTypes.ALL.contains(type)) {
        throw GoogleError.invalidParameter("eventTypes", "Invalid value '" + type + "'.");
      }
    }
    return new ListQuery(
        null,
        params.limit("maxResults", 250, 2500),
        params.flag("singleEvents", false),
        params.flag("showDeleted", false),
        EventView.blankToNull(params.get("orderBy")),
        instant(params, "timeMin"),
        instant(params, "timeMax"),
        instant(params, "updatedMin"),
        EventView.blankToNull(params.get("iCalUID")),
        EventView.blankToNull(params.get("q")),
        Set.copyOf(params.all("eventTypes")),
        params.all("privateExtendedProperty"),
        params.all("sharedExtendedProperty"));
  }

  private void check(Instant now) {
    if (orderBy != null && !orderBy.equals("startTime") && !orderBy.equals("updated")) {
      throw GoogleError.invalidParameter("orderBy", "Invalid value '" + orderBy + "'.");
    }
    if ("startTime".equals(orderBy) && !singleEvents) {
      throw GoogleError.global(
          400, "badRequest", "The requested ordering is not available for the particular query.");
    }
    if (timeMin != null && timeMax != null && !timeMin.isBefore(timeMax)) {
      throw GoogleError.of(400, "calendar", "timeRangeEmpty", "The specified time range is empty.")
          .atParameter("timeMax");
    }
    if (updatedMin != null && updatedMin.isBefore(now.minusSeconds(REMEMBERED_DAYS * 86_400))) {
      throw GoogleError.of(
              410,
              "calendar",
              "updatedMinTooLongAgo",
              "The requested minimum modification time lies too far in the past.")
          .atParameter("updatedMin");
    }
  }

  static @Nullable Instant instant(Params params, String name) {
    String value = params.get(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(value.toUpperCase(java.util.Locale.ROOT)).toInstant();
    } catch (DateTimeException e) {
      throw GoogleError.badRequest();
    }
  }

  private static GoogleError restricted(String name) {
    return GoogleError.of(
            400,
            "calendar",
            "syncTokenWithRequestRestrictions",
            "Sync token cannot be used with any request restrictions.")
        .atParameter(name);
  }

  long since() {
    return token == null ? -1 : token.since();
  }

  /** Incremental answers always hold deletions. */
  boolean showDeletedRows() {
    return showDeleted || token != null;
  }

  boolean inWindow(StoredCalendar calendar, Event event) {
    if (timeMin == null && timeMax == null) {
      return true;
    }
    return event.recurring()
        ? Series.anyTouches(calendar, event, timeMin, timeMax)
        : Series.touches(event, calendar.zone(), timeMin, timeMax);
  }

  SyncToken tokenAfter(StoredCalendar calendar, long known) {
    return new SyncToken(calendar.id, known, calendar.epoch(), singleEvents, timeMin, timeMax);
  }
}

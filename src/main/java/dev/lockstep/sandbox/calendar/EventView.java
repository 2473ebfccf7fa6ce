package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.Params;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an event looks to one reader of one calendar.
 *
 * @param zone the offset that times are shown with
 * @param role what the reader may see: below reader only that the time is taken
 * @param reader who sees the source only of what they made
 */
record EventView(StoredCalendar calendar, ZoneId zone, int maxAttendees, Role role, String reader) {

  static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final List<String> BEFORE_CREATOR =
      List.of("summary", "description", "location", "colorId");
  private static final List<String> AFTER_ORIGINAL_START = List.of("transparency", "visibility");
  private static final List<String> AFTER_ATTENDEES =
      List.of(
          "attendeesOmitted",
          "extendedProperties",
          "hangoutLink",
          "conferenceData",
          "anyoneCanAddSelf",
          "guestsCanInviteOthers",
          "guestsCanModify",
          "guestsCanSeeOtherGuests",
          "privateCopy",
          "locked",
          "reminders",
          "source",
          "workingLocationProperties",
          "outOfOfficeProperties",
          "focusTimeProperties",
          "attachments",
          "birthdayProperties",
          "eventType");

  static EventView of(StoredCalendar calendar, Caller caller, Params query) {
    String wanted = query.get("timeZone");
    ZoneId zone;
    try {
      zone = wanted == null || wanted.isBlank() ? calendar.zone() : ZoneId.of(wanted);
    } catch (DateTimeException e) {
      throw GoogleError.invalidParameter("timeZone", "Invalid time zone: " + wanted);
    }
    return new EventView(
        calendar,
        zone,
        query.limit("maxAttendees", Integer.MAX_VALUE, Integer.MAX_VALUE),
        CalendarScopes.seesOnlyBusy(caller)
            ? Role.freeBusyReader
            : Calendars.role(calendar, caller.email()),
        caller.email());
  }

  ObjectNode show(Event event) {
    if (event.leftover() || (event.cancelled() && event.master() != null)) {
      return tombstone(event);
    }
    ObjectNode json = head(event);
    if (hidden(event)) {
      json.put("visibility", "private");
      json.set("start", event.start().show(zone));
      json.set("end", event.end().show(zone));
      return json;
    }
    JsonNode body = event.body();
    json.put("htmlLink", link(event))
        .put("created", millis(event.created()))
        .put("updated", millis(event.updated()));
    copy(body, json, BEFORE_CREATOR);
    json.set("creator", person(body.path("creator")));
    json.set("organizer", person(body.path("organizer")));
    json.set("start", event.start().show(zone));
    json.set("end", event.end().show(zone));
    copy(body, json, List.of("recurrence"));
    if (event.master() != null && event.originalStart() != null) {
      json.put("recurringEventId", event.master());
      json.set("originalStartTime", event.originalStart().show(zone));
    }
    copy(body, json, AFTER_ORIGINAL_START);
    json.put("iCalUID", event.uid()).put("sequence", event.sequence());
    if (body.has("attendees")) {
      JsonNode shown =
          Attendees.show(body.get("attendees"), event.organizer(), calendar.id, maxAttendees);
      json.set("attendees", shown);
      if (shown.size() < body.get("attendees").size()) {
        json.put("attendeesOmitted", true);
      }
    }
    for (String name : AFTER_ATTENDEES) {
      JsonNode value =
          name.equals("hangoutLink") ? link(body.path("conferenceData")) : body.get(name);
      if (value != null) {
        json.set(name, value);
      }
    }
    if (!event.createdBy(reader)) {
      json.remove("source");
    }
    return json;
  }

  private static @Nullable JsonNode link(JsonNode conference) {
    String link = Conferences.link(conference);
    return link == null ? null : Json.MAPPER.getNodeFactory().textNode(link);
  }

  private boolean hidden(Event event) {
    String visibility = event.body().path("visibility").asText();
    return !role.atLeast(Role.reader)
        || (!role.atLeast(Role.writer)
            && (visibility.equals("private") || visibility.equals("confidential")));
  }

  private static ObjectNode head(Event event) {
    return Json.object()
        .put("kind", "calendar#event")
        .put("etag", event.etag())
        .put("id", event.id())
        .put("status", event.body().path("status").asText());
  }

  /** What is left of an event where it no longer is. */
  ObjectNode tombstone(Event event) {
    ObjectNode json = head(event);
    if (event.master() != null && event.originalStart() != null) {
      json.put("recurringEventId", event.master());
      json.set("originalStartTime", event.originalStart().show(zone));
    }
    return json;
  }

  private static void copy(JsonNode from, ObjectNode to, List<String> names) {
    for (String name : names) {
      JsonNode value = from.get(name);
      if (value != null) {
        to.set(name, value);
      }
    }
  }

  private ObjectNode person(JsonNode stored) {
    ObjectNode person = Json.object();
    person.set("email", stored.path("email"));
    if (stored.has("displayName")) {
      person.set("displayName", stored.get("displayName"));
    }
    if (stored.path("email").asText().equals(calendar.id)) {
      person.put("self", true);
    }
    return person;
  }

  static String millis(long micros) {
    return MILLIS.format(Instant.ofEpochMilli(micros / 1_000));
  }

  /** A series' link leads to its first instance. */
  private String link(Event event) {
    String shown = event.recurring() ? event.id() + "_" + event.start().instanceKey() : event.id();
    String id =
        calendar
            .id
            .replaceFirst("@group\\.calendar\\.google\\.com$", "@g")
            .replaceFirst("@gmail\\.com$", "@m");
    return "https://www.google.com/calendar/event?eid="
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString((shown + " " + id).getBytes(StandardCharsets.UTF_8));
  }

  /** The etag of a collection, which only its body carries. */
  static String collectionEtag(long updated) {
    long mixed = updated * 0x9E3779B97F4A7C15L;
    return "\"p3" + text(mixed, 7) + text(Long.rotateLeft(mixed, 31), 6) + "g\"";
  }

  private static String text(long bits, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append("0123456789abcdefghijklmnopqrstuv".charAt((int) (bits >>> (5 * i) & 31)));
    }
    return text.toString();
  }

  static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }
}

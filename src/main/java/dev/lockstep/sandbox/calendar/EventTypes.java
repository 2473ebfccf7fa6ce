package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import java.time.MonthDay;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Google demands of events that are more than meetings: focus time, out of office, working
 * location and birthdays, all on primary calendars only.
 */
final class EventTypes {

  /** The properties that only events of one type have. */
  static final Map<String, String> PROPERTIES =
      Map.of(
          "focusTime", "focusTimeProperties",
          "outOfOffice", "outOfOfficeProperties",
          "workingLocation", "workingLocationProperties",
          "birthday", "birthdayProperties");

  static final Set<String> ALL =
      Set.of("default", "focusTime", "outOfOffice", "workingLocation", "fromGmail", "birthday");

  private static final Set<String> DECLINING =
      Set.of(
          "declineNone",
          "declineAllConflictingInvitations",
          "declineOnlyNewConflictingInvitations");
  private static final List<String> NOT_OF_BIRTHDAYS =
      List.of("description", "location", "attendees", "conferenceData", "attachments", "source");
  private static final MonthDay LEAP_DAY = MonthDay.of(2, 29);

  private EventTypes() {}

  static GoogleError restricted(String message) {
    return GoogleError.of(400, "calendar", "eventTypeRestriction", message);
  }

  /** An import makes a plain event of any. */
  static void makePlain(ObjectNode json) {
    json.remove("eventType");
    PROPERTIES.values().forEach(json::remove);
  }

  /**
   * @param draft whose body is completed where Google does so
   * @throws GoogleError 400 naming what the type does not allow
   */
  static void check(StoredCalendar calendar, Draft draft) {
    ObjectNode body = draft.body();
    String type = body.path("eventType").asText();
    PROPERTIES.forEach(
        (owner, properties) -> {
          if (!owner.equals(type) && body.has(properties)) {
            throw GoogleError.invalid("Invalid value for: " + properties);
          }
        });
    if (type.equals("default") || type.equals("fromGmail")) {
      return;
    }
    if (!calendar.primary) {
      throw restricted("Events of type " + type + " are only allowed on primary calendars.");
    }
    switch (type) {
      case "focusTime" -> {
        blocksTime(draft, "malformedFocusTimeEvent", "A focus time event");
        JsonNode properties = body.path("focusTimeProperties");
        oneOf(properties, "autoDeclineMode", DECLINING);
        oneOf(properties, "chatStatus", Set.of("available", "doNotDisturb"));
      }
      case "outOfOffice" -> {
        blocksTime(draft, "malformedOutOfOfficeEvent", "An out of office event");
        if (body.has("description")) {
          throw malformed(
              "malformedOutOfOfficeEvent", "An out of office event cannot have a description.");
        }
        oneOf(body.path("outOfOfficeProperties"), "autoDeclineMode", DECLINING);
      }
      case "workingLocation" -> workingLocation(draft);
      default -> birthday(draft);
    }
  }

  private static GoogleError malformed(String reason, String message) {
    return GoogleError.of(400, "calendar", reason, message);
  }

  private static void oneOf(JsonNode properties, String name, Set<String> choices) {
    if (properties.has(name) && !choices.contains(properties.get(name).asText())) {
      throw GoogleError.invalid("Invalid value for: " + name);
    }
  }

  private static void blocksTime(Draft draft, String reason, String what) {
    if (draft.start().isDay()) {
      throw malformed(reason, what + " cannot be all-day.");
    }
    if (draft.body().has("transparency")) {
      throw malformed(reason, what + " must be opaque.");
    }
    if (draft.body().has("attendees")) {
      throw malformed(reason, what + " cannot have attendees.");
    }
  }

  private static boolean oneDay(Draft draft) {
    return draft.start() instanceof Moment.Day start
        && draft.end() instanceof Moment.Day end
        && start.date().plusDays(1).equals(end.date());
  }

  private static void workingLocation(Draft draft) {
    String reason = "malformedWorkingLocationEvent";
    ObjectNode body = draft.body();
    if (draft.start().isDay() && !oneDay(draft)) {
      throw malformed(reason, "An all-day working location event must be exactly one day long.");
    }
    if (!body.path("visibility").asText().equals("public")) {
      throw malformed(reason, "A working location event must have public visibility.");
    }
    if (!body.path("transparency").asText().equals("transparent")) {
      throw malformed(reason, "A working location event must be transparent.");
    }
    if (body.has("attendees")) {
      throw malformed(reason, "A working location event cannot have attendees.");
    }
    JsonNode properties = body.path("workingLocationProperties");
    String where = properties.path("type").asText();
    if (!Set.of("homeOffice", "officeLocation", "customLocation").contains(where)) {
      throw malformed(reason, "A working location event must have a type of working location.");
    }
    // Details of another type than the named one are ignored.
    ObjectNode kept = Json.object().put("type", where);
    if (properties.has(where)) {
      kept.set(where, properties.get(where));
    }
    body.set("workingLocationProperties", kept);
  }

  private static void birthday(Draft draft) {
    ObjectNode body = draft.body();
    if (!oneDay(draft)) {
      throw GoogleError.invalid("A birthday event must be all-day and exactly one day long.");
    }
    if (!body.path("visibility").asText().equals("private")
        || !body.path("transparency").asText().equals("transparent")) {
      throw GoogleError.invalid("A birthday event must be private and transparent.");
    }
    boolean leapDay = MonthDay.from(((Moment.Day) draft.start()).date()).equals(LEAP_DAY);
    String yearly = leapDay ? "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1" : "RRULE:FREQ=YEARLY";
    JsonNode recurrence = body.path("recurrence");
    if (recurrence.size() != 1 || !recurrence.get(0).asText().equals(yearly)) {
      throw GoogleError.invalid("A birthday event must recur with " + yearly + ".");
    }
    for (String name : NOT_OF_BIRTHDAYS) {
      if (body.has(name)) {
        throw GoogleError.invalid("A birthday event cannot have: " + name);
      }
    }
    ObjectNode only = Json.object().put("type", "birthday");
    if (body.has("birthdayProperties") && !body.get("birthdayProperties").equals(only)) {
      throw GoogleError.invalid("Invalid value for: birthdayProperties");
    }
    body.set("birthdayProperties", only);
  }
}

package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The methods of the calendars collection. */
public final class CalendarsApi {

  private static final String CALENDAR = "calendar/v3/calendars/{calendarId}";
  private static final List<String> WRITABLE =
      List.of("summary", "description", "location", "timeZone");

  private final Calendars calendars;
  private final SecureRandom random = new SecureRandom();

  public CalendarsApi(Calendars calendars) {
    this.calendars = calendars;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        endpoint("GET", CALENDAR, CalendarScopes.READ_CALENDARS, Cost.READ, this::get),
        endpoint(
            "POST",
            "calendar/v3/calendars",
            CalendarScopes.WRITE_CALENDARS,
            Cost.WRITE,
            this::insert),
        endpoint("PUT", CALENDAR, CalendarScopes.WRITE_CALENDARS, Cost.WRITE, this::update),
        endpoint("PATCH", CALENDAR, CalendarScopes.WRITE_CALENDARS, Cost.PATCH, this::patch),
        endpoint("DELETE", CALENDAR, CalendarScopes.WRITE_CALENDARS, Cost.WRITE, this::delete),
        endpoint(
            "POST", CALENDAR + "/clear", CalendarScopes.WRITE_CALENDARS, Cost.WRITE, this::clear));
  }

  private static Endpoint endpoint(
      String method, String path, Set<String> scopes, Cost cost, Endpoint.Handler handler) {
    return new Endpoint("calendar", method, path, Set.of(), Set.of(), scopes, cost, handler)
        .showing(Shapes.CALENDAR);
  }

  private static String etag(StoredCalendar calendar) {
    return "\"" + Etags.opaque(calendar.id + calendar.fields()) + "\"";
  }

  private static ObjectNode show(StoredCalendar calendar) {
    ObjectNode json =
        Json.object()
            .put("kind", "calendar#calendar")
            .put("etag", etag(calendar))
            .put("id", calendar.id);
    for (String name : WRITABLE) {
      if (calendar.fields().has(name)) {
        json.set(name, calendar.fields().get(name));
      }
    }
    json.set("conferenceProperties", conferences());
    return calendar.primary ? json : json.put("dataOwner", calendar.owner);
  }

  static ObjectNode conferences() {
    ObjectNode json = Json.object();
    json.putArray("allowedConferenceSolutionTypes").add("hangoutsMeet");
    return json;
  }

  private Answer get(Call call) {
    return Answer.resource(
        show(calendars.open(call.var("calendarId"), call.caller(), Role.freeBusyReader)));
  }

  private Answer insert(Call call) {
    ObjectNode fields = fields(call.json());
    if (!fields.has("timeZone")) {
      fields.put("timeZone", "UTC");
    }
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String id = "c_" + HexFormat.of().formatHex(bytes) + "@group.calendar.google.com";
    StoredCalendar calendar =
        new StoredCalendar(id, call.caller().email(), false, fields, calendars.ticks().next());
    calendars.add(calendar);
    return Answer.resource(show(calendar));
  }

  private static ObjectNode fields(ObjectNode json) {
    ObjectNode fields = Json.object();
    for (String name : WRITABLE) {
      JsonNode value = json.get(name);
      if (value != null && !value.isNull() && !value.asText().isEmpty()) {
        fields.put(name, value.asText());
      }
    }
    if (!fields.has("summary")) {
      throw GoogleError.required("Missing summary.");
    }
    if (fields.has("timeZone")) {
      try {
        ZoneId.of(fields.get("timeZone").asText());
      } catch (DateTimeException e) {
        throw GoogleError.invalid("Invalid time zone: " + fields.get("timeZone").asText());
      }
    }
    return fields;
  }

  private Answer update(Call call) {
    StoredCalendar calendar = calendars.open(call.var("calendarId"), call.caller(), Role.owner);
    return change(call, calendar, call.json());
  }

  private Answer patch(Call call) {
    StoredCalendar calendar = calendars.open(call.var("calendarId"), call.caller(), Role.owner);
    ObjectNode merged = calendar.fields().deepCopy();
    EventBody.merge(merged, call.json());
    return change(call, calendar, merged);
  }

  private Answer change(Call call, StoredCalendar calendar, ObjectNode json) {
    call.ifMatch(etag(calendar));
    ObjectNode fields = fields(json);
    if (!fields.has("timeZone")) {
      fields.set("timeZone", calendar.fields().get("timeZone"));
    }
    if (!fields.equals(calendar.fields())) {
      calendar.fields(fields, calendars.ticks().next());
      calendars.fieldsChanged(calendar);
    }
    return Answer.resource(show(calendar));
  }

  private Answer delete(Call call) {
    StoredCalendar calendar = calendars.open(call.var("calendarId"), call.caller(), Role.owner);
    if (calendar.primary) {
      throw GoogleError.of(
          403,
          "calendar",
          "cannotDeletePrimaryCalendar",
          "Primary calendars cannot be deleted. Use calendars.clear to clear all events.");
    }
    if (!calendar.owner.equals(call.caller().email())) {
      throw GoogleError.global(403, "forbidden", "Forbidden");
    }
    calendars.remove(calendar);
    return Answer.noContent();
  }

  private Answer clear(Call call) {
    StoredCalendar calendar = calendars.open(call.var("calendarId"), call.caller(), Role.owner);
    if (!calendar.primary) {
      throw GoogleError.invalid("Only primary calendars can be cleared.");
    }
    calendars.cancelEvents(calendar);
    return Answer.noContent();
  }
}

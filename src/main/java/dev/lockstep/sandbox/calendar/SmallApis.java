package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.Params;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Colours, settings and free/busy. */
public final class SmallApis {

  private static final int MOST_FREE_BUSY = 50;

  private final Calendars calendars;

  public SmallApis(Calendars calendars) {
    this.calendars = calendars;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        get("colors", Set.of(), CalendarScopes.COLORS, call -> Answer.json(Colors.json())),
        get(
            "users/me/settings",
            Set.of("maxResults", "pageToken", "syncToken"),
            CalendarScopes.SETTINGS,
            this::settings),
        get("users/me/settings/{setting}", Set.of(), CalendarScopes.SETTINGS, this::setting),
        new Endpoint(
            "calendar",
            "POST",
            "calendar/v3/freeBusy",
            Set.of(),
            Set.of(),
            CalendarScopes.FREE_BUSY,
            Cost.READ,
            this::freeBusy));
  }

  private static Endpoint get(
      String path, Set<String> params, Set<String> scopes, Endpoint.Handler handler) {
    return new Endpoint(
        "calendar", "GET", "calendar/v3/" + path, params, Set.of(), scopes, Cost.READ, handler);
  }

  private Map<String, String> settingsOf(String email) {
    StoredCalendar calendar = calendars.find(email);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("autoAddHangouts", "false");
    settings.put("dateFieldOrder", "MDY");
    settings.put("defaultEventLength", "60");
    settings.put("format24HourTime", "false");
    settings.put("hideInvitations", "false");
    settings.put("hideWeekends", "false");
    settings.put("locale", "en");
    settings.put("remindOnRespondedEventsOnly", "false");
    settings.put("showDeclinedEvents", "true");
    settings.put("timezone", calendar == null ? "UTC" : calendar.zone().getId());
    settings.put("useKeyboardShortcuts", "true");
    settings.put("weekStart", "0");
    return settings;
  }

  private ObjectNode show(String email, String id, String value) {
    StoredCalendar calendar = calendars.find(email);
    return Json.object()
        .put("kind", "calendar#setting")
        .put("etag", "\"" + (calendar == null ? 0 : calendar.fieldsUpdated()) + "\"")
        .put("id", id)
        .put("value", value);
  }

  /** All change together, with the calendar that they are about. */
  private Answer settings(Call call) {
    String email = call.caller().email();
    Params query = call.query();
    int epoch = calendars.listEpoch(email);
    String token = EventView.blankToNull(query.get("syncToken"));
    String page = EventView.blankToNull(query.get("pageToken"));
    long since = token == null ? -1 : ListToken.read(token, "s", epoch, "syncToken");
    int from = page == null ? 0 : (int) ListToken.read(page, "t", epoch, "pageToken");
    StoredCalendar calendar = calendars.find(email);
    List<Map.Entry<String, String>> all =
        calendar == null || calendar.fieldsUpdated() <= since
            ? List.of()
            : List.copyOf(settingsOf(email).entrySet());
    int to = Math.min(all.size(), from + query.limit("maxResults", 100, 250));
    ObjectNode json =
        Json.object()
            .put("kind", "calendar#settings")
            .put("etag", EventView.collectionEtag(calendar == null ? 1 : calendar.fieldsUpdated()));
    if (to < all.size()) {
      json.put("nextPageToken", ListToken.write("t", to, epoch));
    } else {
      json.put("nextSyncToken", ListToken.write("s", calendars.ticks().last(), epoch));
    }
    ArrayNode items = json.putArray("items");
    all.subList(Math.min(from, to), to)
        .forEach(one -> items.add(show(email, one.getKey(), one.getValue())));
    return Answer.json(json);
  }

  private Answer setting(Call call) {
    String value = settingsOf(call.caller().email()).get(call.var("setting"));
    if (value == null) {
      throw GoogleError.notFound();
    }
    return Answer.resource(show(call.caller().email(), call.var("setting"), value));
  }

  private Answer freeBusy(Call call) {
    ObjectNode json = call.json();
    Instant min = instant(json, "timeMin");
    Instant max = instant(json, "timeMax");
    if (!min.isBefore(max)) {
      throw GoogleError.of(400, "calendar", "timeRangeEmpty", "The specified time range is empty.")
          .atParameter("timeMax");
    }
    if (json.path("items").size() > MOST_FREE_BUSY) {
      throw GoogleError.of(
          400,
          "calendar",
          "tooManyCalendarsRequested",
          "The requested number of calendars exceeds the maximum.");
    }
    ZoneId zone = zone(json);
    ObjectNode result =
        Json.object()
            .put("kind", "calendar#freeBusy")
            .put("timeMin", EventView.MILLIS.format(min))
            .put("timeMax", EventView.MILLIS.format(max));
    ObjectNode all = result.putObject("calendars");
    for (JsonNode item : json.path("items")) {
      String id = item.path("id").asText();
      StoredCalendar calendar = calendars.find(Calendars.resolve(id, call.caller()));
      if (calendar == null || Calendars.role(calendar, call.caller().email()) == Role.none) {
        ObjectNode one = all.putObject(id);
        one.putArray("errors").addObject().put("domain", "global").put("reason", "notFound");
        one.putArray("busy");
      } else {
        all.putObject(id).set("busy", busy(calendar, min, max, zone));
      }
    }
    return Answer.json(result);
  }

  private static Instant instant(ObjectNode json, String name) {
    if (!json.hasNonNull(name)) {
      throw GoogleError.required("Missing " + name + " parameter.").atParameter(name);
    }
    try {
      return OffsetDateTime.parse(json.get(name).asText()).toInstant();
    } catch (DateTimeException e) {
      throw GoogleError.badRequest();
    }
  }

  private static ZoneId zone(ObjectNode json) {
    try {
      return json.hasNonNull("timeZone")
          ? ZoneId.of(json.get("timeZone").asText())
          : ZoneOffset.UTC;
    } catch (DateTimeException e) {
      throw GoogleError.invalid("Invalid time zone: " + json.get("timeZone").asText());
    }
  }

  /** Overlapping and touching times are one. */
  private static ArrayNode busy(StoredCalendar calendar, Instant min, Instant max, ZoneId zone) {
    List<Instant[]> times = new ArrayList<>();
    for (Event event : calendar.byOrdinal().values()) {
      if (event.cancelled()) {
        continue;
      }
      List<Event> all =
          event.recurring() ? Series.instances(calendar, event, min, max) : List.of(event);
      for (Event one : all) {
        boolean exceptionOfItsOwn = event.recurring() && calendar.event(one.id()) != null;
        if (!exceptionOfItsOwn
            && takesTime(one, calendar.id)
            && Series.touches(one, calendar.zone(), min, max)) {
          times.add(
              new Instant[] {
                later(one.start().instant(calendar.zone()), min),
                earlier(one.end().instant(calendar.zone()), max)
              });
        }
      }
    }
    times.sort(Comparator.comparing(t -> t[0]));
    ArrayNode busy = Json.array();
    Instant[] open = null;
    for (Instant[] time : times) {
      if (open != null && !time[0].isAfter(open[1])) {
        open[1] = later(open[1], time[1]);
      } else {
        add(busy, open, zone);
        open = time;
      }
    }
    add(busy, open, zone);
    return busy;
  }

  private static boolean takesTime(Event event, String calendarId) {
    if (event.cancelled() || event.body().path("transparency").asText().equals("transparent")) {
      return false;
    }
    for (JsonNode guest : event.body().path("attendees")) {
      if (guest.path("email").asText().equals(calendarId)
          && guest.path("responseStatus").asText().equals("declined")) {
        return false;
      }
    }
    return true;
  }

  private static void add(ArrayNode busy, Instant @Nullable [] time, ZoneId zone) {
    if (time != null) {
      busy.add(
          Json.object()
              .put("start", Moment.OFFSET.format(time[0].atZone(zone)))
              .put("end", Moment.OFFSET.format(time[1].atZone(zone))));
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}

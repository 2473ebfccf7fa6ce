package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.calendar.ListEntries.Entry;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.Params;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The calendars in the caller's own list. */
public final class CalendarListApi {

  private static final String LIST = "calendar/v3/users/me/calendarList";
  private static final String ENTRY = LIST + "/{calendarId}";
  private static final List<String> OWN =
      List.of(
          "summaryOverride",
          "colorId",
          "backgroundColor",
          "foregroundColor",
          "hidden",
          "selected",
          "defaultReminders",
          "notificationSettings");

  private final Calendars calendars;
  private final ListEntries entries;

  public CalendarListApi(Calendars calendars) {
    this.calendars = calendars;
    this.entries = calendars.entries();
  }

  public List<Endpoint> endpoints() {
    Set<String> rgb = Set.of("colorRgbFormat");
    return List.of(
        endpoint(
            "GET",
            LIST,
            Set.of(
                "maxResults",
                "minAccessRole",
                "pageToken",
                "showDeleted",
                "showHidden",
                "syncToken"),
            CalendarScopes.READ_LIST,
            Cost.READ,
            this::list),
        endpoint("GET", ENTRY, Set.of(), CalendarScopes.READ_LIST, Cost.READ, this::get),
        endpoint("POST", LIST, rgb, CalendarScopes.WRITE_LIST, Cost.WRITE, this::insert),
        endpoint("PUT", ENTRY, rgb, CalendarScopes.WRITE_LIST, Cost.WRITE, this::update),
        endpoint("PATCH", ENTRY, rgb, CalendarScopes.WRITE_LIST, Cost.PATCH, this::patch),
        endpoint("DELETE", ENTRY, Set.of(), CalendarScopes.WRITE_LIST, Cost.WRITE, this::delete));
  }

  private static Endpoint endpoint(
      String method,
      String path,
      Set<String> params,
      Set<String> scopes,
      Cost cost,
      Endpoint.Handler handler) {
    boolean all = method.equals("GET") && path.equals(LIST);
    return new Endpoint("calendar", method, path, params, Set.of(), scopes, cost, handler)
        .showing(all ? Shapes.LIST : Shapes.LIST_ENTRY);
  }

  private ObjectNode show(Entry entry, String email) {
    StoredCalendar calendar = calendars.find(entry.calendarId());
    ObjectNode json =
        Json.object()
            .put("kind", "calendar#calendarListEntry")
            .put("etag", entry.etag())
            .put("id", entry.calendarId());
    if (calendar == null || entry.deleted()) {
      json.set("defaultReminders", Json.array());
      return json.put("deleted", true);
    }
    ObjectNode fields = calendar.fields();
    json.put("summary", calendar.summary());
    for (String name : List.of("description", "location")) {
      if (fields.has(name)) {
        json.set(name, fields.get(name));
      }
    }
    json.set("timeZone", fields.get("timeZone"));
    if (!calendar.primary) {
      json.put("dataOwner", calendar.owner);
    }
    ObjectNode own = entry.own();
    if (own.has("summaryOverride")) {
      json.set("summaryOverride", own.get("summaryOverride"));
    }
    String color = own.path("colorId").asText(calendar.primary ? "14" : "17");
    json.put("colorId", color);
    json.put("backgroundColor", own.path("backgroundColor").asText(Colors.background(color)));
    json.put("foregroundColor", own.path("foregroundColor").asText("#000000"));
    if (own.path("hidden").asBoolean()) {
      json.put("hidden", true);
    }
    if (own.path("selected").asBoolean(true)) {
      json.put("selected", true);
    }
    json.put("accessRole", Calendars.role(calendar, email).name());
    json.set(
        "defaultReminders",
        own.path("defaultReminders").isArray() ? own.get("defaultReminders") : Json.array());
    if (own.has("notificationSettings")) {
      json.set("notificationSettings", own.get("notificationSettings"));
    }
    if (calendar.primary && calendar.owner.equals(email)) {
      json.put("primary", true);
    }
    json.set("conferenceProperties", CalendarsApi.conferences());
    return json;
  }

  /** Whatever changes a calendar for its reader changes its entry. */
  private long changed(Entry entry) {
    StoredCalendar calendar = calendars.find(entry.calendarId());
    return calendar == null ? entry.updated() : Math.max(entry.updated(), calendar.fieldsUpdated());
  }

  private Answer list(Call call) {
    Params query = call.query();
    String email = call.caller().email();
    Role least =
        query.has("minAccessRole")
            ? Role.read(query.get("minAccessRole", ""))
            : Role.freeBusyReader;
    String token = EventView.blankToNull(query.get("syncToken"));
    if (token != null && query.has("minAccessRole")) {
      throw GoogleError.of(
              400,
              "calendar",
              "syncTokenWithRequestRestrictions",
              "Sync token cannot be used with any request restrictions.")
          .atParameter("minAccessRole");
    }
    int epoch = calendars.listEpoch(email);
    long since = token == null ? -1 : ListToken.read(token, "l", epoch, "syncToken");
    long after =
        query.get("pageToken", "").isEmpty()
            ? -1
            : ListToken.read(query.get("pageToken", ""), "p", epoch, "pageToken");
    boolean deleted = token != null || query.flag("showDeleted", false);
    boolean hidden = token != null || query.flag("showHidden", false);
    int most = query.limit("maxResults", 100, 250);
    List<Entry> rows = new ArrayList<>();
    for (Entry entry : entries.all(email)) {
      StoredCalendar calendar = calendars.find(entry.calendarId());
      boolean gone = entry.deleted() || calendar == null;
      if (changed(entry) > since
          && changed(entry) > after
          && (deleted || !gone)
          && (hidden || !entry.own().path("hidden").asBoolean())
          && (gone || Calendars.role(calendar, email).atLeast(least))) {
        rows.add(entry);
      }
    }
    rows.sort(Comparator.comparingLong(this::changed));
    ObjectNode json =
        Json.object()
            .put("kind", "calendar#calendarList")
            .put(
                "etag",
                EventView.collectionEtag(rows.stream().mapToLong(this::changed).max().orElse(0)));
    boolean more = rows.size() > most;
    if (more) {
      rows = rows.subList(0, most);
      json.put("nextPageToken", ListToken.write("p", changed(rows.getLast()), epoch));
    } else {
      json.put("nextSyncToken", ListToken.write("l", calendars.ticks().last(), epoch));
    }
    ArrayNode items = json.putArray("items");
    rows.forEach(entry -> items.add(show(entry, email)));
    return Answer.json(json);
  }

  private Entry find(Call call) {
    String id = Calendars.resolve(call.var("calendarId"), call.caller());
    Entry entry = entries.find(call.caller().email(), id);
    if (entry == null || entry.deleted() || calendars.find(id) == null) {
      throw GoogleError.notFound();
    }
    return entry;
  }

  private Answer get(Call call) {
    return Answer.resource(show(find(call), call.caller().email()));
  }

  private Answer insert(Call call) {
    ObjectNode json = call.json();
    if (!json.hasNonNull("id")) {
      throw GoogleError.required("Missing calendar id.");
    }
    StoredCalendar calendar =
        calendars.open(json.get("id").asText(), call.caller(), Role.freeBusyReader);
    return put(call, calendar.id, own(call, Json.object(), json));
  }

  private Answer update(Call call) {
    Entry entry = find(call);
    call.ifMatch(entry.etag());
    return put(call, entry.calendarId(), own(call, Json.object(), call.json()));
  }

  private Answer patch(Call call) {
    Entry entry = find(call);
    call.ifMatch(entry.etag());
    ObjectNode own = own(call, entry.own().deepCopy(), call.json());
    return own.equals(entry.own())
        ? Answer.resource(show(entry, call.caller().email()))
        : put(call, entry.calendarId(), own);
  }

  private Answer put(Call call, String calendarId, ObjectNode own) {
    String email = call.caller().email();
    Entry entry = entries.put(email, calendarId, own, false);
    calendars.listChanged(email);
    return Answer.resource(show(entry, email));
  }

  private static ObjectNode own(Call call, ObjectNode own, ObjectNode json) {
    for (String name : OWN) {
      JsonNode value = json.get(name);
      boolean rgb = name.equals("backgroundColor") || name.equals("foregroundColor");
      if (value == null || (rgb && !call.query().flag("colorRgbFormat", false))) {
        continue;
      }
      if (value.isNull()) {
        own.remove(name);
      } else if (name.equals("colorId") && !Colors.knows(value.asText())) {
        throw GoogleError.invalid("Invalid color ID: " + value.asText());
      } else {
        own.set(name, value);
      }
    }
    return own;
  }

  private Answer delete(Call call) {
    Entry entry = find(call);
    String email = call.caller().email();
    StoredCalendar calendar = calendars.find(entry.calendarId());
    if (calendar != null && calendar.owner.equals(email)) {
      throw GoogleError.of(
          403,
          "calendar",
          "cannotUnsubscribeFromOwnCalendar",
          "The data owner of a calendar cannot remove it from the calendar list.");
    }
    entries.put(email, entry.calendarId(), entry.own(), true);
    calendars.listChanged(email);
    return Answer.noContent();
  }
}

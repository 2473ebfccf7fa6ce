package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.calendar.Draft.Options;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import dev.lockstep.sandbox.http.GoogleError;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The methods of the events collection. */
public final class EventsApi {

  private static final String EVENTS = "calendar/v3/calendars/{calendarId}/events";
  private static final String EVENT = EVENTS + "/{eventId}";
  private static final Set<String> VIEW = Set.of("timeZone", "maxAttendees", "alwaysIncludeEmail");
  private static final Set<String> WRITE =
      Set.of(
          "conferenceDataVersion",
          "maxAttendees",
          "sendNotifications",
          "sendUpdates",
          "supportsAttachments",
          "alwaysIncludeEmail");

  /** The parameters of events.list, which events.watch takes too. */
  public static final Set<String> LIST =
      Set.of(
          "alwaysIncludeEmail",
          "eventTypes",
          "iCalUID",
          "maxAttendees",
          "maxResults",
          "orderBy",
          "pageToken",
          "privateExtendedProperty",
          "q",
          "sharedExtendedProperty",
          "showDeleted",
          "showHiddenInvitations",
          "singleEvents",
          "syncToken",
          "timeMax",
          "timeMin",
          "timeZone",
          "updatedMin");

  private final Calendars calendars;
  private final Behaviour behaviour;
  private final EventList list;
  private final EventWrites writes;
  private final Map<String, ArrayDeque<Long>> lastWrites = new HashMap<>();

  public EventsApi(Calendars calendars, Behaviour behaviour) {
    this.calendars = calendars;
    this.behaviour = behaviour;
    this.list = new EventList(calendars, behaviour);
    this.writes = new EventWrites(calendars);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        read(EVENTS, LIST, list::list),
        read(EVENT, VIEW, this::get),
        read(
            EVENT + "/instances",
            Set.of(
                "alwaysIncludeEmail",
                "maxAttendees",
                "maxResults",
                "originalStart",
                "pageToken",
                "showDeleted",
                "timeMax",
                "timeMin",
                "timeZone"),
            list::instances),
        write("POST", EVENTS, WRITE, Cost.WRITE, this::insert),
        write(
            "POST",
            EVENTS + "/import",
            Set.of("conferenceDataVersion", "supportsAttachments"),
            Cost.WRITE,
            this::importEvent),
        write(
            "POST",
            EVENTS + "/quickAdd",
            Set.of("text", "sendNotifications", "sendUpdates"),
            Cost.WRITE,
            this::quickAdd),
        write("PUT", EVENT, WRITE, Cost.WRITE, this::update),
        write("PATCH", EVENT, WRITE, Cost.PATCH, this::patch),
        write(
            "DELETE", EVENT, Set.of("sendNotifications", "sendUpdates"), Cost.WRITE, this::delete),
        write(
            "POST",
            EVENT + "/move",
            Set.of("destination", "sendNotifications", "sendUpdates"),
            Cost.WRITE,
            this::move));
  }

  private static Endpoint read(String path, Set<String> params, Endpoint.Handler handler) {
    return new Endpoint(
            "calendar",
            "GET",
            path,
            params,
            Set.of(),
            CalendarScopes.READ_EVENTS,
            Cost.READ,
            handler)
        .showing(path.equals(EVENT) ? Shapes.EVENT : Shapes.EVENTS);
  }

  private static Endpoint write(
      String method, String path, Set<String> params, Cost cost, Endpoint.Handler handler) {
    return new Endpoint(
            "calendar", method, path, params, Set.of(), CalendarScopes.WRITE_EVENTS, cost, handler)
        .showing(Shapes.EVENT);
  }

  private Answer get(Call call) {
    StoredCalendar calendar =
        calendars.open(call.var("calendarId"), call.caller(), Role.freeBusyReader);
    return shown(call, calendar, find(calendar, call));
  }

  private static Event find(StoredCalendar calendar, Call call) {
    Event event = Series.find(calendar, call.var("eventId"));
    if (event == null) {
      throw GoogleError.notFound();
    }
    return event;
  }

  private static Answer shown(Call call, StoredCalendar calendar, Event event) {
    return Answer.resource(EventView.of(calendar, call.caller(), call.query()).show(event));
  }

  private StoredCalendar writable(Call call) {
    String sendUpdates = call.query().get("sendUpdates", "none");
    if (!Set.of("all", "externalOnly", "none").contains(sendUpdates)) {
      throw GoogleError.invalidParameter("sendUpdates", "Invalid value '" + sendUpdates + "'.");
    }
    StoredCalendar calendar = calendars.open(call.var("calendarId"), call.caller(), Role.writer);
    refuseBurst(calendar);
    return calendar;
  }

  /** What Google does beside the quotas that it documents. */
  private void refuseBurst(StoredCalendar calendar) {
    if (behaviour.writesPerCalendarPerSecond == 0) {
      return;
    }
    long now = calendars.ticks().millis();
    ArrayDeque<Long> last = lastWrites.computeIfAbsent(calendar.id, id -> new ArrayDeque<>());
    while (!last.isEmpty() && last.peekFirst() <= now - 1_000) {
      last.removeFirst();
    }
    if (last.size() >= behaviour.writesPerCalendarPerSecond) {
      throw GoogleError.of(403, "usageLimits", "rateLimitExceeded", "Rate Limit Exceeded");
    }
    last.addLast(now);
  }

  private static Options options(Call call, boolean keepWithoutChange) {
    return new Options(
        call.query().get("conferenceDataVersion", "0").equals("1"),
        call.query().flag("supportsAttachments", false),
        keepWithoutChange);
  }

  private Answer insert(Call call) {
    StoredCalendar calendar = writable(call);
    return shown(
        call, calendar, writes.insert(calendar, call.caller(), call.json(), options(call, true)));
  }

  private Answer importEvent(Call call) {
    StoredCalendar calendar = writable(call);
    return shown(
        call,
        calendar,
        writes.importEvent(calendar, call.caller(), call.json(), options(call, true)));
  }

  private Answer quickAdd(Call call) {
    StoredCalendar calendar = writable(call);
    String text = call.query().get("text");
    if (text == null || text.isBlank()) {
      throw GoogleError.required("Required parameter: text").atParameter("text");
    }
    ObjectNode json = QuickText.read(text, calendars.ticks().now().atZone(calendar.zone()));
    return shown(call, calendar, writes.insert(calendar, call.caller(), json, options(call, true)));
  }

  private Answer update(Call call) {
    StoredCalendar calendar = writable(call);
    Event old = find(calendar, call);
    call.ifMatch(old.etag());
    return shown(
        call,
        calendar,
        writes.update(calendar, call.caller(), old, call.json(), options(call, true)));
  }

  private Answer patch(Call call) {
    StoredCalendar calendar = writable(call);
    Event old = find(calendar, call);
    call.ifMatch(old.etag());
    return shown(
        call,
        calendar,
        writes.patch(
            calendar,
            call.caller(),
            old,
            call.json(),
            options(call, behaviour.noopPatchKeepsEtag)));
  }

  private Answer delete(Call call) {
    StoredCalendar calendar = writable(call);
    Event old = find(calendar, call);
    call.ifMatch(old.etag());
    boolean tellGuests =
        !call.query().get("sendUpdates", "none").equals("none")
            || call.query().flag("sendNotifications", false);
    writes.delete(calendar, old, tellGuests);
    return Answer.noContent();
  }

  private Answer move(Call call) {
    StoredCalendar from = writable(call);
    String destination = call.query().get("destination");
    if (destination == null || destination.isBlank()) {
      throw GoogleError.required("Required parameter: destination").atParameter("destination");
    }
    Event old = find(from, call);
    call.ifMatch(old.etag());
    StoredCalendar to = calendars.open(destination, call.caller(), Role.writer);
    if (old.cancelled()) {
      throw GoogleError.global(410, "deleted", "Resource has been deleted");
    }
    ObjectNode json =
        EventView.of(to, call.caller(), call.query()).show(writes.move(from, to, old));
    if (behaviour.moveSaysCancelled) {
      json.put("status", "cancelled");
    }
    return Answer.resource(json);
  }
}

package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.Params;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * events.list and events.instances: rows in a stable order, cut into pages before deleted events
 * and texts that do not match are left out, so that a page may be short or empty.
 */
final class EventList {

  /** An event and where it stands in the listing; keys compare as text. */
  private record Row(String key, Event event) {}

  private final Calendars calendars;
  private final Behaviour behaviour;

  EventList(Calendars calendars, Behaviour behaviour) {
    this.calendars = calendars;
    this.behaviour = behaviour;
  }

  Answer list(Call call) {
    Caller caller = call.caller();
    StoredCalendar calendar = calendars.open(call.var("calendarId"), caller, Role.freeBusyReader);
    ListQuery query = ListQuery.read(call.query(), calendar, calendars.ticks().now());
    return page(call, calendar, query, null);
  }

  Answer instances(Call call) {
    Caller caller = call.caller();
    StoredCalendar calendar = calendars.open(call.var("calendarId"), caller, Role.freeBusyReader);
    Event event = Series.find(calendar, call.var("eventId"));
    if (event == null || event.leftover()) {
      throw GoogleError.notFound();
    }
    String original = call.query().get("originalStart");
    ListQuery query = ListQuery.readInstances(call.query());
    List<Event> instances =
        event.recurring()
            ? new ArrayList<>(Series.instances(calendar, event, query.timeMin(), query.timeMax()))
            : new ArrayList<>(List.of(event));
    instances.removeIf(
        instance ->
            (instance.cancelled() && (!query.showDeleted() || event.id().equals(instance.id())))
                || (original != null && !startsAt(instance, original, calendar.zone())));
    return page(call, calendar, query, instances);
  }

  private static boolean startsAt(Event instance, String original, ZoneId zone) {
    Moment start = instance.originalStart();
    String field = original.length() == 10 ? "date" : "dateTime";
    return start != null
        && start
            .instanceKey()
            .equals(Moment.read(Json.object().put(field, original), "start", zone).instanceKey());
  }

  private Answer page(
      Call call, StoredCalendar calendar, ListQuery query, @Nullable List<Event> given) {
    Params params = call.query();
    PageToken at = PageToken.read(params.get("pageToken"));
    long known = at == null ? calendar.updated() : at.known();
    int size = query.maxResults();
    ObjectNode json = head(call.caller(), calendar);
    ArrayNode items = Json.array();
    if (behaviour.emptyPages && at == null) {
      json.put("nextPageToken", new PageToken("", known).encode());
      json.set("items", items);
      return Answer.json(json);
    }
    List<Row> rows = rows(calendar, query, given, at == null ? "" : at.last(), size + 1);
    boolean more = rows.size() > size;
    List<Row> slice = more ? rows.subList(0, size) : rows;
    EventView view = EventView.of(calendar, call.caller(), params);
    for (Row row : slice) {
      if (keep(calendar, query, row.event)) {
        items.add(show(view, query, row.event));
      }
    }
    if (more) {
      json.put("nextPageToken", new PageToken(slice.getLast().key, known).encode());
    } else if (query.orderBy() == null) {
      json.put("nextSyncToken", query.tokenAfter(calendar, known).encode());
    }
    json.set("items", items);
    return Answer.json(json);
  }

  private ObjectNode head(Caller caller, StoredCalendar calendar) {
    ObjectNode json =
        Json.object()
            .put("kind", "calendar#events")
            .put("etag", EventView.collectionEtag(calendar.updated()))
            .put("summary", calendar.summary())
            .put("description", calendar.fields().path("description").asText(""))
            .put("updated", EventView.millis(calendar.updated()))
            .put("timeZone", calendar.zone().getId())
            .put("accessRole", Calendars.role(calendar, caller.email()).name());
    json.set("defaultReminders", calendars.defaultReminders(caller.email(), calendar.id));
    return json;
  }

  private ObjectNode show(EventView view, ListQuery query, Event event) {
    boolean reduced =
        event.cancelled()
            && !behaviour.fullTombstones
            && !query.showDeleted()
            && event.master() == null;
    return reduced ? view.tombstone(event) : view.show(event);
  }

  /** At most `most` rows behind the key `after`. */
  private List<Row> rows(
      StoredCalendar calendar,
      ListQuery query,
      @Nullable List<Event> given,
      String after,
      int most) {
    if (given == null && !query.singleEvents() && query.orderBy() == null) {
      return query.token() == null
          ? stored(calendar, query, calendar.byOrdinal().tailMap(number(after), false), most)
          : stored(
              calendar,
              query,
              calendar.byChange().tailMap(Math.max(number(after), query.since()), false),
              most);
    }
    List<Event> events = given == null ? expanded(calendar, query) : given;
    List<Row> rows = new ArrayList<>(events.size());
    for (Event event : events) {
      String key = key(calendar, query, event, given != null);
      if (key.compareTo(after) > 0) {
        rows.add(new Row(key, event));
      }
    }
    rows.sort(Comparator.comparing(Row::key));
    return rows.size() > most ? rows.subList(0, most) : rows;
  }

  private static long number(String key) {
    return key.isEmpty() ? -1 : Long.parseLong(key);
  }

  private List<Row> stored(
      StoredCalendar calendar, ListQuery query, Map<Long, Event> tail, int most) {
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<Long, Event> entry : tail.entrySet()) {
      if (narrow(calendar, query, entry.getValue())) {
        rows.add(new Row(entry.getKey().toString(), entry.getValue()));
        if (rows.size() == most) {
          break;
        }
      }
    }
    return rows;
  }

  private List<Event> expanded(StoredCalendar calendar, ListQuery query) {
    List<Event> events = new ArrayList<>();
    for (Event event :
        query.token() == null
            ? calendar.byOrdinal().values()
            : calendar.byChange().tailMap(query.since(), false).values()) {
      if (query.singleEvents() && query.token() != null) {
        events.addAll(Series.gone(calendar, event, query.timeMin(), query.timeMax()));
      }
      if (!query.singleEvents() || !event.recurring()) {
        if (narrow(calendar, query, event)
            && (query.showDeletedRows() || !event.cancelled() || query.updatedMin() != null)) {
          events.add(event);
        }
      } else if (query.showDeletedRows() || !event.cancelled()) {
        for (Event instance : Series.instances(calendar, event, query.timeMin(), query.timeMax())) {
          // A stored exception comes by itself.
          if (calendar.event(instance.id()) == null && narrow(calendar, query, instance)) {
            events.add(instance);
          }
        }
      }
    }
    return events;
  }

  private static String key(
      StoredCalendar calendar, ListQuery query, Event event, boolean instances) {
    // Seconds before 1970 sort too.
    String start = pad(event.start().instant(calendar.zone()).getEpochSecond() + (1L << 40));
    if ("updated".equals(query.orderBy())) {
      return pad(event.updated()) + ' ' + start + ' ' + event.id();
    }
    if (instances || "startTime".equals(query.orderBy())) {
      return start + ' ' + event.id();
    }
    return pad(query.token() == null ? event.ordinal() : event.change())
        + ' '
        + start
        + ' '
        + event.id();
  }

  private static String pad(long number) {
    String digits = Long.toString(number);
    return "00000000000000000000".substring(digits.length()) + digits;
  }

  /** What an index would find: these events alone are paged through. */
  private boolean narrow(StoredCalendar calendar, ListQuery query, Event event) {
    if (!query.eventTypes().isEmpty()
        && !query.eventTypes().contains(event.body().path("eventType").asText())) {
      return false;
    }
    if (query.token() != null) {
      // The window of the first sync sticks, but what left it must be heard of.
      return query.inWindow(calendar, event) || event.ordinal() <= query.since();
    }
    return (query.iCalUid() == null || event.uid().equals(query.iCalUid()))
        && (query.updatedMin() == null
            || event.updated() / 1_000 >= query.updatedMin().toEpochMilli())
        && properties(query, event)
        && query.inWindow(calendar, event);
  }

  private boolean properties(ListQuery query, Event event) {
    if (query.privateProperties().isEmpty() && query.sharedProperties().isEmpty()) {
      return true;
    }
    List<Boolean> matches = new ArrayList<>();
    query
        .privateProperties()
        .forEach(p -> matches.add(ExtendedProperties.matches(event, "private", p)));
    query
        .sharedProperties()
        .forEach(p -> matches.add(ExtendedProperties.matches(event, "shared", p)));
    return behaviour.anyExtendedProperty ? matches.contains(true) : !matches.contains(false);
  }

  /** What is left out of a page after it was cut. */
  private static boolean keep(StoredCalendar calendar, ListQuery query, Event event) {
    if (query.text() != null && !contains(event, query.text())) {
      return false;
    }
    if (!event.cancelled() || query.showDeletedRows() || query.updatedMin() != null) {
      return true;
    }
    // Without them a series could not be drawn.
    Event master = event.master() == null ? null : calendar.event(event.master());
    return !query.singleEvents() && master != null && master.recurring() && !master.cancelled();
  }

  private static boolean contains(Event event, String text) {
    StringBuilder all = new StringBuilder();
    for (String name : List.of("summary", "description", "location")) {
      all.append(event.body().path(name).asText()).append('\n');
    }
    event
        .body()
        .path("attendees")
        .forEach(
            guest ->
                all.append(guest.path("displayName").asText())
                    .append(' ')
                    .append(guest.path("email").asText())
                    .append('\n'));
    JsonNode place = event.body().path("workingLocationProperties");
    for (String name : List.of("buildingId", "deskId", "label")) {
      all.append(place.path("officeLocation").path(name).asText()).append('\n');
    }
    all.append(place.path("customLocation").path("label").asText()).append('\n');
    all.append(event.organizer());
    String searched = all.toString().toLowerCase(java.util.Locale.ROOT);
    for (String word : text.toLowerCase(java.util.Locale.ROOT).strip().split("\\s+")) {
      if (!searched.contains(word)) {
        return false;
      }
    }
    return true;
  }
}

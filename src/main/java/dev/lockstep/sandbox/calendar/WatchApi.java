package dev.lockstep.sandbox.calendar;

import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.push.Channels;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The watch methods of Calendar, and channels.stop. */
public final class WatchApi {

  private static final long WEEK = 604_800;
  private static final long MONTH = 2_592_000;
  private static final String BASE = "https://www.googleapis.com";

  private final Calendars calendars;
  private final Channels channels;

  public WatchApi(Calendars calendars, Channels channels) {
    this.calendars = calendars;
    this.channels = channels;
  }

  public List<Endpoint> endpoints() {
    Set<String> paging =
        Set.of(
            "maxResults", "pageToken", "syncToken", "showDeleted", "showHidden", "minAccessRole");
    return List.of(
        watch(
            "calendars/{calendarId}/events/watch",
            EventsApi.LIST,
            CalendarScopes.READ_EVENTS,
            this::events),
        watch("calendars/{calendarId}/acl/watch", paging, CalendarScopes.READ_ACLS, this::acl),
        watch(
            "users/me/calendarList/watch",
            paging,
            CalendarScopes.READ_LIST,
            call -> open(call, listOf(call.caller().email()))),
        watch(
            "users/me/settings/watch",
            paging,
            CalendarScopes.SETTINGS,
            call -> open(call, settingsOf(call.caller().email()))),
        watch("channels/stop", Set.of(), CalendarScopes.ANY, this::stop));
  }

  private static Endpoint watch(
      String path, Set<String> params, Set<String> scopes, Endpoint.Handler handler) {
    return new Endpoint(
            "calendar",
            "POST",
            "calendar/v3/" + path,
            params,
            Set.of(),
            scopes,
            Cost.WRITE,
            handler)
        .showing(Shapes.CHANNEL);
  }

  private Answer events(Call call) {
    StoredCalendar calendar = calendars.open(call.var("calendarId"), call.caller(), Role.reader);
    List<String> types = call.query().all("eventTypes");
    if (types.isEmpty()) {
      return open(call, eventsOf(calendar.id));
    }
    if (!EventTypes.ALL.containsAll(types)) {
      throw GoogleError.invalidParameter("eventTypes", "Invalid value '" + types + "'.");
    }
    return open(call, eventsOf(calendar.id) + "\n" + String.join(",", new TreeSet<>(types)));
  }

  /** Tells the channels of a calendar's events, those too that are for some types only. */
  public static void changed(Channels channels, String calendarId, String eventType) {
    channels.changed(eventsOf(calendarId));
    channels.changedPart(
        eventsOf(calendarId),
        types -> eventType.isEmpty() || List.of(types.split(",")).contains(eventType));
  }

  private Answer acl(Call call) {
    StoredCalendar calendar = calendars.open(call.var("calendarId"), call.caller(), Role.owner);
    return open(call, aclOf(calendar.id));
  }

  /** The name under which the events of a calendar are watched. */
  private static String eventsOf(String calendarId) {
    return "events " + calendarId;
  }

  public static String listOf(String email) {
    return "calendarList " + email;
  }

  public static String settingsOf(String email) {
    return "settings " + email;
  }

  public static String aclOf(String calendarId) {
    return "acl " + calendarId;
  }

  private Answer open(Call call, String resource) {
    String path = call.path().substring(0, call.path().length() - "/watch".length());
    return Answer.json(channels.watch(call, resource, BASE + path + "?alt=json", WEEK, MONTH));
  }

  private Answer stop(Call call) {
    channels.stop(call);
    return Answer.noContent();
  }
}

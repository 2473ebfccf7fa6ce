package dev.lockstep.sandbox.calendar;

import dev.lockstep.sandbox.http.Caller;
import java.util.Set;
import java.util.TreeSet;

/** Which grants allow which methods. */
final class CalendarScopes {

  private static final String BASE = "https://www.googleapis.com/auth/calendar";

  static final Set<String> WRITE_EVENTS = of("", ".events", ".events.owned", ".app.created");
  static final Set<String> READ_EVENTS =
      with(
          WRITE_EVENTS,
          ".readonly",
          ".events.readonly",
          ".events.owned.readonly",
          ".events.public.readonly",
          ".events.freebusy");
  static final Set<String> WRITE_CALENDARS = of("", ".calendars", ".app.created");
  static final Set<String> READ_CALENDARS =
      with(WRITE_CALENDARS, ".readonly", ".calendars.readonly");
  static final Set<String> WRITE_LIST = of("", ".calendarlist");
  static final Set<String> READ_LIST = with(WRITE_LIST, ".readonly", ".calendarlist.readonly");
  static final Set<String> WRITE_ACLS = of("", ".acls");
  static final Set<String> READ_ACLS = with(WRITE_ACLS, ".readonly", ".acls.readonly");
  static final Set<String> SETTINGS = of("", ".readonly", ".settings.readonly");
  static final Set<String> COLORS =
      of(
          "",
          ".readonly",
          ".events",
          ".events.readonly",
          ".calendarlist",
          ".calendarlist.readonly",
          ".app.created");
  static final Set<String> FREE_BUSY = of("", ".readonly", ".freebusy", ".events.freebusy");
  static final Set<String> ANY =
      with(
          READ_EVENTS,
          ".acls",
          ".acls.readonly",
          ".calendarlist",
          ".calendarlist.readonly",
          ".settings.readonly");

  private CalendarScopes() {}

  /** Whether nothing was granted but to see when somebody has time. */
  static boolean seesOnlyBusy(Caller caller) {
    return caller.scopes().contains(BASE + ".events.freebusy")
        && READ_EVENTS.stream()
            .noneMatch(
                scope ->
                    !scope.equals(BASE + ".events.freebusy") && caller.scopes().contains(scope));
  }

  private static Set<String> of(String... names) {
    return with(Set.of(), names);
  }

  private static Set<String> with(Set<String> others, String... names) {
    Set<String> scopes = new TreeSet<>(others);
    for (String name : names) {
      scopes.add(BASE + name);
    }
    return Set.copyOf(scopes);
  }
}

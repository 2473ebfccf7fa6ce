package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The instances of recurring events: most exist only while somebody looks. */
final class Series {

  /** An endless series is shown this far. */
  static final int MOST = 730;

  private Series() {}

  /** A stored event, or the instance of a series that the id names. */
  static @Nullable Event find(StoredCalendar calendar, String eventId) {
    Event stored = calendar.event(eventId);
    int cut = eventId.lastIndexOf('_');
    if (stored != null || cut <= 0) {
      return stored;
    }
    Event master = calendar.event(eventId.substring(0, cut));
    if (master == null || !master.recurring()) {
      return null;
    }
    String key = eventId.substring(cut + 1);
    for (Iterator<Moment> starts = starts(master); starts.hasNext(); ) {
      Moment start = starts.next();
      int order = start.instanceKey().compareTo(key);
      if (order >= 0) {
        return order == 0 ? instance(master, start) : null;
      }
    }
    return null;
  }

  /** Whether the series has an instance that starts then. */
  static boolean has(Event master, Moment start) {
    String key = start.instanceKey();
    for (Iterator<Moment> starts = starts(master); starts.hasNext(); ) {
      int order = starts.next().instanceKey().compareTo(key);
      if (order >= 0) {
        return order == 0;
      }
    }
    return false;
  }

  static Iterator<Moment> starts(Event master) {
    return Recurrence.starts(master.start(), master.body().path("recurrence"));
  }

  /** An instance as the series makes it; it carries the series' etag and times of change. */
  static Event instance(Event master, Moment start) {
    ObjectNode body = master.body().deepCopy();
    body.remove("recurrence");
    return new Event(
        master.id() + "_" + start.instanceKey(),
        master.ordinal(),
        body,
        start,
        end(master, start),
        master.id(),
        start,
        master.created(),
        master.updated(),
        master.change(),
        master.sequence(),
        master.uid(),
        false);
  }

  private static Moment end(Event master, Moment start) {
    return switch (start) {
      case Moment.Day day ->
          new Moment.Day(
              day.date()
                  .plusDays(
                      ChronoUnit.DAYS.between(
                          ((Moment.Day) master.start()).date(),
                          ((Moment.Day) master.end()).date())));
      case Moment.Timed timed -> {
        Moment.Timed end = (Moment.Timed) master.end();
        yield new Moment.Timed(
            timed.at().plus(Duration.between(((Moment.Timed) master.start()).at(), end.at())),
            end.timeZone());
      }
    };
  }

  /** The instances that touch the window, exceptions in their places, cancelled ones included. */
  static List<Event> instances(
      StoredCalendar calendar, Event master, @Nullable Instant min, @Nullable Instant max) {
    ZoneId zone = calendar.zone();
    List<Event> found = new ArrayList<>();
    var exceptions = calendar.exceptions(master.id());
    for (Iterator<Moment> starts = starts(master); starts.hasNext() && found.size() < MOST; ) {
      Moment start = starts.next();
      if (max != null && !start.instant(zone).isBefore(max)) {
        break;
      }
      if (exceptions.containsKey(start.instanceKey())) {
        continue;
      }
      Event instance = instance(master, start);
      if (min == null || instance.end().instant(zone).isAfter(min)) {
        found.add(instance);
      }
    }
    for (Event exception : exceptions.values()) {
      if (touches(exception, zone, min, max)) {
        found.add(exception);
      }
    }
    found.sort((a, b) -> a.start().instant(zone).compareTo(b.start().instant(zone)));
    return found;
  }

  /**
   * The instances that a series had before and has no more, as cancelled ones of its last change.
   */
  static List<Event> gone(
      StoredCalendar calendar, Event now, @Nullable Instant min, @Nullable Instant max) {
    Map<String, Event> gone = new LinkedHashMap<>();
    for (Event former : calendar.formerly(now.id())) {
      for (Event instance : instances(calendar, former, min, max)) {
        Moment start = instance.originalStart();
        if (start != null
            && calendar.event(instance.id()) == null
            && !(now.recurring() && has(now, start))) {
          ObjectNode body = instance.body().deepCopy().put("status", "cancelled");
          gone.put(
              instance.id(),
              new Event(
                  instance.id(),
                  now.ordinal(),
                  body,
                  instance.start(),
                  instance.end(),
                  now.id(),
                  start,
                  now.created(),
                  now.updated(),
                  now.change(),
                  now.sequence(),
                  now.uid(),
                  false));
        }
      }
    }
    return List.copyOf(gone.values());
  }

  /** Whether any instance touches the window. */
  static boolean anyTouches(
      StoredCalendar calendar, Event master, @Nullable Instant min, @Nullable Instant max) {
    ZoneId zone = calendar.zone();
    for (Iterator<Moment> starts = starts(master); starts.hasNext(); ) {
      Moment start = starts.next();
      if (max != null && !start.instant(zone).isBefore(max)) {
        return false;
      }
      if (min == null || end(master, start).instant(zone).isAfter(min)) {
        return true;
      }
    }
    return false;
  }

  static boolean touches(Event event, ZoneId zone, @Nullable Instant min, @Nullable Instant max) {
    return (min == null || event.end().instant(zone).isAfter(min))
        && (max == null || event.start().instant(zone).isBefore(max));
  }
}

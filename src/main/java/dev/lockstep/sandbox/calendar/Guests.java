package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The copies of an event in its guests' primary calendars. What is shared belongs to the organizer
 * and is copied to the guests; a guest's answer goes the other way.
 */
final class Guests {

  private final Calendars calendars;

  Guests(Calendars calendars) {
    this.calendars = calendars;
  }

  static GoogleError notOrganizer() {
    return GoogleError.of(
        403,
        "calendar",
        "forbiddenForNonOrganizer",
        "Shared properties can only be changed by the organizer of the event.");
  }

  /**
   * @throws GoogleError 403 when a guest's copy would change in what is not the guest's
   */
  static void checkAllowed(
      StoredCalendar calendar, Event old, ObjectNode body, boolean timesMoved) {
    if (old.organizer().equals(calendar.id) || old.body().path("guestsCanModify").asBoolean()) {
      return;
    }
    // An imported event has no organizer here who could be asked.
    boolean copy = old.body().path("attendees").findValuesAsText("email").contains(calendar.id);
    if (!copy) {
      return;
    }
    boolean shared = timesMoved;
    for (String name : EventBody.WRITABLE) {
      shared |=
          !EventBody.PERSONAL.contains(name) && !body.path(name).equals(old.body().path(name));
    }
    shared |=
        !body.path("extendedProperties")
            .path("shared")
            .equals(old.body().path("extendedProperties").path("shared"));
    shared |= !othersOf(body, calendar.id).equals(othersOf(old.body(), calendar.id));
    if (shared) {
      throw notOrganizer();
    }
  }

  private static Set<String> othersOf(JsonNode body, String email) {
    Set<String> others = new TreeSet<>();
    body.path("attendees")
        .forEach(
            guest -> {
              if (!guest.path("email").asText().equals(email)) {
                others.add(guest.toString());
              }
            });
    return others;
  }

  /** After a write: brings the copies up to date, or the guest's answer to the organizer. */
  void follow(StoredCalendar calendar, @Nullable Event old, Event event) {
    if (!event.hasGuests() && (old == null || !old.hasGuests())) {
      return;
    }
    if (event.organizer().equals(calendar.id)) {
      Set<String> invited = emails(event);
      invited.forEach(email -> copy(calendar, event, email));
      if (old != null) {
        emails(old).stream()
            .filter(email -> !invited.contains(email))
            .forEach(email -> withdraw(calendar, event, email));
      }
    } else {
      String response = response(event.body(), calendar.id);
      if (response != null) {
        answer(event, calendar.id, event.cancelled() ? "declined" : response);
      }
    }
  }

  void deleted(StoredCalendar calendar, Event old, Event gone, boolean tellGuests) {
    if (!old.hasGuests()) {
      return;
    }
    if (!old.organizer().equals(calendar.id)) {
      answer(gone, calendar.id, "declined");
    } else if (tellGuests) {
      emails(old).forEach(email -> withdraw(calendar, gone, email));
    }
  }

  private static Set<String> emails(Event event) {
    return new TreeSet<>(event.body().path("attendees").findValuesAsText("email"));
  }

  private static @Nullable String response(JsonNode body, String email) {
    for (JsonNode guest : body.path("attendees")) {
      if (guest.path("email").asText().equals(email)) {
        return guest.path("responseStatus").asText();
      }
    }
    return null;
  }

  private void copy(StoredCalendar home, Event event, String email) {
    StoredCalendar calendar = calendars.find(email);
    if (calendar == null || !calendar.primary || calendar == home) {
      return;
    }
    Event old = calendar.event(event.id());
    ObjectNode body = event.body().deepCopy();
    ObjectNode properties = (ObjectNode) body.get("extendedProperties");
    if (properties != null) {
      properties.remove("private");
      if (properties.isEmpty()) {
        body.remove("extendedProperties");
      }
    }
    if (old != null) {
      for (String own : Set.of("colorId", "reminders", "transparency", "visibility")) {
        body.remove(own);
        if (old.body().has(own)) {
          body.set(own, old.body().get(own));
        }
      }
      JsonNode hidden = old.body().path("extendedProperties").path("private");
      if (!hidden.isMissingNode()) {
        body.withObject("/extendedProperties").set("private", hidden);
      }
      if (body.equals(old.body())
          && event.start().equals(old.start())
          && event.end().equals(old.end())) {
        return;
      }
    }
    long now = calendars.ticks().next();
    calendars.put(
        calendar,
        new Event(
            event.id(),
            old == null ? now : old.ordinal(),
            body,
            event.start(),
            event.end(),
            event.master(),
            event.originalStart(),
            event.created(),
            now,
            now,
            event.sequence(),
            event.uid(),
            false));
  }

  private void withdraw(StoredCalendar home, Event event, String email) {
    StoredCalendar calendar = calendars.find(email);
    Event old = calendar == null || calendar == home ? null : calendar.event(event.id());
    if (calendar == null || old == null || old.cancelled()) {
      return;
    }
    ObjectNode body = old.body().deepCopy();
    body.put("status", "cancelled");
    calendars.put(calendar, changed(old, body, event.sequence()));
  }

  private void answer(Event copy, String email, String response) {
    StoredCalendar home = calendars.find(copy.organizer());
    Event old = home == null ? null : home.event(copy.id());
    if (home == null || old == null || response.equals(response(old.body(), email))) {
      return;
    }
    ObjectNode body = old.body().deepCopy();
    ArrayNode guests = (ArrayNode) body.path("attendees");
    guests.forEach(
        guest -> {
          if (guest.path("email").asText().equals(email)) {
            ((ObjectNode) guest).put("responseStatus", response);
          }
        });
    Event event = changed(old, body, old.sequence());
    calendars.put(home, event);
    follow(home, old, event);
  }

  private Event changed(Event old, ObjectNode body, int sequence) {
    long now = calendars.ticks().next();
    return new Event(
        old.id(),
        old.ordinal(),
        body,
        old.start(),
        old.end(),
        old.master(),
        old.originalStart(),
        old.created(),
        now,
        now,
        Math.max(sequence, old.sequence()),
        old.uid(),
        old.leftover());
  }
}

package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.calendar.Draft.Options;
import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/** What a write makes of an event: the next version, stamped and stored, guests told. */
final class EventWrites {

  private final Calendars calendars;
  private final Guests guests;

  EventWrites(Calendars calendars) {
    this.calendars = calendars;
    this.guests = new Guests(calendars);
  }

  Event insert(StoredCalendar calendar, Caller caller, ObjectNode json, Options options) {
    String id = text(json, "id");
    if (id != null && !EventIds.allowed(id)) {
      throw GoogleError.invalid("Invalid resource id value.");
    }
    String uid = text(json, "iCalUID");
    if ((id != null && calendar.event(id) != null)
        || (uid != null && calendar.withUid(uid).stream().anyMatch(e -> !e.leftover()))) {
      throw GoogleError.global(409, "duplicate", "The requested identifier already exists.");
    }
    String newId = id == null ? EventIds.fresh() : id;
    Draft draft = Draft.read(json, calendar.zone(), options, true);
    if (draft.body().path("eventType").asText().equals("fromGmail")) {
      throw EventTypes.restricted("Events of type fromGmail cannot be created.");
    }
    EventTypes.check(calendar, draft);
    refuseGuestsOfServiceAccounts(caller, draft.body());
    ObjectNode body = draft.body();
    body.set("creator", Json.object().put("email", caller.email()));
    body.set("organizer", self(calendar));
    Event event =
        stamped(
            newId,
            body,
            draft,
            uid == null ? newId + "@google.com" : uid,
            json.path("sequence").asInt(0));
    calendars.put(calendar, event);
    guests.follow(calendar, null, event);
    return event;
  }

  /** Private copies of events that are at home elsewhere: the same iCalUID is the same event. */
  Event importEvent(StoredCalendar calendar, Caller caller, ObjectNode json, Options options) {
    String uid = text(json, "iCalUID");
    if (uid == null) {
      throw GoogleError.required("Missing iCalUID.");
    }
    ObjectNode plain = json.deepCopy();
    EventTypes.makePlain(plain);
    Draft draft = Draft.read(plain, calendar.zone(), options, true);
    ObjectNode body = draft.body();
    Event old =
        calendar.withUid(uid).stream()
            .filter(e -> e.master() == null && !e.leftover())
            .findFirst()
            .orElse(null);
    JsonNode organizer = json.path("organizer");
    body.set("creator", Json.object().put("email", caller.email()));
    body.set(
        "organizer",
        organizer.hasNonNull("email")
            ? Json.object().put("email", organizer.get("email").asText())
            : self(calendar));
    Event fresh =
        stamped(
            old == null ? EventIds.ofUid(uid) : old.id(),
            body,
            draft,
            uid,
            json.path("sequence").asInt(0));
    Event event =
        old == null
            ? fresh
            : new Event(
                old.id(),
                old.ordinal(),
                fresh.body(),
                fresh.start(),
                fresh.end(),
                null,
                null,
                old.created(),
                fresh.updated(),
                fresh.change(),
                fresh.sequence(),
                uid,
                false);
    calendars.put(calendar, event);
    return event;
  }

  Event update(
      StoredCalendar calendar, Caller caller, Event old, ObjectNode json, Options options) {
    ObjectNode wanted = json.deepCopy();
    if (!wanted.hasNonNull("status") && old.cancelled()) {
      wanted.put("status", "cancelled");
    }
    if (!wanted.hasNonNull("eventType")) {
      wanted.set("eventType", old.body().get("eventType"));
    }
    return replace(calendar, caller, old, wanted, options);
  }

  Event patch(StoredCalendar calendar, Caller caller, Event old, ObjectNode json, Options options) {
    ObjectNode wanted = old.body().deepCopy();
    wanted.set("start", old.start().json());
    wanted.set("end", old.end().json());
    EventBody.merge(wanted, json);
    if (!json.has("sequence")) {
      wanted.remove("sequence");
    }
    return replace(calendar, caller, old, wanted, options);
  }

  private Event replace(
      StoredCalendar calendar, Caller caller, Event old, ObjectNode wanted, Options options) {
    if (wanted.path("sequence").asInt(old.sequence()) < old.sequence()) {
      throw GoogleError.invalid(
          "Invalid sequence value. The specified sequence number is below the current sequence"
              + " number of the resource. Re-fetch the resource and use its sequence number on the"
              + " following request.");
    }
    if (wanted.hasNonNull("id") && !wanted.get("id").asText().equals(old.id())) {
      throw GoogleError.invalid("Invalid resource id value.");
    }
    keepWhatTheClientDoesNotKnow(caller, old, wanted, options);
    Draft draft = Draft.read(wanted, calendar.zone(), options, false);
    ObjectNode body = draft.body();
    if (old.master() != null && body.has("recurrence")) {
      throw GoogleError.invalid("Cannot set recurrence on an instance of a recurring event.");
    }
    if (!body.path("eventType").equals(old.body().path("eventType"))) {
      throw EventTypes.restricted("The event type cannot be changed.");
    }
    if (old.master() == null && !body.path("status").asText().equals("cancelled")) {
      EventTypes.check(calendar, draft);
    }
    body.set("creator", old.body().get("creator"));
    body.set("organizer", old.body().get("organizer"));
    refuseGuestsOfServiceAccounts(caller, body);
    boolean timesMoved =
        !draft.start().equals(old.start())
            || !draft.end().equals(old.end())
            || !body.path("recurrence").equals(old.body().path("recurrence"));
    boolean same = !timesMoved && body.equals(old.body());
    if (same && options.keepWithoutChange()) {
      return old;
    }
    Guests.checkAllowed(calendar, old, body, timesMoved);
    ObjectNode remindersAside = body.deepCopy();
    remindersAside.set("reminders", old.body().get("reminders"));
    boolean onlyReminders = !same && !timesMoved && remindersAside.equals(old.body());
    long now = calendars.ticks().next();
    int asked = wanted.path("sequence").asInt(old.sequence());
    Event event =
        new Event(
            old.id(),
            calendar.event(old.id()) == null ? now : old.ordinal(),
            body,
            draft.start(),
            draft.end(),
            old.master(),
            old.originalStart(),
            old.created(),
            // A person's reminders are not the event's.
            onlyReminders ? old.updated() : now,
            now,
            timesMoved ? Math.max(old.sequence() + 1, asked) : asked,
            old.uid(),
            false);
    calendars.put(calendar, event);
    if (event.cancelled() && !old.cancelled()) {
      cancelExceptions(calendar, event);
    } else if (old.recurring()) {
      editExceptions(calendar, old, event);
    }
    guests.follow(calendar, old, event);
    return event;
  }

  /** What a client does not say that it can handle, or may not see, it cannot take away. */
  private static void keepWhatTheClientDoesNotKnow(
      Caller caller, Event old, ObjectNode wanted, Options options) {
    if (!options.conference()) {
      keep(old, wanted, "conferenceData");
    }
    if (!options.attachments()) {
      keep(old, wanted, "attachments");
    }
    if (!old.createdBy(caller.email())) {
      keep(old, wanted, "source");
    }
    if (wanted.path("attendeesOmitted").asBoolean()) {
      wanted.remove("attendeesOmitted");
      if (wanted.path("attendees") instanceof ArrayNode some && old.hasGuests()) {
        wanted.set("attendees", Attendees.with(old.body().path("attendees"), some));
      }
    }
  }

  private static void keep(Event old, ObjectNode wanted, String name) {
    wanted.remove(name);
    if (old.body().has(name)) {
      wanted.set(name, old.body().get(name));
    }
  }

  /**
   * @param tellGuests whether the guests' copies go too
   */
  void delete(StoredCalendar calendar, Event old, boolean tellGuests) {
    if (old.cancelled()) {
      throw GoogleError.global(410, "deleted", "Resource has been deleted");
    }
    Event gone = cancelled(calendar, old);
    calendars.put(calendar, gone);
    cancelExceptions(calendar, gone);
    guests.deleted(calendar, old, gone, tellGuests);
  }

  private Event cancelled(StoredCalendar calendar, Event old) {
    ObjectNode body = old.body().deepCopy();
    body.put("status", "cancelled");
    long now = calendars.ticks().next();
    return new Event(
        old.id(),
        calendar.event(old.id()) == null ? now : old.ordinal(),
        body,
        old.start(),
        old.end(),
        old.master(),
        old.originalStart(),
        old.created(),
        now,
        now,
        old.hasGuests() ? old.sequence() + 1 : old.sequence(),
        old.uid(),
        false);
  }

  private void cancelExceptions(StoredCalendar calendar, Event master) {
    for (Event exception : calendar.exceptions(master.id()).values().toArray(new Event[0])) {
      if (!exception.cancelled()) {
        calendars.put(calendar, cancelled(calendar, exception));
      }
    }
  }

  private void editExceptions(StoredCalendar calendar, Event before, Event now) {
    for (Event exception : calendar.exceptions(now.id()).values().toArray(new Event[0])) {
      Event edited = new SeriesEdit(before, now, calendars.ticks().next()).applyTo(exception);
      if (edited != null) {
        calendars.put(calendar, edited);
        guests.follow(calendar, exception, edited);
      }
    }
  }

  /** What stays behind is an id; the event lives on at the destination with the same id. */
  Event move(StoredCalendar from, StoredCalendar to, Event old) {
    if (old.master() != null) {
      throw GoogleError.of(
          400, "calendar", "cannotMoveInstance", "Instances of recurring events cannot be moved.");
    }
    if (!old.body().path("eventType").asText().equals("default")) {
      throw EventTypes.restricted("Only events of type default can be moved.");
    }
    if (!old.organizer().equals(from.id)) {
      throw Guests.notOrganizer();
    }
    Event there = to.event(old.id());
    if (there != null && !there.leftover()) {
      throw GoogleError.global(409, "duplicate", "The requested identifier already exists.");
    }
    ObjectNode body = old.body().deepCopy();
    body.set("organizer", self(to));
    long now = calendars.ticks().next();
    Event moved =
        new Event(
            old.id(),
            there == null ? now : there.ordinal(),
            body,
            old.start(),
            old.end(),
            null,
            null,
            old.created(),
            now,
            now,
            old.sequence(),
            old.uid(),
            false);
    ObjectNode rest = old.body().deepCopy();
    rest.put("status", "cancelled");
    long later = calendars.ticks().next();
    calendars.put(
        from,
        new Event(
            old.id(),
            old.ordinal(),
            rest,
            old.start(),
            old.end(),
            null,
            null,
            old.created(),
            later,
            later,
            old.sequence(),
            old.uid(),
            true));
    calendars.put(to, moved);
    return moved;
  }

  private Event stamped(String id, ObjectNode body, Draft draft, String uid, int sequence) {
    long now = calendars.ticks().next();
    return new Event(
        id,
        now,
        body,
        draft.start(),
        draft.end(),
        null,
        null,
        now / 1_000_000 * 1_000_000,
        now,
        now,
        sequence,
        uid,
        false);
  }

  /** The organizer of what is made in a calendar is the calendar. */
  private static ObjectNode self(StoredCalendar calendar) {
    ObjectNode self = Json.object().put("email", calendar.id);
    return calendar.primary ? self : self.put("displayName", calendar.summary());
  }

  private static void refuseGuestsOfServiceAccounts(Caller caller, ObjectNode body) {
    if (body.has("attendees") && caller.email().endsWith(".gserviceaccount.com")) {
      throw GoogleError.of(
          403,
          "calendar",
          "forbiddenForServiceAccounts",
          "Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.");
    }
  }

  private static @Nullable String text(ObjectNode json, String name) {
    return json.hasNonNull(name) ? json.get(name).asText() : null;
  }
}

package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lockstep.sandbox.calendar.StoredCalendar.Rule;
import dev.lockstep.sandbox.http.Caller;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All calendars of the sandbox: who may see which, and every change to an event on its way in. */
public final class Calendars {

  private final Journal journal;
  private final Ticks ticks;
  private final Map<String, StoredCalendar> calendars = new LinkedHashMap<>();
  private final ListEntries entries;
  private BiConsumer<String, String> listener = (id, type) -> {};
  private Consumer<String> listListener = email -> {};
  private Consumer<String> rulesListener = id -> {};
  private Consumer<String> settingsListener = email -> {};

  public Calendars(Journal journal, Ticks ticks) {
    this.journal = journal;
    this.ticks = ticks;
    this.entries = new ListEntries(journal, ticks);
    journal.replay(
        "calendar",
        (id, json) -> {
          StoredCalendar calendar = StoredCalendar.read(json);
          calendars.put(id, calendar);
          ticks.seen(calendar.updated());
        });
    journal.replay(
        "event",
        (key, json) -> {
          StoredCalendar calendar = calendars.get(json.path("calendar").asText());
          if (calendar != null) {
            Event event = Event.read(json);
            calendar.put(event);
            ticks.seen(event.change());
          }
        });
  }

  /**
   * Who hears, with the calendar's id and the event's type, of every change to an event; without a
   * type where all events are concerned.
   */
  public void onChange(BiConsumer<String, String> hears) {
    listener = hears;
  }

  /** Who hears, with the person's address, of every change to their calendar list. */
  public void onListChange(Consumer<String> hears) {
    listListener = hears;
  }

  /** Who hears, with the calendar's id, of every change to its access list. */
  public void onRulesChange(Consumer<String> hears) {
    rulesListener = hears;
  }

  /** Who hears, with the person's address, of every change to their settings. */
  public void onSettingsChange(Consumer<String> hears) {
    settingsListener = hears;
  }

  /** A person's own calendar, which has their address as its id. */
  public void addPrimary(String email, String timeZone) {
    if (!calendars.containsKey(email)) {
      add(
          new StoredCalendar(
              email,
              email,
              true,
              Json.object().put("summary", email).put("timeZone", timeZone),
              ticks.next()));
    }
  }

  void add(StoredCalendar calendar) {
    calendar.rules.put(
        "user:" + calendar.owner, new Rule("user", calendar.owner, Role.owner, ticks.next()));
    calendars.put(calendar.id, calendar);
    save(calendar);
    entries.put(calendar.owner, calendar.id, Json.object(), false);
    listListener.accept(calendar.owner);
  }

  void save(StoredCalendar calendar) {
    journal.put("calendar", calendar.id, calendar::json);
  }

  void remove(StoredCalendar calendar) {
    clearEvents(calendar);
    calendars.remove(calendar.id);
    journal.remove("calendar", calendar.id);
    List<String> readers = entries.readers(calendar.id);
    entries.removed(calendar.id);
    readers.forEach(listListener);
  }

  /** Every event is deleted; who holds a sync token hears of each. */
  void cancelEvents(StoredCalendar calendar) {
    for (Event event : calendar.events()) {
      if (!event.cancelled()) {
        Event gone = event.cancelledAt(ticks.next());
        calendar.put(gone);
        journal.put("event", calendar.id + "/" + gone.id(), () -> gone.json(calendar.id));
      }
    }
    listener.accept(calendar.id, "");
  }

  private void clearEvents(StoredCalendar calendar) {
    calendar.events().forEach(e -> journal.remove("event", calendar.id + "/" + e.id()));
    calendar.clear();
    calendar.touch(ticks.next());
    listener.accept(calendar.id, "");
  }

  /** The only way an event gets in or is replaced. */
  void put(StoredCalendar calendar, Event event) {
    calendar.put(event);
    journal.put("event", calendar.id + "/" + event.id(), () -> event.json(calendar.id));
    listener.accept(calendar.id, event.body().path("eventType").asText());
  }

  /** What a person set as reminders for a calendar. */
  ArrayNode defaultReminders(String email, String calendarId) {
    return entries.reminders(email, calendarId);
  }

  ListEntries entries() {
    return entries;
  }

  /** Changes whenever the tokens of a person's calendar list die. */
  int listEpoch(String email) {
    StoredCalendar calendar = find(email);
    return calendar == null ? 0 : calendar.epoch();
  }

  /** Something in a person's calendar list changed. */
  void listChanged(String email) {
    listListener.accept(email);
  }

  Ticks ticks() {
    return ticks;
  }

  Collection<StoredCalendar> all() {
    return calendars.values();
  }

  @Nullable StoredCalendar find(String id) {
    return calendars.get(id.toLowerCase(Locale.ROOT));
  }

  /** The id that a caller means: `primary` is an alias. */
  static String resolve(String id, Caller caller) {
    return id.equals("primary") ? caller.email() : id;
  }

  /**
   * The calendar, if the caller may do as much as asked.
   *
   * @throws GoogleError 404 when it is unknown or invisible to the caller, 403 when the caller may
   *     see it but not do that
   */
  StoredCalendar open(String id, Caller caller, Role needed) {
    StoredCalendar calendar = find(resolve(id, caller));
    Role role = calendar == null ? Role.none : role(calendar, caller.email());
    if (calendar == null || role == Role.none) {
      throw GoogleError.notFound();
    }
    if (!role.atLeast(needed)) {
      throw GoogleError.of(
          403,
          "calendar",
          "requiredAccessLevel",
          "You need to have " + needed + " access to this calendar.");
    }
    return calendar;
  }

  static Role role(StoredCalendar calendar, String email) {
    if (calendar.owner.equals(email)) {
      return Role.owner;
    }
    Role best = Role.none;
    for (Rule rule : calendar.rules.values()) {
      if (concerns(rule, email) && rule.role().atLeast(best)) {
        best = rule.role();
      }
    }
    return best;
  }

  private static boolean concerns(Rule rule, String email) {
    return switch (rule.scopeType()) {
      case "user", "group" -> rule.scopeValue().equalsIgnoreCase(email);
      case "domain" -> rule.scopeValue().equalsIgnoreCase(email.substring(email.indexOf('@') + 1));
      default -> true;
    };
  }

  /**
   * A rule came, changed or went: whoever holds a sync token starts over, and the calendar lists of
   * those whom it concerns say something else, or the calendar leaves them.
   */
  void rulesChanged(StoredCalendar calendar, Rule rule) {
    calendar.touch(ticks.next());
    calendar.killSyncTokens();
    save(calendar);
    rulesListener.accept(calendar.id);
    for (String email : entries.readers(calendar.id)) {
      ListEntries.Entry entry = entries.find(email, calendar.id);
      if (entry != null && concerns(rule, email) && !email.equals(calendar.owner)) {
        entries.put(email, calendar.id, entry.own(), role(calendar, email) == Role.none);
        listListener.accept(email);
      }
    }
  }

  /** What a calendar is called or like changed, in every list that it is in. */
  void fieldsChanged(StoredCalendar calendar) {
    save(calendar);
    entries.readers(calendar.id).forEach(listListener);
    if (calendar.primary) {
      settingsListener.accept(calendar.owner);
    }
  }

  /** Kills the sync tokens of one account's calendars, or of all. */
  public void expireSyncTokens(@Nullable String owner) {
    for (StoredCalendar calendar : calendars.values()) {
      if (owner == null || calendar.owner.equals(owner)) {
        calendar.killEveryToken();
        save(calendar);
      }
    }
  }

  /** The owner of a calendar, for whoever is told of its changes. */
  public String owner(String calendarId) {
    StoredCalendar calendar = calendars.get(calendarId);
    return calendar == null ? calendarId : calendar.owner;
  }

  public void clear() {
    calendars.clear();
    entries.clear();
  }
}

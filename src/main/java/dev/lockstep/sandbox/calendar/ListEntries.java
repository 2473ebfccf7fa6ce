package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which calendars a person has in their list, and how they want to see them. */
final class ListEntries {

  /**
   * One line of a person's list.
   *
   * @param own what the person set: colours, reminders, hidden, selected, summaryOverride
   * @param updated in microseconds; the etag and the order of changes
   */
  record Entry(String calendarId, ObjectNode own, boolean deleted, long updated) {

    String etag() {
      return "\"" + updated + "\"";
    }
  }

  private final Journal journal;
  private final Ticks ticks;
  private final Map<String, Map<String, Entry>> lists = new LinkedHashMap<>();

  ListEntries(Journal journal, Ticks ticks) {
    this.journal = journal;
    this.ticks = ticks;
    journal.replay(
        "list_entry",
        (key, json) -> {
          ticks.seen(json.path("updated").asLong());
          of(json.path("email").asText())
              .put(
                  json.path("calendarId").asText(),
                  new Entry(
                      json.path("calendarId").asText(),
                      (ObjectNode) json.get("own"),
                      json.path("deleted").asBoolean(),
                      json.path("updated").asLong()));
        });
  }

  private Map<String, Entry> of(String email) {
    return lists.computeIfAbsent(email, e -> new LinkedHashMap<>());
  }

  @Nullable Entry find(String email, String calendarId) {
    return of(email).get(calendarId);
  }

  List<Entry> all(String email) {
    return new ArrayList<>(of(email).values());
  }

  Entry put(String email, String calendarId, ObjectNode own, boolean deleted) {
    Entry entry = new Entry(calendarId, own, deleted, ticks.next());
    of(email).put(calendarId, entry);
    journal.put(
        "list_entry",
        email + " " + calendarId,
        () -> {
          ObjectNode json = Json.object().put("email", email).put("calendarId", calendarId);
          json.set("own", own);
          return json.put("deleted", deleted).put("updated", entry.updated());
        });
    return entry;
  }

  /** In whose lists a calendar is. */
  List<String> readers(String calendarId) {
    return lists.keySet().stream()
        .filter(email -> find(email, calendarId) instanceof Entry entry && !entry.deleted())
        .toList();
  }

  /** A calendar is gone: from every list. */
  void removed(String calendarId) {
    for (String email : lists.keySet().toArray(new String[0])) {
      Entry entry = find(email, calendarId);
      if (entry != null && !entry.deleted()) {
        put(email, calendarId, entry.own(), true);
      }
    }
  }

  ArrayNode reminders(String email, String calendarId) {
    Entry entry = find(email, calendarId);
    return entry != null && entry.own().get("defaultReminders") instanceof ArrayNode set
        ? set
        : Json.array();
  }

  void clear() {
    lists.clear();
  }
}

package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A calendar with its events and who may see it. */
final class StoredCalendar {

  /** A rule of the access list; its etag is made of when it changed. */
  record Rule(String scopeType, String scopeValue, Role role, long updated) {}

  final String id;
  final String owner;
  final boolean primary;
  final Map<String, Rule> rules = new LinkedHashMap<>();

  private ObjectNode fields;
  private long updated;
  private long fieldsUpdated;
  private int epoch = ThreadLocalRandom.current().nextInt(1, 1_000_000_000);

  private int rulesEpoch;

  private final Map<String, Event> events = new HashMap<>();
  private final NavigableMap<Long, Event> byOrdinal = new TreeMap<>();
  private final NavigableMap<Long, Event> byChange = new TreeMap<>();
  private final Map<String, TreeMap<String, Event>> exceptions = new HashMap<>();
  private final Map<String, List<Event>> former = new HashMap<>();
  private final Map<String, Map<String, Event>> byUid = new HashMap<>();

  /**
   * @param fields summary, timeZone and, where given, description, location, conferenceProperties
   */
  StoredCalendar(String id, String owner, boolean primary, ObjectNode fields, long updated) {
    this.id = id;
    this.owner = owner;
    this.primary = primary;
    this.fields = fields;
    this.updated = updated;
    this.fieldsUpdated = updated;
  }

  ObjectNode fields() {
    return fields;
  }

  void fields(ObjectNode changed, long at) {
    fields = changed;
    updated = at;
    fieldsUpdated = at;
  }

  /** Microseconds of the last change to what the calendar itself is called and like. */
  long fieldsUpdated() {
    return fieldsUpdated;
  }

  String summary() {
    return fields.path("summary").asText();
  }

  ZoneId zone() {
    return ZoneId.of(fields.path("timeZone").asText());
  }

  /** Microseconds of the last change to the calendar or anything in it. */
  long updated() {
    return updated;
  }

  /** Sync tokens of another epoch are dead. */
  int epoch() {
    return epoch;
  }

  /** The same for the tokens of the access list, which a new rule does not end. */
  int rulesEpoch() {
    return rulesEpoch;
  }

  void killEveryToken() {
    epoch++;
    rulesEpoch++;
  }

  void killSyncTokens() {
    epoch++;
  }

  void touch(long at) {
    updated = Math.max(updated, at);
  }

  @Nullable Event event(String eventId) {
    return events.get(eventId);
  }

  /** Every event, tombstones included, in the order in which they came. */
  NavigableMap<Long, Event> byOrdinal() {
    return byOrdinal;
  }

  /** Every event by its last change. */
  NavigableMap<Long, Event> byChange() {
    return byChange;
  }

  Collection<Event> withUid(String uid) {
    return byUid.getOrDefault(uid, Map.of()).values();
  }

  /** The stored exceptions of a series, cancelled ones included, by instance key. */
  Map<String, Event> exceptions(String master) {
    TreeMap<String, Event> known = exceptions.get(master);
    return known == null ? Map.of() : known;
  }

  List<Event> events() {
    return List.copyOf(byOrdinal.values());
  }

  /**
   * What a series was before it changed its times; kept in memory only, so that an expanded sync
   * can tell which instances are no more.
   */
  List<Event> formerly(String master) {
    return former.getOrDefault(master, List.of());
  }

  void put(Event event) {
    Event old = events.put(event.id(), event);
    if (old != null) {
      if (old.recurring()
          && !(old.start().equals(event.start())
              && old.body().path("recurrence").equals(event.body().path("recurrence")))) {
        former.computeIfAbsent(old.id(), m -> new ArrayList<>()).add(old);
      }
      byChange.remove(old.change());
      byOrdinal.remove(old.ordinal());
      byUid.getOrDefault(old.uid(), Map.of()).remove(old.id());
    }
    byOrdinal.put(event.ordinal(), event);
    byChange.put(event.change(), event);
    byUid.computeIfAbsent(event.uid(), u -> new LinkedHashMap<>()).put(event.id(), event);
    if (event.master() != null && event.originalStart() != null) {
      exceptions
          .computeIfAbsent(event.master(), m -> new TreeMap<>())
          .put(event.originalStart().instanceKey(), event);
    }
    touch(event.change());
  }

  void clear() {
    events.clear();
    byOrdinal.clear();
    byChange.clear();
    byUid.clear();
    exceptions.clear();
    former.clear();
  }

  ObjectNode json() {
    ObjectNode json =
        Json.object()
            .put("id", id)
            .put("owner", owner)
            .put("primary", primary)
            .put("updated", updated)
            .put("fieldsUpdated", fieldsUpdated)
            .put("epoch", epoch)
            .put("rulesEpoch", rulesEpoch);
    json.set("fields", fields);
    ObjectNode all = json.putObject("rules");
    rules.forEach(
        (ruleId, rule) ->
            all.set(
                ruleId,
                Json.object()
                    .put("type", rule.scopeType)
                    .put("value", rule.scopeValue)
                    .put("role", rule.role.name())
                    .put("updated", rule.updated)));
    return json;
  }

  static StoredCalendar read(JsonNode json) {
    StoredCalendar calendar =
        new StoredCalendar(
            json.path("id").asText(),
            json.path("owner").asText(),
            json.path("primary").asBoolean(),
            (ObjectNode) json.get("fields"),
            json.path("updated").asLong());
    calendar.fieldsUpdated = json.path("fieldsUpdated").asLong();
    calendar.epoch = json.path("epoch").asInt();
    calendar.rulesEpoch = json.path("rulesEpoch").asInt();
    json.path("rules")
        .properties()
        .forEach(
            rule ->
                calendar.rules.put(
                    rule.getKey(),
                    new Rule(
                        rule.getValue().path("type").asText(),
                        rule.getValue().path("value").asText(),
                        Role.valueOf(rule.getValue().path("role").asText()),
                        rule.getValue().path("updated").asLong())));
    return calendar;
  }
}

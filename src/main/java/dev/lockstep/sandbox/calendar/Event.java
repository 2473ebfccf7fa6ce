package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * One version of an event in one calendar; never changed, only replaced.
 *
 * @param ordinal where it stands among the calendar's events, by when it came
 * @param body the canonical fields as {@link EventBody} makes them; not to be changed
 * @param master the series it is an exception of
 * @param created in microseconds, a whole second
 * @param updated in microseconds; the etag is twice that
 * @param change when it last changed in any way, reminders included; orders incremental lists
 * @param leftover what stays where an event was moved away from: an id and nothing else
 */
record Event(
    String id,
    long ordinal,
    ObjectNode body,
    Moment start,
    Moment end,
    @Nullable String master,
    @Nullable Moment originalStart,
    long created,
    long updated,
    long change,
    int sequence,
    String uid,
    boolean leftover) {

  String etag() {
    return "\"" + 2 * updated + "\"";
  }

  boolean cancelled() {
    return body.path("status").asText().equals("cancelled");
  }

  /**
   * @param now in microseconds
   */
  Event cancelledAt(long now) {
    return new Event(
        id,
        ordinal,
        body.deepCopy().put("status", "cancelled"),
        start,
        end,
        master,
        originalStart,
        created,
        now,
        now,
        hasGuests() ? sequence + 1 : sequence,
        uid,
        leftover);
  }

  boolean recurring() {
    return body.has("recurrence");
  }

  boolean hasGuests() {
    return body.has("attendees");
  }

  boolean createdBy(String email) {
    return body.path("creator").path("email").asText().equals(email);
  }

  String organizer() {
    return body.path("organizer").path("email").asText();
  }

  ObjectNode json(String calendarId) {
    ObjectNode json =
        Json.object().put("calendar", calendarId).put("id", id).put("ordinal", ordinal);
    json.set("body", body);
    json.set("start", start.json());
    json.set("end", end.json());
    if (master != null && originalStart != null) {
      json.put("master", master).set("originalStart", originalStart.json());
    }
    return json.put("created", created)
        .put("updated", updated)
        .put("change", change)
        .put("sequence", sequence)
        .put("uid", uid)
        .put("leftover", leftover);
  }

  static Event read(JsonNode json) {
    return new Event(
        json.path("id").asText(),
        json.path("ordinal").asLong(),
        (ObjectNode) json.get("body"),
        Moment.read(json.path("start"), "start", ZoneOffset.UTC),
        Moment.read(json.path("end"), "end", ZoneOffset.UTC),
        json.has("master") ? json.path("master").asText() : null,
        json.has("originalStart")
            ? Moment.read(json.path("originalStart"), "start", ZoneOffset.UTC)
            : null,
        json.path("created").asLong(),
        json.path("updated").asLong(),
        json.path("change").asLong(),
        json.path("sequence").asInt(),
        json.path("uid").asText(),
        json.path("leftover").asBoolean());
  }
}

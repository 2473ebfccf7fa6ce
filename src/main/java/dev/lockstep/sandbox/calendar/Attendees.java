package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The guest list of an event. */
final class Attendees {

  private static final List<String> FLAGS = List.of("resource", "optional");
  private static final Set<String> RESPONSES =
      Set.of("needsAction", "declined", "tentative", "accepted");

  private Attendees() {}

  static ArrayNode canonical(JsonNode value) {
    ArrayNode guests = Json.array();
    for (JsonNode guest : value) {
      String email = email(guest);
      if (email.isEmpty()) {
        throw GoogleError.required("Missing attendee email.");
      }
      if (!email.matches("[^@\\s]+@[^@\\s]+")) {
        throw GoogleError.invalid("Invalid attendee email.");
      }
      ObjectNode kept = Json.object().put("email", email);
      if (!guest.path("displayName").asText("").isEmpty()) {
        kept.put("displayName", guest.path("displayName").asText());
      }
      for (String flag : FLAGS) {
        if (guest.path(flag).asBoolean()) {
          kept.put(flag, true);
        }
      }
      String response = guest.path("responseStatus").asText("needsAction");
      if (!RESPONSES.contains(response)) {
        throw GoogleError.invalid("Invalid response status: " + response);
      }
      kept.put("responseStatus", response);
      if (!guest.path("comment").asText("").isEmpty()) {
        kept.put("comment", guest.path("comment").asText());
      }
      if (guest.path("additionalGuests").asInt() > 0) {
        kept.put("additionalGuests", guest.path("additionalGuests").asInt());
      }
      guests.add(kept);
    }
    return guests;
  }

  /** All guests, some of them as said anew. */
  static ArrayNode with(JsonNode all, ArrayNode some) {
    Map<String, JsonNode> byEmail = new LinkedHashMap<>();
    all.forEach(guest -> byEmail.put(email(guest), guest));
    some.forEach(guest -> byEmail.put(email(guest), guest));
    return Json.array().addAll(byEmail.values());
  }

  private static String email(JsonNode guest) {
    return guest.path("email").asText("").strip().toLowerCase(Locale.ROOT);
  }

  /** As shown in a calendar: who is the organizer, which of them is this calendar's owner. */
  static ArrayNode show(JsonNode stored, String organizer, String calendarId, int most) {
    ArrayNode shown = Json.array();
    for (JsonNode guest : stored) {
      String email = guest.path("email").asText();
      boolean self = email.equals(calendarId);
      if (shown.size() >= most && !self) {
        continue;
      }
      ObjectNode one = Json.object().put("email", email);
      if (guest.has("displayName")) {
        one.set("displayName", guest.get("displayName"));
      }
      if (email.equals(organizer)) {
        one.put("organizer", true);
      }
      if (self) {
        one.put("self", true);
      }
      guest.properties().stream()
          .filter(f -> !f.getKey().equals("email") && !f.getKey().equals("displayName"))
          .forEach(f -> one.set(f.getKey(), f.getValue()));
      shown.add(one);
    }
    return shown;
  }
}

package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The writable fields of an event in one form: nothing that says what would hold without it, so
 * that two bodies are the same event exactly when they are equal. Start, end and original start are
 * kept beside the body.
 */
final class EventBody {

  /** What a client may write, in the order in which it is shown. */
  static final List<String> WRITABLE =
      List.of(
          "status",
          "summary",
          "description",
          "location",
          "colorId",
          "recurrence",
          "transparency",
          "visibility",
          "attendees",
          "attendeesOmitted",
          "extendedProperties",
          "conferenceData",
          "gadget",
          "anyoneCanAddSelf",
          "guestsCanInviteOthers",
          "guestsCanModify",
          "guestsCanSeeOtherGuests",
          "reminders",
          "source",
          "workingLocationProperties",
          "outOfOfficeProperties",
          "focusTimeProperties",
          "attachments",
          "birthdayProperties",
          "eventType");

  /** What a guest may change on the copy in the guest's own calendar. */
  static final Set<String> PERSONAL =
      Set.of(
          "status",
          "colorId",
          "transparency",
          "visibility",
          "reminders",
          "attendees",
          "extendedProperties");

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "transparency", "opaque",
          "visibility", "default",
          "anyoneCanAddSelf", "false",
          "guestsCanInviteOthers", "true",
          "guestsCanModify", "false",
          "guestsCanSeeOtherGuests", "true",
          "attendeesOmitted", "false");

  private static final Map<String, Set<String>> CHOICES =
      Map.of(
          "status", Set.of("confirmed", "tentative", "cancelled"),
          "transparency", Set.of("opaque", "transparent"),
          "visibility", Set.of("default", "public", "private", "confidential"),
          "eventType", EventTypes.ALL);

  private static final Set<String> LISTS = Set.of("recurrence", "attendees", "attachments");

  private static final Set<String> FLAGS =
      Set.of(
          "attendeesOmitted",
          "anyoneCanAddSelf",
          "guestsCanInviteOthers",
          "guestsCanModify",
          "guestsCanSeeOtherGuests");

  private static final Set<String> FLAG_TEXTS = Set.of("true", "false");

  private static final Set<String> TEXTS =
      Set.of(
          "status",
          "summary",
          "description",
          "location",
          "colorId",
          "transparency",
          "visibility",
          "eventType");

  private EventBody() {}

  /**
   * @param json what a client sent, or a stored body with a patch merged in
   * @throws GoogleError 400 naming what is wrong
   */
  static ObjectNode canonical(ObjectNode json, boolean allDay) {
    ObjectNode body = Json.object();
    for (String name : WRITABLE) {
      JsonNode value = typed(name, json.get(name));
      if (value == null || value.isNull() || value.asText().equals(DEFAULTS.get(name))) {
        continue;
      }
      Set<String> choices = CHOICES.get(name);
      if (choices != null && !choices.contains(value.asText())) {
        throw GoogleError.invalid("Invalid value for: " + value.asText() + " is not a valid value");
      }
      JsonNode kept =
          switch (name) {
            case "attendees" -> Attendees.canonical(value);
            case "extendedProperties" -> ExtendedProperties.canonical(value);
            case "reminders" -> reminders(value);
            case "recurrence" -> recurrence(value);
            case "colorId" -> color(value);
            case "source" -> source(value);
            default -> value;
          };
      if (kept.isTextual() && kept.asText().isEmpty() || kept.isContainerNode() && kept.isEmpty()) {
        continue;
      }
      body.set(name, kept);
    }
    if (!body.has("status")) {
      body.put("status", "confirmed");
    }
    if (!body.has("reminders")) {
      body.set("reminders", Json.object().put("useDefault", !allDay));
    }
    if (!body.has("eventType")) {
      body.put("eventType", "default");
    }
    return body;
  }

  /** A number or a boolean passes for a text, `"true"` for a boolean; nothing else is converted. */
  private static @Nullable JsonNode typed(String name, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return value;
    }
    boolean text = TEXTS.contains(name);
    boolean flag = FLAGS.contains(name);
    boolean fits =
        text
            ? value.isValueNode()
            : flag
                ? value.isBoolean() || FLAG_TEXTS.contains(value.asText())
                : LISTS.contains(name) ? value.isArray() : value.isObject();
    if (!fits) {
      throw GoogleError.invalid("Invalid value for: " + name);
    }
    if (text && !value.isTextual()) {
      return Json.MAPPER.getNodeFactory().textNode(value.asText());
    }
    return flag ? Json.MAPPER.getNodeFactory().booleanNode(value.asBoolean()) : value;
  }

  private static JsonNode reminders(JsonNode value) {
    if (value.has("useDefault") && !FLAG_TEXTS.contains(value.get("useDefault").asText())) {
      throw GoogleError.invalid("Invalid value for: reminders.useDefault");
    }
    if (value.hasNonNull("overrides") && !value.get("overrides").isArray()) {
      throw GoogleError.invalid("Invalid value for: reminders.overrides");
    }
    ObjectNode reminders =
        Json.object().put("useDefault", value.path("useDefault").asBoolean(false));
    JsonNode overrides = value.path("overrides");
    if (overrides.size() > 5) {
      throw GoogleError.invalid("Too many override reminders were specified for the event.");
    }
    ArrayNode kept = Json.array();
    for (JsonNode override : overrides) {
      String method = override.path("method").asText();
      int minutes = override.path("minutes").asInt(-1);
      if (!Set.of("email", "popup", "sms").contains(method) || minutes < 0 || minutes > 40_320) {
        throw GoogleError.invalid("Invalid reminder override: " + override);
      }
      kept.add(Json.object().put("method", method).put("minutes", minutes));
    }
    if (!kept.isEmpty()) {
      if (reminders.path("useDefault").asBoolean()) {
        throw GoogleError.of(
            400,
            "calendar",
            "cannotUseDefaultRemindersAndSpecifyOverride",
            "Cannot specify both default reminders and overrides at the same time.");
      }
      reminders.set("overrides", kept);
    }
    return reminders;
  }

  private static JsonNode recurrence(JsonNode value) {
    ArrayNode lines = Json.array();
    value.forEach(line -> lines.add(line.asText().strip()));
    Recurrence.check(lines);
    return lines;
  }

  private static JsonNode color(JsonNode value) {
    if (!value.asText().matches("[1-9]|1[01]")) {
      throw GoogleError.invalid("Invalid color ID: " + value.asText());
    }
    return Json.MAPPER.getNodeFactory().textNode(value.asText());
  }

  private static JsonNode source(JsonNode value) {
    if (!value.path("url").asText().matches("https?://.*")) {
      throw GoogleError.invalid("Invalid source URL: " + value.path("url").asText());
    }
    return value;
  }

  /**
   * A patch laid over what is there: objects merge, arrays are replaced, null takes a field away.
   */
  static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isNull()) {
                target.remove(field.getKey());
              } else if (value instanceof ObjectNode object
                  && target.get(field.getKey()) instanceof ObjectNode old) {
                ObjectNode merged = old.deepCopy();
                merge(merged, object);
                target.set(field.getKey(), merged);
              } else {
                target.set(field.getKey(), value);
              }
            });
  }
}

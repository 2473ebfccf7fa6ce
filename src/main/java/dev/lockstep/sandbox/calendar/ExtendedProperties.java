package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Hidden properties of an event, its calendar's own and those that all guests share. */
final class ExtendedProperties {

  private static final int LONGEST_KEY = 44;
  private static final int LONGEST_VALUE = 1024;
  private static final int MOST = 300;
  private static final int MOST_BYTES = 32 * 1024;

  private ExtendedProperties() {}

  /** A key that is too long is dropped and a value that is too long is cut, without a word. */
  static ObjectNode canonical(JsonNode value) {
    ObjectNode all = Json.object();
    int count = 0;
    int bytes = 0;
    for (String kind : List.of("private", "shared")) {
      ObjectNode kept = Json.object();
      if (value.hasNonNull(kind) && !value.get(kind).isObject()) {
        throw GoogleError.invalid("Invalid value for: extendedProperties." + kind);
      }
      for (var property : value.path(kind).properties()) {
        if (property.getKey().length() > LONGEST_KEY || property.getValue().isNull()) {
          continue;
        }
        if (property.getValue().isContainerNode()) {
          throw GoogleError.invalid("Invalid value for: extendedProperties." + kind);
        }
        String text = property.getValue().asText();
        String cut = text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) : text;
        kept.put(property.getKey(), cut);
        count++;
        bytes += property.getKey().length() + cut.getBytes(StandardCharsets.UTF_8).length;
      }
      if (!kept.isEmpty()) {
        all.set(kind, kept);
      }
    }
    if (count > MOST || bytes > MOST_BYTES) {
      throw GoogleError.invalid("The extended properties of the event are too large.");
    }
    return all;
  }

  /** Whether `name=value` holds. */
  static boolean matches(Event event, String kind, String constraint) {
    int equals = constraint.indexOf('=');
    if (equals < 0) {
      throw GoogleError.badRequest();
    }
    JsonNode value =
        event.body().path("extendedProperties").path(kind).get(constraint.substring(0, equals));
    return value != null && value.asText().equals(constraint.substring(equals + 1));
  }
}

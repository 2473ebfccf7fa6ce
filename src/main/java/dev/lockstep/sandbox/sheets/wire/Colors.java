package dev.lockstep.sandbox.sheets.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import java.util.List;
import java.util.Map;

/** Colours of eight bits, told as a plain colour and as a style. */
final class Colors {

  private static final List<String> CHANNELS = List.of("red", "green", "blue");

  /** The theme that new spreadsheets have. */
  private static final Map<String, int[]> THEME =
      Map.of(
          "TEXT", new int[] {0, 0, 0},
          "BACKGROUND", new int[] {255, 255, 255},
          "ACCENT1", new int[] {66, 133, 244},
          "ACCENT2", new int[] {234, 67, 53},
          "ACCENT3", new int[] {251, 188, 4},
          "ACCENT4", new int[] {52, 168, 83},
          "ACCENT5", new int[] {255, 109, 1},
          "ACCENT6", new int[] {70, 189, 198},
          "LINK", new int[] {17, 85, 204});

  private Colors() {}

  static void round(ObjectNode color) {
    for (String channel : CHANNELS) {
      JsonNode value = color.get(channel);
      if (value != null) {
        // A half is rounded down: 0.5 is recorded as 127/255.
        put(color, channel, (int) Math.ceil((float) value.asDouble() * 255 - 0.5));
      }
    }
  }

  private static void put(ObjectNode color, String channel, int bits) {
    int shown = Math.max(0, Math.min(255, bits));
    if (shown == 0) {
      color.remove(channel);
    } else {
      color.set(channel, Scalars.single(shown / 255f));
    }
  }

  /** Where a message has a colour in both forms, each is derived from the other. */
  static void pair(String message, ObjectNode given) {
    for (Schema.Field field : Schema.fields(message).values()) {
      if (!field.type().equals("ColorStyle") || !field.single()) {
        continue;
      }
      String plain = field.name().substring(0, field.name().length() - "Style".length());
      if (!field.name().endsWith("Style") || Schema.field(message, plain) == null) {
        continue;
      }
      JsonNode style = given.get(field.name());
      if (style != null) {
        given.set(plain, plain(style));
      } else if (given.has(plain)) {
        ObjectNode derived = Json.object();
        derived.set("rgbColor", given.get(plain));
        given.set(field.name(), derived);
      }
    }
  }

  private static JsonNode plain(JsonNode style) {
    int[] bits = THEME.get(style.path("themeColor").asText());
    if (bits == null) {
      return style.path("rgbColor").isMissingNode() ? Json.object() : style.get("rgbColor");
    }
    ObjectNode color = Json.object();
    for (int i = 0; i < 3; i++) {
      put(color, CHANNELS.get(i), bits[i]);
    }
    return color;
  }
}

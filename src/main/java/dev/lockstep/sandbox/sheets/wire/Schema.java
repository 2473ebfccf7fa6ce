package dev.lockstep.sandbox.sheets.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of messages, read once. */
final class Schema {

  /**
   * @param type a scalar's name, an enum's or a message's
   * @param lists how deep the list is; 0 is a single value
   * @param map whether it is a map by text
   * @param shown whether a default value is shown when it was given
   */
  record Field(String name, String type, int lists, boolean map, boolean shown) {
    boolean single() {
      return lists == 0 && !map;
    }

    Field element() {
      return new Field(name, type, Math.max(0, lists - 1), false, shown);
    }
  }

  private static final Map<String, Map<String, Field>> MESSAGES = new HashMap<>();
  private static final Map<String, List<String>> ENUMS = new HashMap<>();
  private static final Map<String, String> MASKS = new HashMap<>();

  static {
    read();
  }

  private Schema() {}

  static boolean isMessage(String type) {
    return MESSAGES.containsKey(type);
  }

  static boolean isEnum(String type) {
    return ENUMS.containsKey(type);
  }

  static List<String> values(String type) {
    return ENUMS.getOrDefault(type, List.of());
  }

  static Map<String, Field> fields(String message) {
    Map<String, Field> fields = MESSAGES.get(message);
    if (fields == null) {
      throw new IllegalArgumentException("no message " + message);
    }
    return fields;
  }

  static @Nullable Field field(String message, String name) {
    return fields(message).get(name);
  }

  /** Everything that a message may hold, as a field mask. */
  static synchronized String mask(String message) {
    String known = MASKS.get(message);
    if (known != null) {
      return known;
    }
    StringBuilder mask = new StringBuilder();
    for (Field field : fields(message).values()) {
      mask.append(mask.isEmpty() ? "" : ",").append(field.name());
      if (field.type().equals("any") || field.map()) {
        mask.append("(*)");
      } else if (isMessage(field.type()) && !fields(field.type()).isEmpty()) {
        mask.append('(').append(mask(field.type())).append(')');
      }
    }
    MASKS.put(message, mask.toString());
    return mask.toString();
  }

  private static void read() {
    try (InputStream in = Schema.class.getResourceAsStream("/sandbox/sheets/messages.txt")) {
      if (in == null) {
        throw new IllegalStateException("sandbox/sheets/messages.txt is not on the class path");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.replaceAll(",\n +", ", ").replaceAll(":\n +", ": ").split("\n")) {
        if (line.startsWith("enum ")) {
          String[] words = line.split(" ");
          ENUMS.put(words[1], List.of(words).subList(2, words.length));
        } else if (!line.isBlank() && !line.startsWith("#")) {
          message(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void message(String line) {
    int colon = line.indexOf(':');
    Map<String, Field> fields = new LinkedHashMap<>();
    for (String part : line.substring(colon + 1).split(",")) {
      String[] words = part.strip().split(" ");
      if (words.length == 2) {
        fields.put(words[0], field(words[0], words[1], 0));
      }
    }
    MESSAGES.put(line.substring(0, colon), fields);
  }

  private static Field field(String name, String type, int lists) {
    if (type.endsWith("[]")) {
      return field(name, type.substring(0, type.length() - 2), lists + 1);
    }
    boolean map = type.endsWith("{}");
    boolean shown = type.endsWith("!");
    return new Field(name, type.replaceAll("[{}!]", ""), lists, map, shown);
  }
}

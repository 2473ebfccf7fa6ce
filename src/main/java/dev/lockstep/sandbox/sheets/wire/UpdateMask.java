package dev.lockstep.sandbox.sheets.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which fields a request changes: {@code userEnteredFormat(textFormat.bold,numberFormat),note} or
 * {@code *}. A field that is named and not given is reset. A colour and its style are one field.
 */
public final class UpdateMask {

  private final Map<String, UpdateMask> children = new LinkedHashMap<>();

  private UpdateMask() {}

  /**
   * @param message what is changed
   * @throws GoogleError 400 when nothing or something unknown is named; the caller adds which
   *     request it was
   */
  public static UpdateMask parse(String message, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw GoogleError.invalid(
          "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
    }
    UpdateMask root = new UpdateMask();
    Parser parser = new Parser(text);
    parser.list(root);
    if (parser.at < text.length()) {
      throw parser.invalid();
    }
    root.check(message, "");
    return root;
  }

  /** All or something of this field is changed. */
  public boolean selects(String field) {
    return children.containsKey(field) || children.containsKey("*");
  }

  /** What is changed below this field; everything when the field itself is named. */
  public UpdateMask below(String field) {
    UpdateMask child = children.get(field);
    return child == null ? new UpdateMask() : child;
  }

  /** Whether the message as a whole is replaced. */
  public boolean isAll() {
    return children.isEmpty() || children.containsKey("*");
  }

  /** A message with what the mask names taken from another one. Neither is changed. */
  public ObjectNode merge(String message, @Nullable ObjectNode old, @Nullable ObjectNode given) {
    if (isAll()) {
      return given == null ? Json.object() : Messages.tidy(message, given);
    }
    ObjectNode merged = Json.object();
    if (old != null) {
      old.properties().forEach(field -> merged.set(field.getKey(), field.getValue()));
    }
    for (Map.Entry<String, UpdateMask> entry : children.entrySet()) {
      String name = entry.getKey();
      Schema.Field field = Schema.field(message, name);
      if (field == null) {
        continue;
      }
      JsonNode value = given == null ? null : given.get(name);
      if (!entry.getValue().isAll() && Schema.isMessage(field.type()) && field.single()) {
        ObjectNode sub =
            entry
                .getValue()
                .merge(
                    field.type(),
                    merged.get(name) instanceof ObjectNode before ? before : null,
                    value instanceof ObjectNode now ? now : null);
        set(merged, name, sub.isEmpty() ? null : sub);
      } else {
        set(merged, name, value);
        String twin = twin(message, name);
        if (twin != null) {
          set(merged, twin, given == null ? null : given.get(twin));
        }
      }
    }
    return Messages.tidy(message, merged);
  }

  private static void set(ObjectNode node, String name, @Nullable JsonNode value) {
    if (value == null) {
      node.remove(name);
    } else {
      node.set(name, value);
    }
  }

  private static @Nullable String twin(String message, String name) {
    String twin = name.endsWith("Style") ? name.substring(0, name.length() - 5) : name + "Style";
    Schema.Field there = Schema.field(message, twin);
    return there != null && there.type().startsWith("Color") ? twin : null;
  }

  private void check(String message, String path) {
    children.forEach(
        (name, child) -> {
          if (name.equals("*")) {
            return;
          }
          Schema.Field field = Schema.field(message, name);
          if (field == null) {
            throw GoogleError.invalid("Invalid field: " + path + name);
          }
          if (!child.children.isEmpty() && Schema.isMessage(field.type())) {
            child.check(field.type(), path + name + ".");
          }
        });
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    void list(UpdateMask mask) {
      do {
        path(mask);
      } while (take(","));
    }

    private void path(UpdateMask mask) {
      int from = at;
      while (at < text.length() && ",()/.".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String name = camel(text.substring(from, at).strip());
      if (name.isEmpty()) {
        throw invalid();
      }
      boolean whole = mask.children.containsKey(name) && mask.children.get(name).isAll();
      UpdateMask child = mask.children.computeIfAbsent(name, n -> new UpdateMask());
      if (take("./")) {
        path(child);
      } else if (take("(")) {
        list(child);
        if (!take(")")) {
          throw invalid();
        }
      } else {
        whole = true;
      }
      if (whole) {
        child.children.clear();
      }
    }

    private boolean take(String any) {
      if (at < text.length() && any.indexOf(text.charAt(at)) >= 0) {
        at++;
        return true;
      }
      return false;
    }

    GoogleError invalid() {
      return GoogleError.invalid("Invalid field: " + text);
    }

    private static String camel(String name) {
      StringBuilder camel = new StringBuilder();
      for (String part : name.split("_")) {
        camel.append(
            camel.isEmpty() || part.isEmpty()
                ? part
                : Character.toUpperCase(part.charAt(0)) + part.substring(1));
      }
      return camel.toString();
    }
  }
}

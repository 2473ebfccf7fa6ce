package dev.lockstep.sandbox.sheets.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.RpcDetails;
import dev.lockstep.sandbox.sheets.wire.Schema.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what clients send as Google's JSON parser does: every unknown name and every value of
 * another type is told at once. What is read is in Google's order, without defaults, colours
 * rounded to eight bits and told both ways (the plain colour and its style), so that it can be
 * stored and answered as it is.
 */
public final class Messages {

  private record Violation(String field, String text) {}

  private final List<Violation> violations = new ArrayList<>();

  private Messages() {}

  /**
   * @param at what Google calls the body in its errors: {@code data}, {@code spreadsheet}, or
   *     nothing
   * @throws GoogleError 400 naming everything that is wrong
   */
  public static ObjectNode read(String message, JsonNode json, String at) {
    Messages reader = new Messages();
    ObjectNode result = reader.message(message, json, new Path(null, at, -1));
    if (!reader.violations.isEmpty()) {
      throw reader.refusal();
    }
    return result;
  }

  /** What was read before, or made here: ordered, without defaults. */
  public static ObjectNode tidy(String message, ObjectNode json) {
    return read(message, json, "");
  }

  /** Everything that an answer of this kind may hold, as a field mask. */
  public static String mask(String message) {
    return Schema.mask(message);
  }

  /** A query parameter of an enum; nothing when it is not given or unspecified. */
  public static @Nullable String option(String type, String parameter, @Nullable String value) {
    if (value == null || value.isEmpty() || value.endsWith("_UNSPECIFIED")) {
      return null;
    }
    if (!Schema.values(type).contains(value)) {
      throw invalidOption(parameter, type, value);
    }
    return value;
  }

  /** What Google says of a query parameter with a value that its enum does not have. */
  public static GoogleError invalidOption(String parameter, String type, String value) {
    String text = invalid(snake(parameter), typeName(type), "\"" + value + "\"");
    return refusal(List.of(new Violation(snake(parameter), text)));
  }

  /**
   * A whole number in a path.
   *
   * @throws GoogleError 400 when it is none
   */
  public static int number(String parameter, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      String text = invalid(snake(parameter), "TYPE_INT32", "\"" + value + "\"");
      throw refusal(List.of(new Violation(snake(parameter), text)));
    }
  }

  private GoogleError refusal() {
    return refusal(violations);
  }

  private static GoogleError refusal(List<Violation> violations) {
    ArrayNode told = Json.array();
    List<String> texts = new ArrayList<>();
    for (Violation violation : violations) {
      ObjectNode one = Json.object();
      if (!violation.field.isEmpty()) {
        one.put("field", violation.field);
      }
      told.add(one.put("description", violation.text));
      texts.add(violation.text);
    }
    return GoogleError.invalid(String.join("\n", texts)).withDetails(RpcDetails.badRequest(told));
  }

  private ObjectNode message(String name, JsonNode json, Path at) {
    ObjectNode result = Json.object();
    if (!(json instanceof ObjectNode object)) {
      wrong(at, typeName(name), json);
      return result;
    }
    ObjectNode given = Json.object();
    for (var entry : object.properties()) {
      Field field = Schema.field(name, camel(entry.getKey()));
      if (field == null) {
        unknown(entry.getKey(), at);
      } else if (!entry.getValue().isNull()) {
        JsonNode value = value(field, entry.getValue(), at.field(field.name()));
        if (value != null) {
          given.set(field.name(), value);
        }
      }
    }
    if (name.equals("Color")) {
      Colors.round(given);
    } else {
      Colors.pair(name, given);
    }
    for (String field : Schema.fields(name).keySet()) {
      JsonNode value = given.get(field);
      if (value != null) {
        result.set(field, value);
      }
    }
    return result;
  }

  private @Nullable JsonNode value(Field field, JsonNode json, Path at) {
    if (field.lists() > 0) {
      return list(field, json, at);
    }
    if (field.map()) {
      ObjectNode map = Json.object();
      json.properties()
          .forEach(
              entry -> {
                Field element = field.element();
                JsonNode value = value(element, entry.getValue(), at);
                if (value != null) {
                  map.set(entry.getKey(), value);
                }
              });
      return map.isEmpty() ? null : map;
    }
    if (field.type().equals("any")) {
      return json;
    }
    if (Schema.isMessage(field.type())) {
      return message(field.type(), json, at);
    }
    return Schema.isEnum(field.type()) ? choice(field, json, at) : scalar(field, json, at);
  }

  private @Nullable JsonNode list(Field field, JsonNode json, Path at) {
    if (!(json instanceof ArrayNode given)) {
      if (field.lists() > 1 || field.type().equals("any")) {
        wrong(at, "type.googleapis.com/google.protobuf.ListValue", json);
        return null;
      }
      // A single value is taken for a list of one, as Google's parser does.
      JsonNode one = value(field.element(), json, at);
      return one == null ? null : Json.array().add(one);
    }
    if (field.lists() > 1) {
      // Values are read where they are written; here only the rows are looked at.
      for (JsonNode row : given) {
        if (!row.isArray()) {
          wrong(at, "type.googleapis.com/google.protobuf.ListValue", row);
        }
      }
      return given.isEmpty() ? null : given;
    }
    ArrayNode list = Json.array();
    for (int i = 0; i < given.size(); i++) {
      Field element = field.element();
      JsonNode value = given.get(i).isNull() ? null : value(element, given.get(i), at.item(i));
      if (value != null) {
        list.add(value);
      } else if (!given.get(i).isNull() && !Schema.isMessage(field.type())) {
        // A default among others keeps its place.
        list.add(given.get(i));
      } else if (given.get(i).isNull() && Schema.isMessage(field.type())) {
        list.add(Json.object());
      }
    }
    return list.isEmpty() ? null : list;
  }

  private @Nullable JsonNode choice(Field field, JsonNode json, Path at) {
    List<String> values = Schema.values(field.type());
    if (json.isTextual()) {
      if (values.contains(json.asText())) {
        return json;
      }
      if (json.asText().endsWith("_UNSPECIFIED")) {
        return null;
      }
    } else if (json.isIntegralNumber() && json.asInt() >= 0 && json.asInt() <= values.size()) {
      return json.asInt() == 0
          ? null
          : Json.MAPPER.getNodeFactory().textNode(values.get(json.asInt() - 1));
    }
    wrong(at, typeName(field.type()), json);
    return null;
  }

  private @Nullable JsonNode scalar(Field field, JsonNode json, Path at) {
    JsonNode read = Scalars.read(field.type(), json);
    if (read == null) {
      wrong(at, Scalars.typeName(field.type()), json);
      return null;
    }
    return field.shown() || !Scalars.isDefault(read) ? read : null;
  }

  private void unknown(String name, Path path) {
    String at = path.toString();
    violations.add(
        new Violation(
            at,
            "Invalid JSON payload received. Unknown name \""
                + name
                + "\""
                + (at.isEmpty() ? "" : " at '" + at + "'")
                + ": Cannot find field."));
  }

  private void wrong(Path path, String type, JsonNode json) {
    String at = path.toString();
    violations.add(new Violation(at, invalid(at, type, json.toString())));
  }

  private static String invalid(String at, String type, String value) {
    return "Invalid value at '" + at + "' (" + type + "), " + value;
  }

  private static String typeName(String type) {
    return "type.googleapis.com/google.apps.sheets.v4."
        + (type.startsWith("BooleanCondition") && Schema.isEnum(type)
            ? "BooleanCondition.ConditionType"
            : type);
  }

  /**
   * Where a value stands; written out for errors alone, since a batch has 100,000 of them.
   *
   * @param name of a field, or what a body is called
   * @param index in a list; -1 where it is no item of one
   */
  private record Path(@Nullable Path above, String name, int index) {

    Path field(String field) {
      return new Path(this, field, -1);
    }

    Path item(int item) {
      return new Path(this, "", item);
    }

    @Override
    public String toString() {
      if (above == null) {
        return name;
      }
      String before = above.toString();
      if (index >= 0) {
        return before + "[" + index + "]";
      }
      return before.isEmpty() ? snake(name) : before + "." + snake(name);
    }
  }

  private static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static String camel(String name) {
    if (name.indexOf('_') < 0) {
      return name;
    }
    StringBuilder camel = new StringBuilder();
    boolean up = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        up = true;
      } else {
        camel.append(up ? Character.toUpperCase(c) : c);
        up = false;
      }
    }
    return camel.toString();
  }
}

package dev.lockstep.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields as the history keeps them: text, numbers, booleans and null as JSON's own, everything else
 * as an object of one key that names the type ({@code {"instant": "2026-01-01T09:00:00Z"}}). Read
 * back, a decimal without fraction is a whole number; the two are the same value.
 */
final class FieldsJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  private FieldsJson() {}

  static JsonNode write(Fields fields) {
    ObjectNode node = NODES.objectNode();
    fields.values().forEach((name, value) -> node.set(text(name), write(value)));
    return node;
  }

  static Fields read(JsonNode node) {
    Map<String, Value> values = new LinkedHashMap<>();
    node.properties().forEach(entry -> values.put(entry.getKey(), readValue(entry.getValue())));
    return new Fields(values);
  }

  /** PostgreSQL has no place for the character NUL in text. */
  static String text(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  private static JsonNode write(Value value) {
    return switch (value) {
      case Value.Null n -> NODES.nullNode();
      case Value.Text t -> NODES.textNode(text(t.text()));
      case Value.Whole w -> NODES.numberNode(new BigDecimal(w.number()));
      case Value.Decimal d -> NODES.numberNode(d.number());
      case Value.Bool b -> NODES.booleanNode(b.truth());
      case Value.Date d -> typed("date", d.date());
      case Value.Time t -> typed("time", t.time());
      case Value.DateTime t -> typed("dateTime", t.dateTime());
      case Value.Instant i -> typed("instant", i.instant());
      case Value.Json j -> NODES.objectNode().set("json", tree(j.tree()));
    };
  }

  private static JsonNode typed(String type, Object value) {
    return NODES.objectNode().put(type, value.toString());
  }

  private static JsonNode tree(@Nullable Object tree) {
    return switch (tree) {
      case null -> NODES.nullNode();
      case Map<?, ?> map -> {
        ObjectNode node = NODES.objectNode();
        map.forEach((key, value) -> node.set(text(String.valueOf(key)), tree(value)));
        yield node;
      }
      case List<?> list -> {
        var node = NODES.arrayNode();
        list.forEach(item -> node.add(tree(item)));
        yield node;
      }
      case Boolean truth -> NODES.booleanNode(truth);
      case Number number -> NODES.numberNode(new BigDecimal(number.toString()));
      default -> NODES.textNode(text(tree.toString()));
    };
  }

  private static Value readValue(JsonNode node) {
    if (node.isObject()) {
      var only = node.properties().iterator().next();
      JsonNode value = only.getValue();
      return switch (only.getKey()) {
        case "date" -> new Value.Date(LocalDate.parse(value.asText()));
        case "time" -> new Value.Time(LocalTime.parse(value.asText()));
        case "dateTime" -> new Value.DateTime(LocalDateTime.parse(value.asText()));
        case "instant" -> new Value.Instant(Instant.parse(value.asText()));
        case "json" -> new Value.Json(readTree(value));
        default -> throw new IllegalArgumentException("unknown type of value in " + node);
      };
    }
    if (node.isNull()) {
      return Value.NULL;
    }
    if (node.isBoolean()) {
      return new Value.Bool(node.booleanValue());
    }
    if (node.isNumber()) {
      BigDecimal number = node.decimalValue();
      return number.scale() <= 0
          ? new Value.Whole(number.toBigIntegerExact())
          : new Value.Decimal(number);
    }
    return new Value.Text(node.asText());
  }

  private static @Nullable Object readTree(JsonNode node) {
    if (node.isObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      node.properties().forEach(entry -> map.put(entry.getKey(), readTree(entry.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      node.forEach(item -> list.add(readTree(item)));
      return list;
    }
    if (node.isNull()) {
      return null;
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNumber() ? node.decimalValue() : node.asText();
  }

  /** Reads numbers as they stand, `1.10` with its zero. */
  static ObjectMapper mapper() {
    return com.fasterxml.jackson.databind.json.JsonMapper.builder()
        .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .nodeFactory(NODES)
        .build();
  }
}

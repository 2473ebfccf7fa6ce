package dev.lockstep.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text against the trees of {@link dev.lockstep.core.Value.Json}. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /**
   * @throws ConversionException where the text is no JSON
   */
  static @Nullable Object parse(String text) {
    try {
      return numbersAsDecimals(MAPPER.readValue(text, Object.class));
    } catch (JsonProcessingException e) {
      throw new ConversionException("not JSON: " + e.getOriginalMessage());
    }
  }

  static String write(@Nullable Object tree) {
    StringBuilder out = new StringBuilder();
    append(out, tree);
    return out.toString();
  }

  private static @Nullable Object numbersAsDecimals(@Nullable Object tree) {
    return switch (tree) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put((String) key, numbersAsDecimals(value)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new java.util.ArrayList<>();
        list.forEach(item -> copy.add(numbersAsDecimals(item)));
        yield copy;
      }
      case BigInteger whole -> new BigDecimal(whole);
      case null -> null;
      default -> tree;
    };
  }

  private static void append(StringBuilder out, @Nullable Object tree) {
    switch (tree) {
      case null -> out.append("null");
      case Map<?, ?> map -> {
        String comma = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          appendText(out.append(comma), String.valueOf(entry.getKey()));
          append(out.append(':'), entry.getValue());
          comma = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      case List<?> list -> {
        String comma = "[";
        for (Object item : list) {
          append(out.append(comma), item);
          comma = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      case Number number -> out.append(number);
      case Boolean truth -> out.append(truth);
      default -> appendText(out, tree.toString());
    }
  }

  /** Escapes exactly what PostgreSQL's own {@code jsonb} output escapes. */
  static void appendText(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}

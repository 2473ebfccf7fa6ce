package dev.lockstep.mapping;

import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's array literals, {@code {1,NULL,"a b"}}, against lists; any depth. */
final class ArrayText {

  private final String text;
  private final ColumnType element;
  private int at;

  private ArrayText(String text, ColumnType element) {
    this.text = text;
    this.element = element;
  }

  static List<@Nullable Object> parse(String text, ColumnType element) {
    ArrayText reading = new ArrayText(text, element);
    // Bounds other than 1 come first: [0:1]={7,8}. A list has none, so they are dropped.
    reading.at = text.startsWith("[") ? text.indexOf('=') + 1 : 0;
    return reading.list();
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> items = new ArrayList<>();
    at++;
    while (text.charAt(at) != '}') {
      items.add(
          switch (text.charAt(at)) {
            case '{' -> list();
            case '"' -> item(quoted());
            default -> bare();
          });
      if (text.charAt(at) == ',') {
        at++;
      }
    }
    at++;
    return items;
  }

  private String quoted() {
    StringBuilder item = new StringBuilder();
    at++;
    while (text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      item.append(text.charAt(at++));
    }
    at++;
    return item.toString();
  }

  private @Nullable Object bare() {
    int from = at;
    while (text.charAt(at) != ',' && text.charAt(at) != '}') {
      at++;
    }
    String item = text.substring(from, at);
    return item.equals("NULL") ? null : item(item);
  }

  private @Nullable Object item(String item) {
    return leaf(element.read(item));
  }

  /** The same list with every leaf as the element type shows it. */
  static List<@Nullable Object> coerce(List<?> list, ColumnType element) {
    List<@Nullable Object> items = new ArrayList<>();
    for (Object item : list) {
      items.add(
          item instanceof List<?> inner && element.kind() != ColumnType.Kind.JSON
              ? coerce(inner, element)
              : leaf(element.coerce(value(item))));
    }
    return items;
  }

  static String write(List<?> list, ColumnType element) {
    StringBuilder out = new StringBuilder("{");
    for (Object item : list) {
      out.append(out.length() == 1 ? "" : ",");
      if (item instanceof List<?> inner && element.kind() != ColumnType.Kind.JSON) {
        out.append(write(inner, element));
      } else {
        String written = element.write(value(item));
        out.append(written == null ? "NULL" : quote(written));
      }
    }
    return out.append('}').toString();
  }

  private static String quote(String item) {
    return '"' + item.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Value value(@Nullable Object item) {
    return switch (item) {
      case null -> Value.NULL;
      case String text -> new Value.Text(text);
      case Boolean truth -> Value.bool(truth);
      case BigDecimal number -> new Value.Decimal(number);
      case Number number -> Value.decimal(number.toString());
      default -> new Value.Json(item);
    };
  }

  private static @Nullable Object leaf(Value value) {
    return switch (value) {
      case Value.Null n -> null;
      case Value.Bool b -> b.truth();
      case Value.Whole w -> new BigDecimal(w.number());
      case Value.Decimal d -> d.number();
      case Value.Json j -> j.tree();
      case Value.Text t -> t.text();
      case Value.Date d -> Rendering.of(d);
      case Value.Time t -> Rendering.of(t);
      case Value.DateTime t -> Rendering.of(t);
      case Value.Instant i -> Rendering.of(i);
    };
  }
}

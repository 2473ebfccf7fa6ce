package dev.lockstep.mapping;

import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one text of a value of any type: what stands in a text field for a number or a day. */
public final class Rendering {

  private static final int SHOWN = 60;

  private Rendering() {}

  /** Numbers without exponent and trailing zeros, times as ISO 8601, JSON compact; '' for null. */
  public static String of(Value value) {
    return switch (value) {
      case Value.Null n -> "";
      case Value.Text t -> t.text();
      case Value.Whole w -> w.number().toString();
      case Value.Decimal d -> plain(d.number());
      case Value.Bool b -> Boolean.toString(b.truth());
      case Value.Date d -> d.date().toString();
      case Value.Time t -> t.time().toString();
      case Value.DateTime t -> t.dateTime().toString();
      case Value.Instant i -> i.instant().toString();
      case Value.Json j -> Json.write(j.tree());
    };
  }

  /** The text of each value by name; null for null. */
  public static Map<String, @Nullable String> of(Map<String, Value> values) {
    Map<String, @Nullable String> texts = new LinkedHashMap<>();
    values.forEach((name, value) -> texts.put(name, value.isNull() ? null : of(value)));
    return texts;
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return Math.abs((long) stripped.scale()) > 1000
        ? stripped.toString()
        : stripped.toPlainString();
  }

  /** For messages: quoted, and cut where it is long. */
  static String quoted(Value value) {
    String text = of(value);
    return text.length() <= SHOWN ? "'" + text + "'" : "'" + text.substring(0, SHOWN) + "…'";
  }
}

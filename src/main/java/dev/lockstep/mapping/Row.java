package dev.lockstep.mapping;

import dev.lockstep.core.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row as it was read.
 *
 * @param key the record's key ({@link KeyText})
 * @param columns values by column name, in the table's order
 */
public record Row(String key, Map<String, Value> columns) {

  public Row {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  public Value get(String column) {
    return columns.getOrDefault(column, Value.NULL);
  }

  /**
   * The row as expressions and enrich routes see it: Strings, BigIntegers, BigDecimals, Booleans,
   * java.time values, Maps and Lists, null; a new map that the caller may change.
   */
  public Map<String, @Nullable Object> objects() {
    Map<String, @Nullable Object> objects = new LinkedHashMap<>();
    columns.forEach((name, value) -> objects.put(name, object(value)));
    return objects;
  }

  private static @Nullable Object object(Value value) {
    return switch (value) {
      case Value.Null n -> null;
      case Value.Text t -> t.text();
      case Value.Whole w -> w.number();
      case Value.Decimal d -> d.number();
      case Value.Bool b -> b.truth();
      case Value.Date d -> d.date();
      case Value.Time t -> t.time();
      case Value.DateTime t -> t.dateTime();
      case Value.Instant i -> i.instant();
      case Value.Json j -> j.tree();
    };
  }
}

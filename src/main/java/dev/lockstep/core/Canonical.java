package dev.lockstep.core;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one form of a value that comparison uses (PROTOCOL 3.1). */
final class Canonical {

  private Canonical() {}

  static Value of(Value value) {
    return switch (value) {
      case Value.Null n -> n;
      case Value.Text t -> t;
      case Value.Whole w -> number(new BigDecimal(w.number()));
      case Value.Decimal d -> number(d.number());
      case Value.Bool b -> b;
      case Value.Date d -> d;
      case Value.Time t -> new Value.Time(t.time().truncatedTo(ChronoUnit.MICROS));
      case Value.DateTime t -> new Value.DateTime(t.dateTime().truncatedTo(ChronoUnit.MICROS));
      case Value.Instant i -> new Value.Instant(i.instant().truncatedTo(ChronoUnit.MICROS));
      case Value.Json j -> new Value.Json(tree(j.tree()));
    };
  }

  private static Value number(BigDecimal number) {
    return new Value.Decimal(plain(number));
  }

  private static BigDecimal plain(BigDecimal number) {
    return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
  }

  private static @Nullable Object tree(@Nullable Object tree) {
    return switch (tree) {
      case null -> null;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), tree(value)));
        yield sorted;
      }
      case List<?> list -> {
        List<@Nullable Object> items = new ArrayList<>();
        list.forEach(item -> items.add(tree(item)));
        yield items;
      }
      case BigDecimal number -> plain(number);
      case Number number -> plain(new BigDecimal(number.toString()));
      default -> tree;
    };
  }
}

package dev.lockstep.mapping;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A record's key as one text: a single key column's text rendering itself; several columns as the
 * JSON array of their renderings, spelled as PostgreSQL prints {@code jsonb_build_array(a::text,
 * b::text)::text}, for that is what the trigger writes: {@code ["a", "1"]}.
 */
public final class KeyText {

  private KeyText() {}

  /** The key of these column texts, in the key's order. */
  public static String of(List<String> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a key has at least one column");
    }
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    StringBuilder key = new StringBuilder("[");
    for (String part : parts) {
      key.append(key.length() == 1 ? "" : ", ");
      Json.appendText(key, part);
    }
    return key.append(']').toString();
  }

  /**
   * A key as a person may spell it, as it is spelled here: of several columns any JSON array of so
   * many texts or numbers. What is none is left as it is.
   *
   * @param n how many columns the key has
   */
  public static String spelled(String given, int n) {
    if (n == 1 || !given.strip().startsWith("[")) {
      return given;
    }
    try {
      List<String> parts = new ArrayList<>();
      if (Json.parse(given) instanceof List<?> list) {
        for (Object part : list) {
          if (part instanceof String text) {
            parts.add(text);
          } else if (part instanceof BigDecimal number) {
            parts.add(number.toPlainString());
          } else {
            return given;
          }
        }
      }
      return parts.size() == n ? of(parts) : given;
    } catch (ConversionException e) {
      return given;
    }
  }

  /**
   * The column texts of a key of {@code n} columns.
   *
   * @throws ConversionException where it is not the key of so many columns
   */
  public static List<String> parse(String key, int n) {
    if (n == 1) {
      return List.of(key);
    }
    List<String> parts = new ArrayList<>();
    if (key.startsWith("[") && Json.parse(key) instanceof List<?> list) {
      for (Object part : list) {
        if (part instanceof String text) {
          parts.add(text);
        }
      }
    }
    if (parts.size() != n || !of(parts).equals(key)) {
      throw new ConversionException("'%s' is not a key of %d columns".formatted(key, n));
    }
    return List.copyOf(parts);
  }
}

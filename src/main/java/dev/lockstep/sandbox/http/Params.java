package dev.lockstep.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a query string or a form, decoded. */
public final class Params {

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Params() {}

  public static Params parse(@Nullable String query) {
    Params params = new Params();
    params.addAll(query);
    return params;
  }

  private void addAll(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return;
    }
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (!name.isEmpty()) {
        values.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
      }
    }
  }

  /** These and those of another query string. */
  public Params with(String query) {
    Params sum = new Params();
    values.forEach((name, list) -> sum.values.put(name, new ArrayList<>(list)));
    sum.addAll(query);
    return sum;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw GoogleError.badRequest();
    }
  }

  public Set<String> names() {
    return values.keySet();
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public @Nullable String get(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.getLast();
  }

  public String get(String name, String otherwise) {
    String value = get(name);
    return value == null ? otherwise : value;
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** `true` or `false`; anything else is 400 invalidParameter. */
  public boolean flag(String name, boolean otherwise) {
    String value = get(name);
    if (value == null) {
      return otherwise;
    }
    return switch (value) {
      case "true", "TRUE", "True", "1" -> true;
      case "false", "FALSE", "False", "0" -> false;
      default ->
          throw GoogleError.invalidParameter(name, "Invalid boolean value: '" + value + "'.");
    };
  }

  /** A whole number of at least 1, cut to `max`. */
  public int limit(String name, int otherwise, int max) {
    String value = get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number < 1) {
        throw GoogleError.invalidParameter(
            name,
            "Invalid value '" + value + "'. Values must be within the range: [1, " + max + "]");
      }
      return Math.min(number, max);
    } catch (NumberFormatException e) {
      throw GoogleError.invalidParameter(name, "Invalid integer value: '" + value + "'.");
    }
  }
}

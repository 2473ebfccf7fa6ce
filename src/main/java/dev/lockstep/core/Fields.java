package dev.lockstep.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Values by field name, in the order of the definition; immutable. A name that is missing was not
 * read or is not carried; a name with {@link Value#NULL} is known to be blank.
 */
public record Fields(Map<String, Value> values) {

  public static final Fields EMPTY = new Fields(Map.of());

  public Fields {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  public static Fields of(Object... namesAndValues) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], (Value) namesAndValues[i + 1]);
    }
    return new Fields(values);
  }

  /** The value, {@link Value#NULL} where the name is missing. */
  public Value get(String name) {
    return values.getOrDefault(name, Value.NULL);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Set<String> names() {
    return values.keySet();
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public Fields with(String name, Value value) {
    Map<String, Value> copy = new LinkedHashMap<>(values);
    copy.put(name, value);
    return new Fields(copy);
  }

  /** These values with all of {@code over} laid on top. */
  public Fields with(Fields over) {
    Map<String, Value> copy = new LinkedHashMap<>(values);
    copy.putAll(over.values);
    return new Fields(copy);
  }

  public Fields only(Predicate<String> wanted) {
    Map<String, Value> copy = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (wanted.test(name)) {
            copy.put(name, value);
          }
        });
    return new Fields(copy);
  }

  public Fields without(Set<String> names) {
    return only(name -> !names.contains(name));
  }
}

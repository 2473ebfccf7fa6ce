package dev.lockstep.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One typed value of a field or column. Two values are the same for the merge when {@link
 * #canonical()} is equal: 1.10 = 1.1 = an integer of the same size, JSON objects whatever the order
 * of their keys. {@link Null} is the absent value, distinct from the empty {@link Text}.
 */
public sealed interface Value {

  /** No value: SQL NULL, a blank cell, a missing JSON key. */
  record Null() implements Value {}

  /** Text, possibly empty. */
  record Text(String text) implements Value {}

  /** A whole number of any size. */
  record Whole(BigInteger number) implements Value {}

  /** A decimal number; its scale is kept but does not count in comparison. */
  record Decimal(BigDecimal number) implements Value {}

  /** true or false. */
  record Bool(boolean truth) implements Value {}

  /** A calendar day without time or zone. */
  record Date(LocalDate date) implements Value {}

  /** A time of day without date or zone. */
  record Time(LocalTime time) implements Value {}

  /** Date and time as a clock on the wall shows them, without zone. */
  record DateTime(LocalDateTime dateTime) implements Value {}

  /** A point on the time line; zones are a matter of rendering. */
  record Instant(java.time.Instant instant) implements Value {}

  /**
   * A JSON value as a tree of {@code Map<String, Object>}, {@code List<Object>}, String,
   * BigDecimal, Boolean and null.
   */
  record Json(@Nullable Object tree) implements Value {}

  Value NULL = new Null();

  static Value text(@Nullable String text) {
    return text == null ? NULL : new Text(text);
  }

  static Value whole(long number) {
    return new Whole(BigInteger.valueOf(number));
  }

  static Value decimal(String number) {
    return new Decimal(new BigDecimal(number));
  }

  static Value bool(boolean truth) {
    return new Bool(truth);
  }

  static Value instant(java.time.@Nullable Instant instant) {
    return instant == null ? NULL : new Instant(instant);
  }

  static Value json(Map<String, ?> tree) {
    return new Json(tree);
  }

  static Value json(List<?> tree) {
    return new Json(tree);
  }

  default boolean isNull() {
    return this instanceof Null;
  }

  /** The value in the one form that comparison uses. */
  default Value canonical() {
    return Canonical.of(this);
  }

  /** Whether both mean the same, whatever their type's rendering. */
  default boolean same(Value other) {
    return canonical().equals(other.canonical());
  }
}

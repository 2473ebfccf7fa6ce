package dev.lockstep.core;

import java.util.List;
import java.util.function.BiPredicate;

/** Fields that are merged as one. */
record Unit(String name, List<String> fields, Direction direction, ConflictPolicy conflict) {

  /** These fields of the values; what the values do not carry stays missing. */
  Fields of(Fields values) {
    return values.only(fields::contains);
  }

  boolean isKnownIn(Fields values) {
    return fields.stream().anyMatch(values::has);
  }

  boolean isBlankIn(Fields values) {
    return fields.stream().allMatch(field -> values.get(field).isNull());
  }

  /** Whether both carry the same; a field that either does not carry says nothing. */
  boolean isSame(Fields one, Fields other) {
    return each(one, other, Value::same);
  }

  private boolean each(Fields one, Fields other, BiPredicate<Value, Value> same) {
    return fields.stream()
        .filter(field -> one.has(field) && other.has(field))
        .allMatch(field -> same.test(one.get(field), other.get(field)));
  }
}

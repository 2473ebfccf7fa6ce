package dev.lockstep.queue;

import java.util.Locale;

/** What an item would do to the record on the other side, as far as the brake counts it. */
public enum Effect {
  DELETE,
  BLANK,
  CHANGE;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Effect of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}

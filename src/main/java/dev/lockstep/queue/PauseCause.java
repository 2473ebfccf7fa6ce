package dev.lockstep.queue;

import java.util.Locale;

/** What keeps a direction from running. Each is set and lifted by itself. */
public enum PauseCause {
  /** A person said so. */
  BY_HAND("by hand"),
  /** Its definition is gone or invalid; it reconciles when that returns. */
  STOPPED("stopped"),
  /** Its account is disconnected or disabled; it reconciles when that returns. */
  DISCONNECTED("disconnected"),
  /** Google shows writes that this database has not issued: it was rewound, or has a double. */
  REWOUND("rewound");

  private final String words;

  PauseCause(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static PauseCause of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}

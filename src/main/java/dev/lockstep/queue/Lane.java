package dev.lockstep.queue;

import java.util.Locale;

/** Who goes first: live edits before first loads, reconciles and bulk statements. */
public enum Lane {
  LIVE,
  BACKFILL;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Lane of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}

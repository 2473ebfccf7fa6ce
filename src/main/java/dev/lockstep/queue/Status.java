package dev.lockstep.queue;

import java.util.Locale;

/** Where an item stands. Done items are deleted. */
public enum Status {
  /** Waits for its time and its partition's turn. */
  PENDING,
  /** A worker has it. */
  PROCESSING,
  /** A dead letter: given up, tried again slowly or when a person says so. */
  FAILED,
  /** The brake holds it until a person approves or discards. */
  HELD,
  /** A dead letter that a person gave up: it waits for the record to change. */
  SKIPPED;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Status of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}

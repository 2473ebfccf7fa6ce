package dev.lockstep.history;

import java.time.Duration;

final class HistorySettingsFactory {

  private HistorySettingsFactory() {}

  /** A burst is over as soon as nothing more comes. */
  static HistorySettings impatient() {
    return new HistorySettings(
        Duration.ofDays(30), Duration.ofDays(3), Duration.ZERO, Duration.ZERO);
  }
}

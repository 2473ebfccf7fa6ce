package dev.lockstep.target.calendar;

import dev.lockstep.core.PartitionKey;

/**
 * Whether the calendar itself has answered in this pass: only then does a missing event mean that
 * the event is gone, and not that the calendar is no longer ours to see (PROTOCOL 9).
 */
final class CalendarAnswers {

  private final CalendarCalls calls;
  private final PartitionKey partition;
  private volatile boolean hasAnswered;

  CalendarAnswers(CalendarCalls calls, PartitionKey partition) {
    this.calls = calls;
    this.partition = partition;
  }

  void answered() {
    hasAnswered = true;
  }

  /**
   * Asks the calendar if it has not answered yet; throws a {@link CalendarSilent} if it does not.
   */
  void require() throws CalendarSilent {
    if (!hasAnswered) {
      probe();
    }
  }

  /** Asks the calendar in any case. */
  void probe() throws CalendarSilent {
    try {
      calls.list(partition, null, null, 1);
      hasAnswered = true;
    } catch (Exception e) {
      throw new CalendarSilent(e);
    }
  }

  /** The calendar does not answer; the cause says how. */
  static final class CalendarSilent extends Exception {
    private static final long serialVersionUID = 1L;

    CalendarSilent(Exception cause) {
      super(cause);
    }
  }
}

package dev.lockstep.engine.schedule;

import dev.lockstep.definition.SyncDefinition;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.quartz.SimpleTrigger;

/**
 * The `quartz:` endpoint of a definition's schedule.
 *
 * <p>Quartz fires up to two milliseconds early, and Camel drops a tick that comes before the start
 * of its trigger. So no trigger that comes round after a time has its first tick at its start: that
 * lies so many rounds ago that it counts as missed, and the first tick is the next in turn.
 */
final class Quartz {

  private static final Duration DEFAULT = Duration.ofMinutes(5);

  /** More than what Quartz forgives a tick that is late: what lies longer ago was missed. */
  private static final Duration MISSED = Duration.ofMinutes(2);

  /** What was missed is left out, and the next one comes when it would have: Quartz's constant. */
  private static final int NEXT_IN_TURN =
      SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NEXT_WITH_REMAINING_COUNT;

  /** Until then a route that is being added is sure to run. */
  private static final Duration AT_ONCE = Duration.ofMillis(500);

  private Quartz() {}

  /** As the schedule says, a schedule without times of day for the first time at once. */
  static String uri(String group, SyncDefinition definition) {
    return uri(group, definition, AT_ONCE);
  }

  /** As the schedule says, not before it has come round once: somebody else does the first. */
  static String laterUri(String group, SyncDefinition definition) {
    return uri(group, definition, every(definition));
  }

  private static Duration every(SyncDefinition definition) {
    return definition.timing().every() == null ? DEFAULT : definition.timing().every();
  }

  private static String uri(String group, SyncDefinition definition, Duration first) {
    String name = "quartz:" + group + "/" + definition.name();
    String cron = definition.timing().cron();
    if (cron != null) {
      return name + "?cron=" + URLEncoder.encode(cron, StandardCharsets.UTF_8);
    }
    long every = every(definition).toMillis();
    long rounds = MISSED.plus(first).toMillis() / every + 1;
    return name
        + "?trigger.repeatCount=-1&trigger.repeatInterval="
        + every
        + "&triggerStartDelay="
        + (first.toMillis() - rounds * every)
        + "&trigger.misfireInstruction="
        + NEXT_IN_TURN
        + "&stateful=true";
  }
}

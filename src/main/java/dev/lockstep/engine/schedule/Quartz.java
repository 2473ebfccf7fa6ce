package dev.lockstep.engine.schedule;

import dev.lockstep.definition.SyncDefinition;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The `quartz:` endpoint of a definition's schedule. */
final class Quartz {

  private static final Duration DEFAULT = Duration.ofMinutes(5);

  private Quartz() {}

  /** As the schedule says, a schedule without times of day for the first time at once. */
  static String uri(String group, SyncDefinition definition) {
    return uri(group, definition, Duration.ZERO);
  }

  /** As the schedule says, not before it has come round once: somebody else does the first. */
  static String laterUri(String group, SyncDefinition definition) {
    return uri(group, definition, every(definition));
  }

  private static Duration every(SyncDefinition definition) {
    return definition.timing().every() == null ? DEFAULT : definition.timing().every();
  }

  private static String uri(String group, SyncDefinition definition, Duration delay) {
    String name = "quartz:" + group + "/" + definition.name();
    String cron = definition.timing().cron();
    if (cron != null) {
      return name + "?cron=" + URLEncoder.encode(cron, StandardCharsets.UTF_8);
    }
    return name
        + "?trigger.repeatCount=-1&trigger.repeatInterval="
        + every(definition).toMillis()
        + (delay.isZero() ? "" : "&triggerStartDelay=" + delay.toMillis())
        + "&stateful=true";
  }
}

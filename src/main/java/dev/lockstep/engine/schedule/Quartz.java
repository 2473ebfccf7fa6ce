package dev.lockstep.engine.schedule;

import dev.lockstep.definition.SyncDefinition;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The `quartz:` endpoint of a definition's schedule. */
final class Quartz {

  private static final Duration DEFAULT = Duration.ofMinutes(5);

  private Quartz() {}

  static String uri(String group, SyncDefinition definition) {
    String name = "quartz:" + group + "/" + definition.name();
    String cron = definition.timing().cron();
    if (cron != null) {
      return name + "?cron=" + URLEncoder.encode(cron, StandardCharsets.UTF_8);
    }
    Duration every = definition.timing().every() == null ? DEFAULT : definition.timing().every();
    return name
        + "?trigger.repeatCount=-1&trigger.repeatInterval="
        + every.toMillis()
        + "&stateful=true";
  }
}

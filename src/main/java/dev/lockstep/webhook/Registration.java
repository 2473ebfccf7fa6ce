package dev.lockstep.webhook;

import dev.lockstep.core.PartitionKey;
import java.time.Duration;

/**
 * A channel whose row is committed and which Google is asked for.
 *
 * @param startedAt nanoseconds of this process
 */
record Registration(ChannelStep.Open step, String id, Secret secret, long startedAt) {

  private static final String TYPE = "web_hook";

  PartitionKey partition() {
    return step.partition();
  }

  Watched watched() {
    return step.watched();
  }

  /** What Google Calendar is asked for; it gives a week. */
  com.google.api.services.calendar.model.Channel onCalendar(String address) {
    return new com.google.api.services.calendar.model.Channel()
        .setId(id)
        .setType(TYPE)
        .setAddress(address)
        .setToken(secret.text());
  }

  /** What Google Drive is asked for; without an end it would be an hour. */
  com.google.api.services.drive.model.Channel onFile(String address, Duration life) {
    return new com.google.api.services.drive.model.Channel()
        .setId(id)
        .setType(TYPE)
        .setAddress(address)
        .setToken(secret.text())
        .setExpiration(step.plannedAt().plus(life).toEpochMilli());
  }
}

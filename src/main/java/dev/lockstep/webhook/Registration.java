package dev.lockstep.webhook;

import com.google.api.services.calendar.model.Channel;
import dev.lockstep.core.PartitionKey;

/**
 * A channel whose row is committed and which Google is asked for.
 *
 * @param startedAt nanoseconds of this process
 */
record Registration(ChannelStep.Open step, String id, Secret secret, long startedAt) {

  PartitionKey partition() {
    return step.partition();
  }

  /** What Google is asked for. */
  Channel request(String address) {
    return new Channel().setId(id).setType("web_hook").setAddress(address).setToken(secret.text());
  }
}

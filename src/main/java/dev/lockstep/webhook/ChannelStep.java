package dev.lockstep.webhook;

import dev.lockstep.core.PartitionKey;
import java.time.Instant;

/** One thing to be done about channels. */
sealed interface ChannelStep {

  /** What the channel tells of. */
  Watched watched();

  default PartitionKey partition() {
    return watched().partition();
  }

  /** The route that does it. */
  default String route() {
    return switch (this) {
      case Open open -> "direct:channel-open";
      case Stop stop -> "direct:channel-stop";
      case Close close -> "direct:channel-close";
    };
  }

  /**
   * Open a new channel.
   *
   * @param attempt 1 for the first try since the last channel that worked
   * @param plannedAt the database's time of the plan
   * @param afterGap whether changes can have gone by unannounced, so that a pull is due
   */
  record Open(Watched watched, int attempt, Instant plannedAt, boolean afterGap)
      implements ChannelStep {}

  /** Tell Google to stop a channel. */
  record Stop(Channel channel, String resourceId) implements ChannelStep {
    @Override
    public Watched watched() {
      return channel.watched();
    }
  }

  /** Note that a channel is over without asking Google: it has expired, or cannot be named. */
  record Close(Channel channel, Channel.State as, String reason) implements ChannelStep {
    @Override
    public Watched watched() {
      return channel.watched();
    }
  }
}

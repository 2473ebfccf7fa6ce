package dev.lockstep.webhook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of push notification channels.
 *
 * @param renewBefore how long before its end a channel is renewed; never more than a quarter of its
 *     life
 * @param fileLife how long a channel on a spreadsheet is to live; Google gives an hour unless asked
 *     and a day at most
 * @param attempts how many tries to open one before polling takes over
 * @param retryAfter pause after the first failed try; doubles with each
 * @param retryLost how often a lost channel is tried again once polling has taken over
 * @param stuckAfter how long a registration may stay unanswered before it counts as crashed
 * @param keepStopped how long a stopped channel is remembered, so that late notifications are known
 */
@ConfigurationProperties("lockstep.channels")
record ChannelSettings(
    @DefaultValue("1d") Duration renewBefore,
    @DefaultValue("1d") Duration fileLife,
    @DefaultValue("3") int attempts,
    @DefaultValue("10s") Duration retryAfter,
    @DefaultValue("1h") Duration retryLost,
    @DefaultValue("5m") Duration stuckAfter,
    @DefaultValue("2d") Duration keepStopped) {

  ChannelSettings {
    if (attempts < 1) {
      throw new IllegalArgumentException("lockstep.channels.attempts is " + attempts + ", not 1+");
    }
  }
}

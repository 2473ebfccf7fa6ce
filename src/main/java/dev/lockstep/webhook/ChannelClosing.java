package dev.lockstep.webhook;

import dev.lockstep.core.Failure;
import dev.lockstep.google.Failures;
import dev.lockstep.webhook.Channel.State;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops channels at Google, or notes that they ended by themselves. */
public class ChannelClosing {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelClosing.class);

  private final ChannelTable table;
  private final KnownChannels known;
  private final MeterRegistry metrics;

  ChannelClosing(ChannelTable table, KnownChannels known, MeterRegistry metrics) {
    this.table = table;
    this.known = known;
    this.metrics = metrics;
  }

  /** What Google Calendar is told; a step of route `channel-stop-calendar`. */
  public Object describeCalendar(@Body Object due) {
    ChannelStep.Stop step = (ChannelStep.Stop) due;
    return new com.google.api.services.calendar.model.Channel()
        .setId(step.channel().id())
        .setResourceId(step.resourceId());
  }

  /** What Google Drive is told; a step of route `channel-stop-file`. */
  public Object describeFile(@Body Object due) {
    ChannelStep.Stop step = (ChannelStep.Stop) due;
    return new com.google.api.services.drive.model.Channel()
        .setId(step.channel().id())
        .setResourceId(step.resourceId());
  }

  public void stopped(@ExchangeProperty("step") Object due) {
    end((ChannelStep.Stop) due, "stopped");
  }

  public void failed(@ExchangeException Exception thrown, @ExchangeProperty("step") Object due) {
    ChannelStep.Stop step = (ChannelStep.Stop) due;
    Failure failure = Failures.of(thrown);
    switch (failure.kind()) {
      // Google does not know it (any more)
      case GONE -> end(step, "unknown to Google");
      // nobody but its maker may stop it, and that identity is out of reach
      case AUTH, PERMANENT -> end(step, failure.message());
      case TRANSIENT, QUOTA, STALE -> {
        table.notStopped(step.channel().id(), step.resourceId(), failure.message());
        known.forget(step.channel().id());
        count("stop-failed");
        LOG.info("channel={} not stopped: {}", step.channel().id(), failure.message());
      }
    }
  }

  /** Notes an end that Google needs not be told of. */
  public void close(@Body Object due) {
    ChannelStep.Close step = (ChannelStep.Close) due;
    table.enter(step.channel().id(), step.as(), step.reason());
    known.forget(step.channel().id());
    count(step.as() == State.FAILED ? "orphaned" : "expired");
  }

  private void end(ChannelStep.Stop step, String reason) {
    table.enter(step.channel().id(), State.STOPPED, reason);
    known.forget(step.channel().id());
    count("stopped");
  }

  private void count(String outcome) {
    metrics.counter("lockstep.channel.renewals", "outcome", outcome).increment();
  }
}

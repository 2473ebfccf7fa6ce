package dev.lockstep.webhook;

import dev.lockstep.logs.DatabaseFailure;
import dev.lockstep.webhook.Verdict.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Acts on what a notification turned out to be, and counts it. */
class Notifications {

  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

  private final PullRequests pulls;
  private final PullStore store;
  private final Alarm alarm;
  private final OnceAMinute unstored;
  private final MeterRegistry metrics;

  Notifications(
      PullRequests pulls,
      PullStore store,
      Alarm alarm,
      OnceAMinute unstored,
      MeterRegistry metrics) {
    this.pulls = pulls;
    this.store = store;
    this.alarm = alarm;
    this.unstored = unstored;
    this.metrics = metrics;
  }

  /** A step of the webhooks' routes: tells an operator what failed; a storm of them is one line. */
  public void notStored(
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable failure,
      @ExchangeProperty("source") @Nullable String source) {
    unstored
        .happened()
        .ifPresent(
            before ->
                DatabaseFailure.warn(
                    LOG,
                    "webhook source=%s not stored, Google is asked to send it again%s"
                        .formatted(
                            source, before == 0 ? "" : ", nor were %d before".formatted(before)),
                    failure));
  }

  /**
   * A step of the webhooks' routes.
   *
   * @param source which way it came in: calendar, drive or sheet
   */
  public void act(@Body Verdict verdict, @ExchangeProperty("source") String source) {
    switch (verdict) {
      case Verdict.Changed change -> {
        count(source, "changed");
        pulls.request(change);
      }
      case Verdict.Handshake handshake -> count(source, "handshake");
      case Verdict.Told told -> {
        if (store.askOnce(told)) {
          count(source, "changed");
        } else {
          ignore(source, Reason.REPLAYED);
        }
      }
      case Verdict.Ignored nothing -> ignore(source, nothing.reason());
    }
  }

  private void ignore(String source, Reason reason) {
    count(source, reason.name().toLowerCase(Locale.ROOT));
    if (reason.isSuspicious()) {
      alarm.count();
    }
  }

  private void count(String source, String verdict) {
    metrics
        .counter("lockstep.webhook.notifications", "source", source, "verdict", verdict)
        .increment();
  }
}

package dev.lockstep.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Body;

/** Acts on what a notification turned out to be, and counts it. */
class Notifications {

  private final PullRequests pulls;
  private final Alarm alarm;
  private final Counter changed;
  private final Counter handshakes;
  private final Map<Verdict.Reason, Counter> ignored = new EnumMap<>(Verdict.Reason.class);

  Notifications(PullRequests pulls, Alarm alarm, MeterRegistry metrics) {
    this.pulls = pulls;
    this.alarm = alarm;
    this.changed = counter(metrics, "changed");
    this.handshakes = counter(metrics, "handshake");
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      ignored.put(reason, counter(metrics, reason.name().toLowerCase(Locale.ROOT)));
    }
  }

  public void act(@Body Verdict verdict) {
    switch (verdict) {
      case Verdict.Changed change -> {
        changed.increment();
        pulls.request(change);
      }
      case Verdict.Handshake handshake -> handshakes.increment();
      case Verdict.Ignored nothing -> {
        ignored.get(nothing.reason()).increment();
        if (nothing.reason().isSuspicious()) {
          alarm.count();
        }
      }
    }
  }

  private static Counter counter(MeterRegistry metrics, String verdict) {
    return Counter.builder("lockstep.webhook.notifications")
        .tag("verdict", verdict)
        .register(metrics);
  }
}

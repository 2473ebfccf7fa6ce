package dev.lockstep.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Down while anything needs a person. It stands in neither probe: a restart mends none of it, and
 * the rest goes on working.
 */
@Component("attentionHealthIndicator")
class AttentionHealthIndicator implements HealthIndicator {

  private final ObjectProvider<HealthFacts> facts;

  AttentionHealthIndicator(ObjectProvider<HealthFacts> facts) {
    this.facts = facts;
  }

  @Override
  public Health health() {
    Map<String, Object> open = new LinkedHashMap<>();
    facts
        .orderedStream()
        .flatMap(source -> source.open().stream())
        .forEach(fact -> open.merge(fact.subject(), fact.message(), (a, b) -> a + "; " + b));
    return open.isEmpty() ? Health.up().build() : Health.down().withDetails(open).build();
  }
}

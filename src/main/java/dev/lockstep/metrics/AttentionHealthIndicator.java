package dev.lockstep.metrics;

import java.util.LinkedHashMap;
import java.util.List;
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
    Map<String, Object> told = new LinkedHashMap<>();
    facts.orderedStream().forEach(source -> tell(source.open(), told));
    boolean isWell = told.isEmpty();
    facts.orderedStream().forEach(source -> tell(source.wanted(), told));
    return (isWell ? Health.up() : Health.down()).withDetails(told).build();
  }

  private static void tell(List<HealthFacts.Fact> facts, Map<String, Object> told) {
    facts.forEach(fact -> told.merge(fact.subject(), fact.message(), (a, b) -> a + "; " + b));
  }
}

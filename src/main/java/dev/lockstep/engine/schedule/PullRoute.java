package dev.lockstep.engine.schedule;

import dev.lockstep.definition.SyncDefinition;
import org.apache.camel.builder.RouteBuilder;

/** Asks for a pull of every partition of a sync, on its schedule: the floor under push. */
final class PullRoute extends RouteBuilder {

  private final SyncDefinition definition;
  private final ScheduledPulls pulls;

  PullRoute(SyncDefinition definition, ScheduledPulls pulls) {
    this.definition = definition;
    this.pulls = pulls;
  }

  @Override
  public void configure() {
    // Its start has asked for the first pull.
    from(Quartz.laterUri("pull", definition))
        .routeId("scheduled-pull-" + definition.name())
        .routeDescription("Asks for a pull of every partition of " + definition.name())
        .setBody(constant(definition.name()))
        .bean(pulls, "ask")
        .id("ask-pulls-" + definition.name());
  }
}

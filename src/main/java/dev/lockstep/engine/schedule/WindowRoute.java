package dev.lockstep.engine.schedule;

import dev.lockstep.definition.SyncDefinition;
import org.apache.camel.builder.RouteBuilder;

/** Queues rows that the definition's window has reached, on its schedule: nobody changes those. */
final class WindowRoute extends RouteBuilder {

  private final SyncDefinition definition;
  private final WindowLooks looks;

  WindowRoute(SyncDefinition definition, WindowLooks looks) {
    this.definition = definition;
    this.looks = looks;
  }

  @Override
  public void configure() {
    from(Quartz.uri("window", definition))
        .routeId("window-" + definition.name())
        .routeDescription(
            "Queues rows of %s whose start has come into the window"
                .formatted(definition.source().table()))
        .setBody(constant(definition.name()))
        .bean(looks, "look")
        .id("look-at-window-" + definition.name());
  }
}

package dev.lockstep.engine.schedule;

import dev.lockstep.definition.SyncDefinition;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;

/**
 * Looks at a polled source on its schedule; what is not as it was seen last goes into the capture
 * log, row by row as the answer streams in.
 */
final class PollRoute extends RouteBuilder {

  private final SyncDefinition definition;
  private final PollSteps polls;

  PollRoute(SyncDefinition definition, PollSteps polls) {
    this.definition = definition;
    this.polls = polls;
  }

  @Override
  public void configure() {
    String name = definition.name();
    from(Quartz.uri("poll", definition))
        .routeId("poll-" + name)
        .routeDescription("Looks for changed rows of " + definition.source().table())
        .setBody(constant(name))
        .bean(polls, "begin")
        .id("begin-poll-" + name)
        .to(
            "jdbc:dataSource?useHeadersAsParameters=true&outputType=StreamList&resetAutoCommit=false")
        .id("look-" + name)
        .split(body(), AggregationStrategies.useOriginal())
        .streaming()
        .stopOnException()
        .bean(polls, "saw")
        .id("note-row-" + name)
        .end()
        .bean(polls, "finish")
        .id("finish-poll-" + name);
  }
}

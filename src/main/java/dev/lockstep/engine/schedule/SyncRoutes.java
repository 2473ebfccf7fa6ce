package dev.lockstep.engine.schedule;

import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.engine.sync.RunningSync;
import java.util.Collection;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.springframework.stereotype.Component;

/** Adds the routes that each running sync brings with it. */
@Component
public class SyncRoutes {

  private final CamelContext camel;
  private final ScheduledPulls pulls;
  private final PollSteps polls;

  SyncRoutes(CamelContext camel, ScheduledPulls pulls, PollSteps polls) {
    this.camel = camel;
    this.pulls = pulls;
    this.polls = polls;
  }

  /** Adds them in place of older ones of the same syncs. */
  public void add(Collection<RunningSync> syncs) {
    for (RunningSync sync : syncs) {
      add(new PullRoute(sync.definition(), pulls));
      if (sync.definition().source().capture() == SyncDefinition.Capture.POLL) {
        add(new PollRoute(sync.definition(), polls));
      }
    }
  }

  private void add(RoutesBuilder route) {
    try {
      camel.addRoutes(route);
    } catch (Exception e) {
      throw new IllegalStateException("a route of a sync does not start: " + e.getMessage(), e);
    }
  }
}

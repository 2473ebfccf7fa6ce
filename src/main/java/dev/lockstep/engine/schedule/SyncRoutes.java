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
  private final WindowLooks windows;

  SyncRoutes(CamelContext camel, ScheduledPulls pulls, PollSteps polls, WindowLooks windows) {
    this.camel = camel;
    this.pulls = pulls;
    this.polls = polls;
    this.windows = windows;
  }

  /** Adds them in place of older ones of the same syncs. */
  public void add(Collection<RunningSync> syncs) {
    for (RunningSync sync : syncs) {
      add(new PullRoute(sync.definition(), pulls));
      if (sync.definition().source().capture() == SyncDefinition.Capture.POLL) {
        add(new PollRoute(sync.definition(), polls));
      }
      if (sync.definition().timing().future() != null) {
        windows.begin(sync.name());
        add(new WindowRoute(sync.definition(), windows));
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

package dev.lockstep.target.calendar;

import dev.lockstep.definition.SheetTemplate;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.google.GoogleClients;
import dev.lockstep.google.GoogleSettings;
import dev.lockstep.google.RateLimits;
import dev.lockstep.mapping.TableShape;
import dev.lockstep.target.Target;
import dev.lockstep.target.TargetKind;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives each calendar sync its target; syncs that share a calendar share its traffic. */
@Component
class CalendarTargets implements TargetKind {

  private final ProducerTemplate routes;
  private final GoogleClients clients;
  private final RateLimits limits;
  private final int pageSize;
  private final CalendarTraffic traffic;

  CalendarTargets(
      ProducerTemplate routes, GoogleClients clients, RateLimits limits, GoogleSettings settings) {
    this.routes = routes;
    this.clients = clients;
    this.limits = limits;
    this.pageSize = settings.listPageSize();
    this.traffic = new CalendarTraffic(limits, System::nanoTime);
  }

  @Override
  public @Nullable Target of(
      SyncDefinition definition, TableShape table, SheetTemplate template, String instance) {
    return definition.target() instanceof SyncDefinition.CalendarTarget calendar
        ? new CalendarTarget(
            new CalendarCalls(routes, clients, calendar.sendUpdates().parameter()),
            new EventFields(calendar.timeZone()),
            traffic,
            limits,
            instance,
            pageSize)
        : null;
  }
}

package dev.lockstep.target.calendar;

import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.google.GoogleClients;
import dev.lockstep.google.GoogleSettings;
import dev.lockstep.google.RateLimits;
import dev.lockstep.target.Target;
import dev.lockstep.target.Targets;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/** Gives each calendar sync its target; syncs that share a calendar share its traffic. */
@Component
class CalendarTargets implements Targets {

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
  public Target of(SyncDefinition definition, String instance) {
    return switch (definition.target()) {
      case SyncDefinition.CalendarTarget calendar ->
          new CalendarTarget(
              new CalendarCalls(routes, clients, calendar.sendUpdates().parameter()),
              new EventFields(calendar.timeZone()),
              traffic,
              limits,
              instance,
              pageSize);
      case SyncDefinition.SheetTarget sheet ->
          throw new IllegalArgumentException(
              "sync '%s': this version keeps calendars only, not the sheet '%s'"
                  .formatted(definition.name(), sheet.tab()));
      case SyncDefinition.FeedTarget feed ->
          throw new IllegalArgumentException(
              "sync '%s': this version keeps calendars only, not the feed '%s'"
                  .formatted(definition.name(), feed.feed()));
    };
  }
}

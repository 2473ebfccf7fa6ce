package dev.lockstep.google.camel;

import com.google.api.services.calendar.Calendar;
import dev.lockstep.google.GoogleClients;
import org.apache.camel.component.google.calendar.stream.GoogleCalendarStreamComponent;
import org.apache.camel.component.google.calendar.stream.GoogleCalendarStreamConfiguration;
import org.apache.camel.spi.annotations.Component;

/** `google-calendar-stream:` for many accounts: it has a client of its own to be kept apart. */
@Component("google-calendar-stream")
public class AccountCalendarStreamComponent extends GoogleCalendarStreamComponent {

  private final GoogleClients clients;

  public AccountCalendarStreamComponent(GoogleClients clients) {
    this.clients = clients;
  }

  @Override
  public Calendar getClient(GoogleCalendarStreamConfiguration config) {
    return clients.calendar(
        Owner.require(
            Owner.of(config.getUser(), config.getApplicationName()), "google-calendar-stream"));
  }
}

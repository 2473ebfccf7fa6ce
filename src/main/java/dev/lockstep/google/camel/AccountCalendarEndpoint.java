package dev.lockstep.google.camel;

import com.google.api.services.calendar.Calendar;
import java.util.Map;
import org.apache.camel.Producer;
import org.apache.camel.component.google.calendar.GoogleCalendarConfiguration;
import org.apache.camel.component.google.calendar.GoogleCalendarEndpoint;
import org.apache.camel.component.google.calendar.internal.GoogleCalendarApiName;
import org.apache.camel.support.component.ApiMethod;

/**
 * One endpoint for all accounts: the header `CamelGoogleCalendar.user` names the account of a call,
 * the option `user` that of an endpoint without the header.
 */
final class AccountCalendarEndpoint extends GoogleCalendarEndpoint {

  private final AccountCalendarComponent component;

  AccountCalendarEndpoint(
      String uri,
      AccountCalendarComponent component,
      GoogleCalendarApiName apiName,
      String methodName,
      GoogleCalendarConfiguration configuration) {
    super(uri, component, apiName, methodName, configuration);
    this.component = component;
  }

  /** The client is chosen call by call, so none is opened with the endpoint. */
  @Override
  protected void afterConfigureProperties() {}

  @Override
  public Producer createProducer() {
    return new AccountCalendarProducer(this);
  }

  @Override
  public Object getApiProxy(ApiMethod method, Map<String, Object> arguments) {
    Calendar client = component.client(Owner.of(arguments));
    return switch (getApiName()) {
      case LIST -> client.calendarList();
      case ACL -> client.acl();
      case CALENDARS -> client.calendars();
      case CHANNELS -> client.channels();
      case COLORS -> client.colors();
      case EVENTS -> client.events();
      case FREEBUSY -> client.freebusy();
      case SETTINGS -> client.settings();
    };
  }
}

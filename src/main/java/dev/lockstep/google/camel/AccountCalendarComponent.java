package dev.lockstep.google.camel;

import com.google.api.services.calendar.Calendar;
import dev.lockstep.google.GoogleClients;
import org.apache.camel.Endpoint;
import org.apache.camel.component.google.calendar.GoogleCalendarComponent;
import org.apache.camel.component.google.calendar.GoogleCalendarConfiguration;
import org.apache.camel.component.google.calendar.internal.GoogleCalendarApiName;
import org.apache.camel.component.google.calendar.internal.GoogleCalendarConstants;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.spi.annotations.Component;
import org.jspecify.annotations.Nullable;

/**
 * `google-calendar:` for many accounts. Camel's own keeps one client for the whole component, so
 * the first account's would serve them all; here each account has its own.
 */
@Component("google-calendar")
public class AccountCalendarComponent extends GoogleCalendarComponent {

  /** Camel makes each call on a pool of its own; its default of ten threads would be our limit. */
  private static final int THREADS = 64;

  private final GoogleClients clients;

  public AccountCalendarComponent(GoogleClients clients) {
    this.clients = clients;
  }

  @Override
  public Calendar getClient(GoogleCalendarConfiguration config) {
    return client(Owner.of(config.getUser(), config.getApplicationName()));
  }

  Calendar client(@Nullable String owner) {
    return clients.calendar(Owner.require(owner, "google-calendar"));
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    var executors = getCamelContext().getExecutorServiceManager();
    if (executors.getThreadPoolProfile(GoogleCalendarConstants.THREAD_PROFILE_NAME) == null) {
      ThreadPoolProfile profile =
          new ThreadPoolProfile(GoogleCalendarConstants.THREAD_PROFILE_NAME);
      profile.setPoolSize(THREADS);
      profile.setMaxPoolSize(THREADS);
      executors.registerThreadPoolProfile(profile);
    }
  }

  @Override
  protected Endpoint createEndpoint(
      String uri,
      String methodName,
      GoogleCalendarApiName apiName,
      GoogleCalendarConfiguration endpointConfiguration) {
    endpointConfiguration.setApiName(apiName);
    endpointConfiguration.setMethodName(methodName);
    return new AccountCalendarEndpoint(uri, this, apiName, methodName, endpointConfiguration);
  }
}

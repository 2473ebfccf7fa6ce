package dev.lockstep.google.camel;

import dev.lockstep.google.Lane;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.google.calendar.GoogleCalendarProducer;
import org.apache.camel.support.component.ApiMethod;

/** Makes the call in the lane that the message names, since Camel changes threads on the way. */
final class AccountCalendarProducer extends GoogleCalendarProducer {

  private static final String LANE = "lane";

  AccountCalendarProducer(AccountCalendarEndpoint endpoint) {
    super(endpoint);
  }

  @Override
  protected Object doInvokeMethod(ApiMethod method, Map<String, Object> properties) {
    Map<String, Object> arguments = new HashMap<>(properties);
    Lane lane = arguments.remove(LANE) instanceof Lane said ? said : Lane.LIVE;
    try {
      return lane.call(() -> super.doInvokeMethod(method, arguments));
    } catch (Exception e) {
      throw RuntimeCamelException.wrapRuntimeCamelException(e);
    }
  }
}

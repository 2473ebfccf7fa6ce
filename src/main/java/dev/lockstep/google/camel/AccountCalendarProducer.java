package dev.lockstep.google.camel;

import dev.lockstep.google.Lane;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.google.calendar.GoogleCalendarProducer;
import org.apache.camel.support.component.ApiMethod;

/**
 * Makes the call in the lane that the message names and in the trace under way, since Camel changes
 * threads on the way.
 */
final class AccountCalendarProducer extends GoogleCalendarProducer {

  private static final String LANE = "lane";
  private static final String TRACE = "lockstepTrace";

  AccountCalendarProducer(AccountCalendarEndpoint endpoint) {
    super(endpoint);
  }

  /** Still on the caller's thread. */
  @Override
  public void interceptProperties(Map<String, Object> properties) {
    properties.put(TRACE, Context.current());
  }

  @Override
  protected Object doInvokeMethod(ApiMethod method, Map<String, Object> properties) {
    Map<String, Object> arguments = new HashMap<>(properties);
    Lane lane = arguments.remove(LANE) instanceof Lane said ? said : Lane.LIVE;
    Context trace = arguments.remove(TRACE) instanceof Context said ? said : Context.root();
    try (Scope scope = trace.makeCurrent()) {
      return lane.call(() -> super.doInvokeMethod(method, arguments));
    } catch (Exception e) {
      throw RuntimeCamelException.wrapRuntimeCamelException(e);
    }
  }
}

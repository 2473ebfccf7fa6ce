package dev.lockstep.history;

import dev.lockstep.testing.WiringOf;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;

/** The wiring of route `housekeeping`. */
@WiringOf("housekeeping")
class HousekeepingRouteTest {

  private static final String[] STEPS = {
    "make-history-days",
    "drop-history-days",
    "forget-told-notices",
    "forget-old-channels",
    "repair-capture",
    "forget-old-effects"
  };

  @Test
  void eachStepIsDoneOnceAtStart() throws Exception {
    try (CamelContext camel = new DefaultCamelContext()) {
      camel.setAutoStartup(false);
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(
              PluginHelper.getResourceLoader(camel)
                  .resolveResource("file:routes/housekeeping.camel.yaml"));
      AdviceWith.adviceWith(
          camel,
          "housekeeping",
          route -> {
            for (String step : STEPS) {
              route.weaveById(step).replace().to("mock:" + step);
            }
          });
      camel.start();
      camel.getRouteController().startAllRoutes();
      for (String step : STEPS) {
        MockEndpoint mock = camel.getEndpoint("mock:" + step, MockEndpoint.class);
        mock.expectedMessageCount(1);
        mock.assertIsSatisfied(20_000);
      }
    }
  }
}

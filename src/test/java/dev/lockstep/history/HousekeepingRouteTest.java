package dev.lockstep.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.WiringOf;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
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
    "forget-old-signatures",
    "forget-expired-tokens",
    "forget-gone-syncs",
    "repair-capture",
    "forget-old-effects"
  };

  @Test
  void eachStepIsDoneOnce() throws Exception {
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
            route.replaceFromWith("direct:now");
            for (String step : STEPS) {
              route.weaveById(step).replace().to("mock:" + step);
            }
          });
      camel.start();
      camel.getRouteController().startAllRoutes();
      camel.createProducerTemplate().sendBody("direct:now", "");
      for (String step : STEPS) {
        MockEndpoint mock = camel.getEndpoint("mock:" + step, MockEndpoint.class);
        mock.expectedMessageCount(1);
        mock.assertIsSatisfied();
      }
    }
  }

  @Test
  void aStepThatFailsKeepsNoOtherFromItsWork_54() throws Exception {
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
            route.replaceFromWith("direct:now");
            for (String step : STEPS) {
              route.weaveById(step).replace().to("mock:" + step);
            }
          });
      camel.start();
      camel.getRouteController().startAllRoutes();
      for (String step : STEPS) {
        MockEndpoint mock = camel.getEndpoint("mock:" + step, MockEndpoint.class);
        mock.whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException(step + " failed");
            });
        mock.expectedMessageCount(1);
      }
      camel.createProducerTemplate().sendBody("direct:now", "");
      MockEndpoint.assertIsSatisfied(camel);
    }
  }

  @Test
  void itRunsAtStartAndThenHourly() throws Exception {
    try (CamelContext camel = new DefaultCamelContext()) {
      camel.setAutoStartup(false);
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(
              PluginHelper.getResourceLoader(camel)
                  .resolveResource("file:routes/housekeeping.camel.yaml"));
      String from =
          ((ModelCamelContext) camel).getRouteDefinition("housekeeping").getInput().getUri();
      assertThat(from)
          .startsWith("quartz:housekeeping/hourly")
          .contains("trigger.repeatInterval=3600000", "trigger.repeatCount=-1");
    }
  }
}

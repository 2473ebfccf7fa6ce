package dev.lockstep.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.WiringOf;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The wiring of routes of a step or two, and of the example that enriches rows by `jdbc:`. */
@CamelSpringBootTest
@SpringBootTest(
    classes = SmallRoutesTest.App.class,
    webEnvironment = WebEnvironment.NONE,
    properties =
        "camel.main.routes-include-pattern=file:routes/metrics.camel.yaml,"
            + "file:routes/notifications.camel.yaml,file:routes/webhooks.camel.yaml,"
            + "file:routes/looks.camel.yaml,file:routes/tables.camel.yaml,"
            + "file:routes/demo/trainer-name.camel.yaml")
@UseAdviceWith
@WiringOf({
  "queue-gauges",
  "record-gauges",
  "tell-notice",
  "put-off-pulls",
  "sheet-looks",
  "table-looks",
  "demo-trainer-name",
  "demo-trainers"
})
class SmallRoutesTest {

  private static final Map<String, String> SCHEDULED =
      Map.of(
          "queue-gauges", "read-queue",
          "record-gauges", "read-records",
          "put-off-pulls", "ask-put-off-pulls",
          "sheet-looks", "ask-looks",
          "table-looks", "follow-tables",
          "notices", "take-due-notices");

  @Autowired CamelContext camel;
  @Autowired ProducerTemplate template;
  @Autowired JdbcClient jdbc;

  @BeforeEach
  void stepsAreReplaced() throws Exception {
    if (!camel.isStarted()) {
      for (var route : SCHEDULED.entrySet()) {
        replace(route.getKey(), route.getValue(), "direct:" + route.getKey() + "-now");
      }
      replace("tell-notice", "log-notice", "direct:tell-notice");
      leaveOut("notices", "each-notice");
      replace("webhook-calendar", "judge-notification", "direct:webhook-calendar");
      leaveOut("webhook-calendar", "request-pull");
      replace("webhook-drive", "judge-drive-notification", "direct:webhook-drive");
      leaveOut("webhook-drive", "request-pull-of-drive");
      replace("webhook-sheet", "judge-sheet-post", "direct:webhook-sheet");
      leaveOut("webhook-sheet", "request-pull-of-sheet");
      camel.start();
      jdbc.sql("CREATE TABLE trainers (id bigint, name text)").update();
      jdbc.sql("INSERT INTO trainers VALUES (1, 'Anna'), (2, 'Ben')").update();
    }
    MockEndpoint.resetMocks(camel);
  }

  private void replace(String route, String step, String from) throws Exception {
    AdviceWith.adviceWith(
        camel,
        route,
        advice -> {
          advice.replaceFromWith(from);
          advice.weaveById(step).replace().to("mock:" + step);
        });
  }

  /** A step whose beans are not here; its route is tested elsewhere. */
  private void leaveOut(String route, String step) throws Exception {
    AdviceWith.adviceWith(camel, route, advice -> advice.weaveById(step).remove());
  }

  @ParameterizedTest
  @CsvSource({
    "direct:queue-gauges-now, read-queue",
    "direct:record-gauges-now, read-records",
    "direct:put-off-pulls-now, ask-put-off-pulls",
    "direct:sheet-looks-now, ask-looks",
    "direct:table-looks-now, follow-tables",
    "direct:tell-notice, log-notice"
  })
  void theRouteDoesItsOneThing(String from, String step) throws Exception {
    MockEndpoint mock = camel.getEndpoint("mock:" + step, MockEndpoint.class);
    mock.expectedMessageCount(1);
    template.sendBody(from, "");
    mock.assertIsSatisfied();
  }

  @Test
  void aNoticeThatIsNotToldIsTheCallersFailure() {
    MockEndpoint tell = camel.getEndpoint("mock:log-notice", MockEndpoint.class);
    tell.whenAnyExchangeReceived(
        exchange -> {
          throw new IllegalStateException("mail is down");
        });
    Exchange told = template.send("direct:tell-notice", exchange -> {});
    assertThat(told.getException()).hasMessage("mail is down");
    assertThat(tell.getReceivedExchanges()).hasSize(1);
  }

  @Test
  void theTrainersNamesComeFromTheDatabaseToEachRowOfABatch() {
    List<?> enriched =
        template.requestBody(
            "direct:trainer-name",
            List.of(
                Map.of("id", 7, "trainer_id", 2),
                Map.of("id", 8, "trainer_id", 1),
                Map.of("id", 9, "trainer_id", 3)),
            List.class);
    assertThat(enriched)
        .isEqualTo(
            List.of(
                Map.of("id", 7, "trainer_id", 2, "trainer", "Ben"),
                Map.of("id", 8, "trainer_id", 1, "trainer", "Anna"),
                Map.of("id", 9, "trainer_id", 3, "trainer", "")));
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(org.apache.camel.spring.boot.CamelAutoConfiguration.class)
  @ComponentScan(
      basePackages = "dev.lockstep.demo",
      useDefaultFilters = false,
      includeFilters =
          @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.TrainerNames"))
  static class App {
    @Bean
    DataSource dataSource() {
      return TestDatabase.empty().dataSource();
    }

    /** Whom the webhooks' routes tell what failed. */
    @Bean
    Listener notifications() {
      return new Listener();
    }

    @Bean
    JdbcClient jdbc(DataSource dataSource) {
      return JdbcClient.create(dataSource);
    }
  }

  static final class Listener {
    public void notStored() {}
  }
}

package dev.lockstep.google.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.EventDateTime;
import dev.lockstep.google.TestGoogle;
import dev.lockstep.testing.TestSandbox;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Properties;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class CalendarNewsExampleTest {

  @Test
  void theExampleTellsWhatIsNewInThatAccountsCalendarOnly() throws Exception {
    try (TestSandbox sandbox = TestSandbox.start();
        TestGoogle google = new TestGoogle(sandbox)) {
      Properties properties = new Properties();
      properties.put("calendar.news.account", "anna");
      properties.put("calendar.news.delay", "100");
      google.camel().getPropertiesComponent().setOverrideProperties(properties);
      google.withRoutes("docs/examples/calendar-news.camel.yaml");
      AdviceWith.adviceWith(
          google.camel(),
          "calendar-news",
          route -> route.weaveById("log-news").replace().to("mock:news"));
      MockEndpoint news = google.camel().getEndpoint("mock:news", MockEndpoint.class);
      await()
          .until(
              () ->
                  sandbox.requests(0).findValuesAsText("path").stream()
                      .anyMatch(p -> p.contains("/events")));

      insert(google, "ben", "Not hers");
      insert(google, "anna", "Visit");

      await()
          .untilAsserted(
              () ->
                  assertThat(news.getReceivedExchanges())
                      .extracting(exchange -> exchange.getMessage().getBody(String.class))
                      .containsExactly("confirmed: Visit"));
      assertThat(List.copyOf(sandbox.requests(0).findValuesAsText("account")))
          .contains("anna@example.com");
    }
  }

  private static void insert(TestGoogle google, String owner, String summary) throws Exception {
    Instant start = Instant.now().plus(1, ChronoUnit.DAYS);
    google
        .clients()
        .calendar(owner)
        .events()
        .insert(
            "primary",
            new Event()
                .setSummary(summary)
                .setStart(new EventDateTime().setDateTime(new DateTime(start.toEpochMilli())))
                .setEnd(
                    new EventDateTime()
                        .setDateTime(new DateTime(start.plusSeconds(3600).toEpochMilli()))))
        .execute();
  }
}

package dev.lockstep.google.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.testing.http.MockHttpTransport;
import com.google.api.services.calendar.model.Channel;
import dev.lockstep.google.AccountUnavailable;
import dev.lockstep.google.Credentials;
import dev.lockstep.google.Failures;
import dev.lockstep.google.GoogleClients;
import dev.lockstep.google.GoogleSettings;
import dev.lockstep.google.RateLimits;
import dev.lockstep.testing.WiringOf;
import java.net.ConnectException;
import java.util.List;
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
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;

/** The wiring of {@code routes/google/calendar.camel.yaml}. */
@CamelSpringBootTest
@SpringBootTest(
    classes = CalendarRoutesTest.App.class,
    webEnvironment = WebEnvironment.NONE,
    properties = "camel.main.routes-include-pattern=file:routes/google/calendar.camel.yaml")
@UseAdviceWith
@DirtiesContext
@WiringOf({"calendar-list", "calendar-get", "calendar-watch", "calendar-stop"})
class CalendarRoutesTest {

  @Autowired CamelContext camel;
  @Autowired ProducerTemplate template;

  @BeforeEach
  void replaceGoogle() throws Exception {
    if (!camel.isStarted()) {
      replace("calendar-list", "list-events");
      replace("calendar-get", "get-event");
      replace("calendar-watch", "watch-events");
      replace("calendar-stop", "stop-channel");
      camel.start();
    }
    MockEndpoint.resetMocks(camel);
  }

  @ParameterizedTest
  @CsvSource({
    "calendar-list, list-events",
    "calendar-get, get-event",
    "calendar-watch, watch-events",
    "calendar-stop, stop-channel"
  })
  void eachRouteMakesItsOneCallAsTheNamedAccount(String route, String step) throws Exception {
    MockEndpoint google = camel.getEndpoint("mock:" + step, MockEndpoint.class);
    google.expectedMessageCount(1);
    google.expectedHeaderReceived("CamelGoogleCalendar.user", "1");

    template.sendBodyAndHeader("direct:" + route, new Channel(), "CamelGoogleCalendar.user", "1");

    google.assertIsSatisfied();
  }

  @ParameterizedTest
  @CsvSource({
    "calendar-list, list-events",
    "calendar-get, get-event",
    "calendar-watch, watch-events",
    "calendar-stop, stop-channel"
  })
  void aFailureGoesToTheCallerAsItIs(String route, String step) {
    MockEndpoint google = camel.getEndpoint("mock:" + step, MockEndpoint.class);
    google.whenAnyExchangeReceived(
        exchange -> {
          throw new ConnectException("no network");
        });

    Exchange answer = template.send("direct:" + route, exchange -> {});

    assertThat(answer.getException()).isInstanceOf(ConnectException.class);
    assertThat(Failures.of(answer.getException()).reason()).isEqualTo("io");
    assertThat(google.getReceivedExchanges()).as("never repeated by the route").hasSize(1);
  }

  @Test
  void camelFindsOurComponentsUnderTheUsualNames() {
    assertThat(camel.getComponent("google-calendar")).isInstanceOf(AccountCalendarComponent.class);
    assertThat(camel.getComponent("google-calendar-stream"))
        .isInstanceOf(AccountCalendarStreamComponent.class);
    assertThat(camel.getComponent("google-sheets")).isInstanceOf(AccountSheetsComponent.class);
    assertThat(camel.getComponent("google-sheets-stream"))
        .isInstanceOf(AccountSheetsStreamComponent.class);
    assertThat(camel.getComponent("google-drive")).isInstanceOf(AccountDriveComponent.class);
  }

  @Test
  void everyRouteAndStepHasAnIdAndEveryRouteADescription() {
    assertThat(camel.getRoutes())
        .extracting(route -> route.getRouteId())
        .containsAll(List.of("calendar-list", "calendar-get", "calendar-watch", "calendar-stop"))
        .hasSize(4);
    assertThat(camel.getRoutes()).allMatch(route -> route.getDescription() != null);
  }

  private void replace(String route, String step) throws Exception {
    AdviceWith.adviceWith(
        camel, route, advice -> advice.weaveById(step).replace().to("mock:" + step));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
  @EnableConfigurationProperties(GoogleSettings.class)
  @Import(ComponentBeans.class)
  static class App {

    @Bean
    GoogleClients clients(GoogleSettings settings) {
      return new GoogleClients(
          settings,
          new MockHttpTransport(),
          new Credentials() {
            @Override
            public dev.lockstep.google.AccessToken accessToken(String owner) {
              throw new AccountUnavailable(owner, "unknown_account", "nobody is connected");
            }

            @Override
            public dev.lockstep.google.AccessToken renewed(
                String owner, dev.lockstep.google.AccessToken refused) {
              return accessToken(owner);
            }
          },
          RateLimits.NONE);
    }
  }
}

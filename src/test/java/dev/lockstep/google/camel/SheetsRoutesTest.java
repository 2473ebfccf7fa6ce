package dev.lockstep.google.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.testing.http.MockHttpTransport;
import dev.lockstep.google.AccountUnavailable;
import dev.lockstep.google.Credentials;
import dev.lockstep.google.Failures;
import dev.lockstep.google.GoogleClients;
import dev.lockstep.google.GoogleSettings;
import dev.lockstep.google.RateLimits;
import dev.lockstep.testing.WiringOf;
import java.net.ConnectException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.BeforeEach;
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
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;

/** The wiring of {@code routes/google/sheets.camel.yaml} and {@code drive.camel.yaml}. */
@CamelSpringBootTest
@SpringBootTest(
    classes = SheetsRoutesTest.App.class,
    webEnvironment = WebEnvironment.NONE,
    properties =
        "camel.main.routes-include-pattern=file:routes/google/sheets.camel.yaml,file:routes/google/drive.camel.yaml")
@UseAdviceWith
@DirtiesContext
@WiringOf({
  "sheets-get",
  "sheets-look",
  "sheets-update",
  "sheets-create",
  "sheets-find",
  "sheets-file",
  "drive-watch",
  "drive-stop"
})
class SheetsRoutesTest {

  @Autowired CamelContext camel;
  @Autowired ProducerTemplate template;

  @BeforeEach
  void replaceGoogle() throws Exception {
    if (!camel.isStarted()) {
      replace("sheets-get", "get-spreadsheet");
      replace("sheets-look", "read-values");
      replace("sheets-update", "update-spreadsheet");
      replace("sheets-create", "create-file");
      replace("sheets-find", "list-files");
      replace("sheets-file", "get-file");
      replace("drive-watch", "watch-file");
      replace("drive-stop", "stop-file-channel");
      camel.start();
    }
    MockEndpoint.resetMocks(camel);
  }

  @ParameterizedTest
  @CsvSource({
    "sheets-get, get-spreadsheet",
    "sheets-look, read-values",
    "sheets-update, update-spreadsheet",
    "sheets-create, create-file",
    "sheets-find, list-files",
    "sheets-file, get-file",
    "drive-watch, watch-file",
    "drive-stop, stop-file-channel"
  })
  void eachRouteMakesItsOneCallAsTheNamedAccount(String route, String step) throws Exception {
    MockEndpoint google = camel.getEndpoint("mock:" + step, MockEndpoint.class);
    google.expectedMessageCount(1);
    google.expectedHeaderReceived("account", "1");

    template.sendBodyAndHeader("direct:" + route, "body", "account", "1");

    google.assertIsSatisfied();
  }

  @ParameterizedTest
  @CsvSource({
    "sheets-get, get-spreadsheet",
    "sheets-look, read-values",
    "sheets-update, update-spreadsheet",
    "sheets-create, create-file",
    "sheets-find, list-files",
    "sheets-file, get-file",
    "drive-watch, watch-file",
    "drive-stop, stop-file-channel"
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

  private void replace(String route, String step) throws Exception {
    AdviceWith.adviceWith(
        camel, route, advice -> advice.weaveById(step).replace().to("mock:" + step));
  }

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

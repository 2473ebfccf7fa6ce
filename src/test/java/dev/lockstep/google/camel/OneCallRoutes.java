package dev.lockstep.google.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.testing.http.MockHttpTransport;
import dev.lockstep.google.AccessToken;
import dev.lockstep.google.AccountUnavailable;
import dev.lockstep.google.Credentials;
import dev.lockstep.google.Failures;
import dev.lockstep.google.GoogleClients;
import dev.lockstep.google.GoogleSettings;
import dev.lockstep.google.RateLimits;
import java.net.ConnectException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;

/**
 * Routes that make one call each: as the account that a message names, and what goes wrong reaches
 * the caller. A class of tests names them and their calls by a method {@code calls}.
 */
@CamelSpringBootTest
@UseAdviceWith
@DirtiesContext
abstract class OneCallRoutes {

  @Autowired CamelContext camel;
  @Autowired ProducerTemplate template;

  private final Map<String, String> steps;
  private final Object body;
  private final String account;

  /**
   * @param steps by route the id of its call
   * @param body what a message holds
   * @param account the header that names the account
   */
  OneCallRoutes(Map<String, String> steps, Object body, String account) {
    this.steps = steps;
    this.body = body;
    this.account = account;
  }

  static Stream<Arguments> calls(Map<String, String> steps) {
    return steps.entrySet().stream().map(call -> Arguments.of(call.getKey(), call.getValue()));
  }

  @BeforeEach
  void replaceGoogle() throws Exception {
    if (!camel.isStarted()) {
      for (Map.Entry<String, String> call : steps.entrySet()) {
        AdviceWith.adviceWith(
            camel,
            call.getKey(),
            advice -> advice.weaveById(call.getValue()).replace().to("mock:" + call.getValue()));
      }
      camel.start();
    }
    MockEndpoint.resetMocks(camel);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void eachRouteMakesItsOneCallAsTheNamedAccount(String route, String step) throws Exception {
    MockEndpoint google = camel.getEndpoint("mock:" + step, MockEndpoint.class);
    google.expectedMessageCount(1);
    google.expectedHeaderReceived(account, "1");

    template.sendBodyAndHeader("direct:" + route, body, account, "1");

    google.assertIsSatisfied();
  }

  @ParameterizedTest
  @MethodSource("calls")
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
            public AccessToken accessToken(String owner) {
              throw new AccountUnavailable(owner, "unknown_account", "nobody is connected");
            }

            @Override
            public AccessToken renewed(String owner, AccessToken refused) {
              return accessToken(owner);
            }
          },
          RateLimits.NONE);
    }
  }
}

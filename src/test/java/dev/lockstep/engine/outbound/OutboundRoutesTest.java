package dev.lockstep.engine.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.PassFailures;
import dev.lockstep.engine.dispatch.RecordedErrors;
import dev.lockstep.testing.WiringOf;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The wiring of {@code routes/outbound.camel.yaml} and of the shared error handling. */
@CamelSpringBootTest
@SpringBootTest(
    classes = OutboundRoutesTest.App.class,
    webEnvironment = WebEnvironment.NONE,
    properties =
        "camel.main.routes-include-pattern=file:routes/outbound.camel.yaml,file:routes/shared/errors.camel.yaml")
@UseAdviceWith
@WiringOf({"outbound", "dead-letter"})
class OutboundRoutesTest {

  private static final List<String> STEPS =
      List.of(
          "claim-changes",
          "load-rows",
          "enrich-rows",
          "merge-records",
          "intend-writes",
          "deliver-writes",
          "commit-outcomes");

  @Autowired CamelContext camel;
  @Autowired ProducerTemplate template;
  @Autowired RecordedErrors errors;

  /** What was done, and what is to go wrong. */
  private static final List<String> DONE = new ArrayList<>();

  private static String failingStep = "";
  private static RuntimeException failure = new IllegalStateException();
  private static int rounds;

  /** In place of the bean that the loop asks. */
  public static final class Rounds {
    public boolean isUnsettled(Object body) {
      return rounds > 0;
    }
  }

  @BeforeEach
  void stepsAreRecorded() throws Exception {
    if (!camel.isStarted()) {
      AdviceWith.adviceWith(
          camel,
          "outbound",
          route -> {
            for (String step : STEPS) {
              route.weaveById(step).replace().process(exchange -> step(step));
            }
          });
      camel.start();
    }
    DONE.clear();
    failingStep = "";
    rounds = 1;
    errors.taken();
  }

  private static void step(String step) {
    DONE.add(step);
    if (step.equals(failingStep)) {
      throw failure;
    }
    if (step.equals("commit-outcomes")) {
      rounds--;
    }
  }

  @Test
  void theStepsFollowEachOtherByTheirNames() {
    assertThat(pass().getException()).isNull();
    assertThat(DONE).containsExactlyElementsOf(STEPS);
  }

  @Test
  void whatMustBeMergedAgainGoesRound() {
    rounds = 3;
    pass();
    assertThat(DONE).filteredOn("merge-records"::equals).hasSize(3);
    assertThat(DONE).filteredOn("load-rows"::equals).hasSize(1);
  }

  @Test
  void whereNothingWasClaimedNothingIsMerged() {
    rounds = 0;
    pass();
    assertThat(DONE).containsExactly("claim-changes", "load-rows", "enrich-rows");
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.engine.PassFailures#withReaction")
  void everyFailureReachesItsReactionOnceAndEndsThePass(RuntimeException cause, String reaction) {
    failingStep = "deliver-writes";
    failure = cause;
    Exchange passed = pass();
    assertThat(errors.taken()).containsExactly(reaction);
    assertThat(passed.getException()).isNull();
    assertThat(passed.getProperty(Exchange.EXCEPTION_CAUGHT)).isSameAs(cause);
    assertThat(DONE).endsWith("deliver-writes").doesNotHaveDuplicates();
  }

  private Exchange pass() {
    return template.send(
        "direct:outbound", exchange -> exchange.getMessage().setBody(PassFailures.LEASE));
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(org.apache.camel.spring.boot.CamelAutoConfiguration.class)
  static class App {
    @Bean("outboundPass")
    Rounds outboundPass() {
      return new Rounds();
    }

    @Bean("passErrors")
    RecordedErrors passErrors() {
      return new RecordedErrors();
    }
  }
}

package dev.lockstep.engine.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.engine.EngineSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long an enrich route is waited for, and what is left of one that does not end. */
class EnrichRouteTest {

  private static final List<Map<String, @Nullable Object>> ROWS = List.of(Map.of("id", 1));

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final CountDownLatch open = new CountDownLatch(1);
  private final AtomicInteger reached = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();

  @BeforeEach
  void start() throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:sleeper").process(exchange -> sleep());
            from("direct:stubborn").process(exchange -> sleepWhoeverInterrupts());
            from("direct:quick").setBody(constant(List.of("answered")));
          }
        });
    camel.start();
  }

  @AfterEach
  void stop() {
    open.countDown();
    camel.stop();
  }

  private void sleep() throws InterruptedException {
    reached.incrementAndGet();
    try {
      open.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      throw e;
    }
  }

  private void sleepWhoeverInterrupts() {
    reached.incrementAndGet();
    for (boolean waits = true; waits; ) {
      try {
        open.await();
        waits = false;
      } catch (InterruptedException stubborn) {
        Thread.interrupted();
      }
    }
  }

  private EnrichRoute route(Duration limit) {
    return new EnrichRoute(
        camel.createProducerTemplate(),
        new EngineSettings(
            true, 1, Duration.ofMinutes(1), Duration.ofDays(1), Duration.ofSeconds(30), limit));
  }

  @Test
  void oneThatSleepsIsEndedWhenItsTimeIsOverAndNamed() {
    EnrichRoute route = route(Duration.ofMillis(50));

    assertThatThrownBy(() -> route.ask("direct:sleeper", ROWS, () -> {}))
        .isInstanceOf(EnrichRoute.TooSlow.class)
        .hasMessage("the enrich route direct:sleeper did not answer within 0.05 s");
    await().until(() -> interrupted.get() == 1);
  }

  @Test
  void oneThatKeepsItsThreadsIsAskedNothingMoreUntilItEndsAndOthersAre() throws Exception {
    EnrichRoute route = route(Duration.ofMillis(50));
    for (int i = 0; i < EnrichRoute.KEPT; i++) {
      assertThatThrownBy(() -> route.ask("direct:stubborn", ROWS, () -> {}))
          .hasMessageContaining("did not answer within");
    }

    assertThatThrownBy(() -> route.ask("direct:stubborn", ROWS, () -> {}))
        .isInstanceOf(EnrichRoute.TooSlow.class)
        .hasMessageContaining("has not ended 4 earlier questions");
    assertThat(reached.get()).isEqualTo(EnrichRoute.KEPT);
    assertThat(route.ask("direct:quick", ROWS, () -> {})).isEqualTo(List.of("answered"));

    open.countDown();
    await()
        .untilAsserted(() -> assertThat(route.ask("direct:stubborn", ROWS, () -> {})).hasSize(1));
  }

  @Test
  void whoWaitsLongHasSomethingElseDoneMeanwhile() {
    AtomicInteger meanwhile = new AtomicInteger();

    assertThatThrownBy(
            () ->
                route(Duration.ofSeconds(6))
                    .ask("direct:sleeper", ROWS, meanwhile::incrementAndGet))
        .isInstanceOf(EnrichRoute.TooSlow.class);
    assertThat(meanwhile).hasValue(1);
  }
}

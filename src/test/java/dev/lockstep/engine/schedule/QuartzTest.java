package dev.lockstep.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.testing.OwnOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quartz.TriggerKey;
import org.springframework.boot.test.system.CapturedOutput;

/** Clocks of syncs that are added to a Camel that runs, as the engine adds them. */
@ExtendWith(OwnOutput.class)
class QuartzTest {

  /** Of many clocks some are early by a millisecond or two. */
  private static final int CLOCKS = 20;

  private final Map<String, Instant> added = new ConcurrentHashMap<>();
  private final Map<String, Instant> first = new ConcurrentHashMap<>();
  private CamelContext camel;

  @BeforeEach
  void start() {
    camel = new DefaultCamelContext();
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @Test
  void aClockThatBeginsAtOnceHasItsFirstTickAtOnce(CapturedOutput output) throws Exception {
    add(Quartz.uri("poll", every("10h")));
    await().atMost(Duration.ofSeconds(20)).until(() -> first.size() == CLOCKS);
    noClockBeginsWithItsStart("poll");
    assertThat(output.getOut()).doesNotContain("Skipping");
  }

  @Test
  void aClockThatBeginsLaterHasItsFirstTickWhenItHasComeRoundOnce(CapturedOutput output)
      throws Exception {
    add(Quartz.laterUri("pull", every("2s")));
    await().atMost(Duration.ofSeconds(20)).until(() -> first.size() == CLOCKS);
    noClockBeginsWithItsStart("pull");
    assertThat(first)
        .allSatisfy(
            (name, tick) ->
                assertThat(Duration.between(added.get(name), tick))
                    .isGreaterThan(Duration.ofMillis(1900)));
    assertThat(output.getOut()).doesNotContain("Skipping");
  }

  private void add(String uri) throws Exception {
    for (String name : IntStream.range(0, CLOCKS).mapToObj(i -> "visits" + i).toList()) {
      added.put(name, Instant.now());
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(uri.replace("visits", name))
                  .process(exchange -> first.putIfAbsent(name, Instant.now()));
            }
          });
    }
  }

  /** A tick that Quartz fires early would be before the start, and Camel would drop it. */
  private void noClockBeginsWithItsStart(String group) throws Exception {
    QuartzComponent quartz = camel.getComponent("quartz", QuartzComponent.class);
    for (String name : added.keySet()) {
      Date start =
          quartz.getScheduler().getTrigger(TriggerKey.triggerKey(name, group)).getStartTime();
      assertThat(start).as(name).isBefore(Date.from(first.get(name)));
    }
  }

  private static SyncDefinition every(String period) {
    return Definitions.parse(
            Map.of(
                "a.yaml",
                """
                sync: visits
                source: { table: visits, account: owner }
                target: { calendar: primary, timeZone: Europe/Berlin }
                direction: both
                fields: { start: at, end: until, summary: name }
                schedule: { every: %s }
                """
                    .formatted(period)))
        .valid()
        .getFirst();
  }
}

package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Failure;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.queue.QueueEntry;
import dev.lockstep.queue.QueueFilter;
import dev.lockstep.queue.QueueList;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A user's route that rows pass sleeps: over everything, or over one row. */
@SecondApplication
class EnrichRoutesTest {

  private static Diaries diaries;
  private static Diary asleep;
  private static Diary partly;
  private static volatile boolean sleeps;
  private static volatile boolean sleepsOverOne = true;

  @BeforeAll
  static void start() throws Exception {
    diaries =
        new Diaries(
            TestDatabase.empty(), TestSandbox.start(), "lockstep.engine.enrich-route-limit=1s");
    diaries
        .lockstep
        .bean(CamelContext.class)
        .addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:asleep").process(exchange -> sleepIf(sleeps));
                from("direct:partly")
                    .process(exchange -> sleepIf(sleepsOverOne && hasSleepyRow(exchange)));
              }
            });
    asleep = open("asleep");
    partly = open("partly");
    diaries.run();
  }

  private static Diary open(String name) {
    Diary diary = diaries.open(name, "");
    diaries.define(name, diaries.definition(name) + "enrich: direct:" + name + "\n");
    return diary;
  }

  private static void sleepIf(boolean sleepy) throws InterruptedException {
    if (sleepy) {
      new CountDownLatch(1).await();
    }
  }

  private static boolean hasSleepyRow(Exchange exchange) {
    List<?> rows = exchange.getMessage().getBody(List.class);
    return rows.stream().anyMatch(row -> "sleepy".equals(((Map<?, ?>) row).get("title")));
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  private static List<QueueEntry> dead(Diary diary) {
    return new QueueList(diaries.jdbc).page(QueueFilter.failed(diary.name()), 0, 100);
  }

  @Test
  void aRouteThatSleepsMakesDeadLettersThatNameItAndHoldsUpNothingElse() {
    long changed = asleep.writeLinked("changed");
    long followed = asleep.writeLinked("followed");
    long erased = asleep.writeLinked("erased");
    sleeps = true;
    asleep.set(changed, "place = 'Elsewhere'");
    asleep.erase(erased);
    asleep.edit("followed", "{\"location\": \"Their St\"}");
    asleep.pull();

    soon().until(() -> "Their St".equals(asleep.value(followed, "place")));
    soon().until(() -> asleep.event("erased") == null);
    soon()
        .untilAsserted(
            () ->
                assertThat(dead(asleep))
                    .anySatisfy(
                        letter -> {
                          assertThat(letter.item().key()).isEqualTo(String.valueOf(changed));
                          assertThat(letter.item().lastError())
                              .contains("the enrich route direct:asleep did not answer within 1 s");
                          assertThat(letter.kind()).isEqualTo(Failure.Kind.TRANSIENT);
                          assertThat(letter.payload()).contains("Elsewhere");
                          assertThat(letter.dueAt()).as("tried again by itself").isNotNull();
                        }));
    assertThat(asleep.told(changed).toString()).contains("direct:asleep did not answer within 1 s");
    assertThat(diaries.count("SELECT attempts FROM lockstep.sync_partition WHERE sync = 'asleep'"))
        .as("the calendar does not wait")
        .isZero();

    sleeps = false;
    new ByHand(diaries.jdbc).replay(QueueFilter.failed("asleep"), "a test");
    soon().until(() -> asleep.event("changed").path("location").asText().equals("Elsewhere"));
  }

  @Test
  void theOneRowThatARouteSleepsOverIsADeadLetterAndTheOthersAreSent() {
    diaries
        .jdbc
        .sql(
            """
            INSERT INTO public.partly (owner, title, place, starts_at, ends_at)
            SELECT 'partly', title, 'Main St', date_trunc('hour', now()) + interval '1 day',
              date_trunc('hour', now()) + interval '25 hours'
            FROM unnest(ARRAY['one', 'two', 'sleepy', 'three', 'four']) title
            """)
        .update();

    soon().until(() -> dead(partly).size() == 1);
    assertThat(dead(partly).getFirst().payload()).contains("sleepy");
    for (String title : List.of("one", "two", "three", "four")) {
      soon().until(() -> partly.event(title) != null);
    }
    assertThat(partly.event("sleepy")).isNull();

    sleepsOverOne = false;
    new ByHand(diaries.jdbc).replay(QueueFilter.failed("partly"), "a test");
    soon().until(() -> partly.event("sleepy") != null);
  }
}

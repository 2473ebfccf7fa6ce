package dev.lockstep.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Ruling;
import dev.lockstep.core.Side;
import dev.lockstep.core.Value;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time passes here when the test says so; a route hangs as long as its latch is closed. */
class RouteInquiriesTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private record Due(Duration in, Runnable work) {}

  private final List<Due> due = new CopyOnWriteArrayList<>();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final RouteInquiries inquiries =
      new RouteInquiries(this::route, LIMIT, (in, work) -> due.add(new Due(in, work)));

  @AfterEach
  void release() {
    hanging.countDown();
  }

  /** Answers at once what is asked about a value `quick`; all else hangs and cannot be woken. */
  private Ruling route(RouteQuestion question) {
    asked.incrementAndGet();
    boolean waits = !question.source().get("place").equals(Value.text("quick"));
    while (waits) {
      try {
        hanging.await();
        waits = false;
      } catch (InterruptedException stubborn) {
        Thread.interrupted();
      }
    }
    ended.incrementAndGet();
    return new Ruling.Wins(Side.TARGET);
  }

  private static RouteQuestion question(String key, String value) {
    return new RouteQuestion(
        new PartitionKey("visits", "1", "primary"),
        key,
        "place",
        "direct:decide",
        Fields.EMPTY,
        Fields.of("place", Value.text(value)),
        Fields.of("place", Value.text("there")));
  }

  private void passes(Duration time) {
    List<Due> now = due.stream().filter(each -> each.in().equals(time)).toList();
    due.removeAll(now);
    now.forEach(each -> each.work().run());
  }

  private String undecided(RouteQuestion question) {
    return inquiries.answer(question).orElseThrow() instanceof Ruling.Undecided undecided
        ? undecided.why()
        : "decided";
  }

  @Test
  void anAnswerHoldsForTheValuesThatWereAskedAboutAlone() {
    CountDownLatch told = new CountDownLatch(1);
    inquiries.ask(question("1", "quick"), told::countDown);

    await().until(() -> told.getCount() == 0);
    assertThat(inquiries.answer(question("1", "quick"))).contains(new Ruling.Wins(Side.TARGET));
    assertThat(inquiries.answer(question("1", "other"))).isEmpty();
    passes(RouteInquiries.KEPT);
    assertThat(inquiries.answer(question("1", "quick"))).as("it is not kept for ever").isEmpty();
  }

  @Test
  void whoAsksTheSameWhileItIsAskedIsToldWithTheOthers() {
    CountDownLatch told = new CountDownLatch(2);
    inquiries.ask(question("1", "slow"), told::countDown);
    inquiries.ask(question("1", "slow"), told::countDown);
    hanging.countDown();

    await().until(() -> told.getCount() == 0);
    assertThat(asked).hasValue(1);
  }

  @Test
  void whatIsNotAnsweredInTimeIsUndecidedAndItsLateAnswerIsNobodys() {
    CountDownLatch told = new CountDownLatch(1);
    inquiries.ask(question("1", "slow"), told::countDown);
    await().until(() -> asked.get() == 1);
    passes(LIMIT);

    await().until(() -> told.getCount() == 0);
    assertThat(undecided(question("1", "slow")))
        .isEqualTo("the route direct:decide did not answer within 30 s");
    hanging.countDown();
    await().until(() -> ended.get() == 1);
    assertThat(undecided(question("1", "slow"))).contains("did not answer");
  }

  @Test
  void otherValuesAreAskedAboutAnewAndTheOldAnswerIsNobodys() {
    CountDownLatch toldOld = new CountDownLatch(1);
    inquiries.ask(question("1", "slow"), toldOld::countDown);
    await().until(() -> asked.get() == 1);
    inquiries.ask(question("1", "quick"), () -> {});

    await().until(() -> inquiries.answer(question("1", "quick")).isPresent());
    hanging.countDown();
    await().until(() -> ended.get() == 2);
    assertThat(inquiries.answer(question("1", "slow"))).isEmpty();
    assertThat(toldOld.getCount()).isEqualTo(1);
  }

  @Test
  void aRouteThatHangsIsAskedNoMoreUntilItEnds() {
    for (int i = 0; i < RouteInquiries.AT_ONCE + 3; i++) {
      inquiries.ask(question("" + i, "slow"), () -> {});
    }
    RouteQuestion behind = question("" + RouteInquiries.AT_ONCE, "slow");
    await().until(() -> asked.get() == RouteInquiries.AT_ONCE);
    passes(LIMIT);
    assertThat(inquiries.answer(behind)).as("those before it may end yet").isEmpty();
    passes(RouteInquiries.GRACE);
    assertThat(undecided(behind)).contains("has not ended 4 earlier questions");

    inquiries.ask(question("after", "quick"), () -> {});
    assertThat(undecided(question("after", "quick"))).contains("is asked no more");
    assertThat(asked).hasValue(RouteInquiries.AT_ONCE);

    hanging.countDown();
    await().until(() -> ended.get() == RouteInquiries.AT_ONCE);
    await()
        .until(
            () -> {
              inquiries.ask(question("again" + System.nanoTime(), "quick"), () -> {});
              return asked.get() > RouteInquiries.AT_ONCE;
            });
  }
}

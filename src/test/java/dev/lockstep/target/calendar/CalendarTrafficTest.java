package dev.lockstep.target.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.Api;
import dev.lockstep.google.RateLimits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CalendarTrafficTest {

  private static final PartitionKey ANNA = new PartitionKey("visits", "anna", "primary");

  private final AtomicLong nanos = new AtomicLong(1);
  private final AtomicBoolean isTight = new AtomicBoolean();
  private final CalendarTraffic traffic =
      new CalendarTraffic(
          new RateLimits() {
            @Override
            public void take(Api api, String owner, String method) {}

            @Override
            public boolean isTight(Api api, String owner) {
              return isTight.get();
            }
          },
          nanos::get);
  private final CalendarTraffic.Way way = traffic.of(ANNA);

  @Test
  void writesToOneCalendarBeginOneAfterAnother() {
    assertThat(way.width()).isEqualTo(1);
  }

  @Test
  void twiceAsManyGoAtOnceAtEachStepWhileNoneIsRefusedAndTheQuotaIsNotUsed() throws Exception {
    succeed(2);
    assertThat(way.width()).isEqualTo(2);
    succeed(4);
    assertThat(way.width()).isEqualTo(4);
    succeed(200);
    assertThat(way.width()).as("never a burst").isEqualTo(32);
  }

  @Test
  void noMoreGoAtOnceWhereTheQuotaIsAlreadyTheLimit() throws Exception {
    isTight.set(true);
    succeed(100);

    assertThat(way.width()).isEqualTo(1);
  }

  @Test
  void theFirstRefusalMakesItOneAgainForAsLongAsTheWindowSlides() throws Exception {
    succeed(50);
    way.enter("refused");
    way.leave("refused", true);

    assertThat(way.width()).isEqualTo(1);
    succeed(50);
    assertThat(way.width()).isEqualTo(1);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos() + 1);
    succeed(10);
    assertThat(way.width()).isGreaterThan(1);
  }

  @Test
  void syncsThatShareACalendarShareItsTrafficAndOtherCalendarsDoNot() {
    assertThat(traffic.of(new PartitionKey("other", "anna", "primary"))).isSameAs(way);
    assertThat(traffic.of(new PartitionKey("visits", "ben", "primary"))).isNotSameAs(way);
    assertThat(traffic.of(new PartitionKey("visits", "anna", "second"))).isNotSameAs(way);
  }

  @Test
  void thereAreNeverTwoForOneEvent() throws Exception {
    succeed(50);
    way.enter("one");
    AtomicBoolean isIn = new AtomicBoolean();
    Thread second =
        Thread.startVirtualThread(
            () -> {
              try {
                way.enter("one");
                isIn.set(true);
                way.leave("one", false);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    way.enter("two");
    way.leave("two", false);
    assertThat(isIn).isFalse();

    way.leave("one", false);
    second.join();

    assertThat(isIn).isTrue();
  }

  private void succeed(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      way.enter("event" + i);
      way.leave("event" + i, false);
    }
  }
}

package dev.lockstep.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time passes here when the test says so. */
class OnceAMinuteTest {

  @Test
  void aStormIsToldOnceAMinuteWithItsNumber() {
    AtomicLong now = new AtomicLong(-17);
    OnceAMinute storm = new OnceAMinute(now::get);

    assertThat(storm.happened()).hasValue(0);
    for (int i = 0; i < 99; i++) {
      assertThat(storm.happened()).isEmpty();
    }
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(storm.happened()).hasValue(99);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(storm.happened()).hasValue(0);
  }
}

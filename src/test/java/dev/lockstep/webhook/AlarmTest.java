package dev.lockstep.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AlarmTest {

  private final AtomicLong now = new AtomicLong();
  private final List<Long> spoken = new ArrayList<>();
  private final Alarm alarm = new Alarm(now::get, spoken::add);

  @Test
  void aFewStrayNotificationsAreNoAlarm_10() {
    count(Alarm.TOLERATED_PER_MINUTE);
    assertThat(spoken).isEmpty();
  }

  @Test
  void aRateOfForgeriesIsToldOnceAMinute_10() {
    count(1_000);
    assertThat(spoken).hasSize(1);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    count(1_000);
    assertThat(spoken).hasSize(2);
  }

  private void count(int times) {
    for (int i = 0; i < times; i++) {
      alarm.count();
    }
  }
}

package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookPaceTest {

  private final LookPace pace = new LookPace(Duration.ofSeconds(5), Duration.ofMinutes(5), 60, 0.5);

  @Test
  void itIsFastAfterActivityAndSlowsDownWhileItIsQuiet() {
    Duration every = pace.next(null, true, 1);
    assertThat(every).isEqualTo(Duration.ofSeconds(5));

    for (int i = 0; i < 20; i++) {
      Duration next = pace.next(every, false, 1);
      assertThat(next).isGreaterThanOrEqualTo(every);
      every = next;
    }
    assertThat(every).isEqualTo(Duration.ofMinutes(5));
    assertThat(pace.next(every, true, 1)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aTabThatWaitsForAPersonIsLookedAtEveryHalfMinuteWithinTheShareOfReads() {
    assertThat(pace.whileSomethingIsWrong(1)).isEqualTo(Duration.ofSeconds(30));
    assertThat(pace.whileSomethingIsWrong(100)).isEqualTo(Duration.ofSeconds(200));
    LookPace quick = new LookPace(Duration.ofSeconds(1), Duration.ofSeconds(10), 600, 0.5);
    assertThat(quick.whileSomethingIsWrong(1)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void allTabsOfAnAccountShareHalfOfItsReads() {
    assertThat(pace.next(null, true, 30)).isEqualTo(Duration.ofSeconds(60));
  }
}

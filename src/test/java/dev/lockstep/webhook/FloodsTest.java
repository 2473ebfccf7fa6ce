package dev.lockstep.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.webhook.Floods.Tide;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FloodsTest {

  private final AtomicLong now = new AtomicLong();
  private final Floods floods = new Floods(now::get);

  @Test
  void anOrdinaryPaceIsNeverPutOff() {
    for (int i = 0; i < 1_000; i++) {
      pass(Duration.ofMillis(51));
      assertThat(floods.on("a")).isEqualTo(Tide.CALM);
    }
  }

  @Test
  void excessIsPutOffAndOneChannelDoesNotSlowAnother() {
    for (int i = 0; i < Floods.PER_SECOND; i++) {
      assertThat(floods.on("a")).isEqualTo(Tide.CALM);
    }
    assertThat(floods.on("a")).isEqualTo(Tide.FLOODED);
    assertThat(floods.on("b")).isEqualTo(Tide.CALM);
  }

  @Test
  void whileAPullIsPutOffNothingMoreIsStoredAndBeforeItStartsItIsStoredAgain() {
    flood();
    floods.putOff("a", now.get(), Duration.ofSeconds(10));
    pass(Duration.ofMillis(8_900));
    assertThat(floods.on("a")).isEqualTo(Tide.PUT_OFF);
    pass(Duration.ofMillis(200));
    flood();
    assertThat(floods.on("a")).isEqualTo(Tide.FLOODED);
  }

  @Test
  void afterTwoQuietSecondsTheFloodIsOver() {
    flood();
    pass(Duration.ofSeconds(2));
    assertThat(floods.on("a")).isEqualTo(Tide.CALM);
  }

  private void flood() {
    for (int i = 0; i <= Floods.PER_SECOND; i++) {
      floods.on("a");
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}

package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.target.sheet.FlushPace.Activity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlushPaceTest {

  private final FlushPace pace = new FlushPace(Duration.ofSeconds(2), 60, 300, 0.5);

  @Test
  void oneSpreadsheetRestsTwoSeconds() {
    assertThat(pace.rest(new Activity(1, 1))).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void severalOfAnAccountShareItsHalf() {
    assertThat(pace.rest(new Activity(4, 4))).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void allAccountsShareTheProjectsHalf() {
    assertThat(pace.rest(new Activity(1, 25))).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aGenerousQuotaLeavesTheShortestRest() {
    FlushPace generous = new FlushPace(Duration.ofSeconds(2), 6000, 60_000, 0.5);
    assertThat(generous.rest(new Activity(10, 10))).isEqualTo(Duration.ofSeconds(2));
  }
}

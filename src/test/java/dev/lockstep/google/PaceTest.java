package dev.lockstep.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How much of a quota is used where somebody else uses it too. */
class PaceTest {

  private static final String ID = "calendar/project";

  private final JdbcClient jdbc = JdbcClient.create(TestDatabase.migrated().dataSource());

  /** Minute by minute: what goes beyond what is left is refused. */
  @Test
  void itSettlesBelowWhatAnotherProgramLeaves_18() {
    double left = 0.4;
    List<Double> used = new ArrayList<>();
    for (int minute = 0; minute < 120; minute++) {
      double pace = pace();
      used.add(pace);
      if (pace > left) {
        new Pace(jdbc).lower(ID);
      }
      aMinutePasses();
    }

    List<Double> settled = used.subList(10, used.size());
    assertThat(settled).allMatch(pace -> pace <= left + 0.06);
    assertThat(settled.stream().mapToDouble(pace -> pace).average().orElseThrow())
        .isBetween(left / 2, left);
    assertThat(settled.stream().filter(pace -> pace > left).count())
        .as("minutes with a refusal")
        .isLessThan(settled.size() / 2);
  }

  @Test
  void itComesBackOnceTheQuotaIsOursAgainAndNeverEndsAltogether_18() {
    for (int minute = 0; minute < 20; minute++) {
      new Pace(jdbc).lower(ID);
      aMinutePasses();
    }
    new Pace(jdbc).lower(ID);
    assertThat(pace()).isBetween(0.09, 0.12);

    for (int minute = 0; minute < 20; minute++) {
      aMinutePasses();
    }
    assertThat(pace()).isEqualTo(1);
  }

  /**
   * Google still counts what was called before it was lowered: that says nothing of the new pace.
   */
  @Test
  void refusalsOfOneMinuteLowerItOnce_18() {
    for (int i = 0; i < 9; i++) {
      new Pace(jdbc).lower(ID);
      secondsPass(6);
    }
    assertThat(pace()).isBetween(0.7, 0.76);

    secondsPass(6);
    new Pace(jdbc).lower(ID);
    assertThat(pace()).isBetween(0.49, 0.54);
  }

  /** As a node sees it that has not looked yet. */
  private double pace() {
    return new Pace(jdbc).of(ID);
  }

  private void aMinutePasses() {
    secondsPass(60);
  }

  private void secondsPass(int seconds) {
    jdbc.sql("UPDATE lockstep.rate_pace SET lowered_at = lowered_at - ? * interval '1 second'")
        .param(seconds)
        .update();
  }
}

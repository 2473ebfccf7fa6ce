package dev.lockstep.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How much of an enforced quota is used. A hundred accounts together meet the project's quota,
 * Google's 10,000 a minute.
 */
@Tag("bench")
class QuotaBench {

  private static final int SECONDS = Integer.getInteger("bench.quota.seconds", 60);
  private static final int PROJECT_PER_MINUTE = 10_000;

  @ParameterizedTest
  @CsvSource({"1, 50", "1, 300", "100, 50", "100, 300"})
  void ofTenCallsASecond(int accounts, int latencyMillis) throws InterruptedException {
    try (Appointments appointments = Appointments.running(accounts)) {
      appointments
          .sandbox()
          .control(
              "quotas",
              """
              {"api": "calendar", "perAccountPerMinute": 600, "perProjectPerMinute": %d,
               "patchUnits": 1}
              """
                  .formatted(PROJECT_PER_MINUTE));
      appointments
          .sandbox()
          .fault(
              """
              {"kind": "latency", "millis": %d, "path": ".*/calendar/v3/.*"}
              """
                  .formatted(latencyMillis));
      double quota = Math.min(accounts * 600, PROJECT_PER_MINUTE) / 60.0;
      int rows = (int) (quota * (SECONDS + 30));
      appointments.insert(1, accounts, rows);
      // Calls in flight grow by steps; what is measured is how it goes on after that.
      Thread.sleep(Duration.ofSeconds(10));
      Instant from = Instant.now();
      Thread.sleep(Duration.ofSeconds(SECONDS));
      Instant until = Instant.now();
      // What came in before the end is in the log once it is answered.
      Thread.sleep(Duration.ofMillis(2 * latencyMillis).plusSeconds(1));
      List<Appointments.Call> calls =
          appointments.calls().stream()
              .filter(call -> call.at().isAfter(from) && !call.at().isAfter(until))
              .toList();
      long refused = calls.stream().filter(call -> call.status() == 403).count();
      double seconds = Duration.between(from, until).toMillis() / 1000.0;
      double used = (calls.size() - refused) / seconds / quota;
      double refusedShare = calls.isEmpty() ? 0 : (double) refused / calls.size();
      Figures.record(
          Budget.QUOTA,
          "%3d account%s, %3d ms".formatted(accounts, accounts == 1 ? "" : "s", latencyMillis),
          used >= 0.95 && refusedShare < 0.01,
          "%.1f %% of %.1f/s over %d s, %.2f %% refused"
              .formatted(100 * used, quota, SECONDS, 100 * refusedShare));
    }
  }
}

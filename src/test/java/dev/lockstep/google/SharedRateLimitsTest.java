package dev.lockstep.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.lockstep.core.Failure;
import dev.lockstep.core.Failure.Scope;
import dev.lockstep.testing.BesideOthers;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

@BesideOthers
class SharedRateLimitsTest {

  private static final Failure REFUSED =
      new Failure(Failure.Kind.QUOTA, Scope.ACCOUNT, "rateLimitExceeded", "slower", null);

  private final TestDatabase database = TestDatabase.migrated();

  @Test
  void aBurstIsSmallAndTheRestComesAtTheRateOfTheQuota() {
    RateLimits limits = limits(settings(1200, 100_000, 1_000_000, 1, Duration.ofSeconds(5)));

    // 20 at once, then 19.4 a second; a chunk of 10 may be out beyond that.
    assertThat(timeToTake(70, limits)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
  }

  @Test
  void nodesShareOneQuota() {
    RateSettings settings = settings(1200, 100_000, 1_000_000, 1, Duration.ofSeconds(5));
    RateLimits here = limits(settings);
    RateLimits there = limits(settings);

    // Of two quotas these would come at once: as above, and a chunk more is out.
    assertThat(timeToTake(80, here, there))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
  }

  @Test
  void accountsHaveQuotasOfTheirOwnUnderTheProjects() {
    RateLimits limits = limits(settings(1200, 100_000, 1_000_000, 1, Duration.ofMillis(1)));

    assertThat(takenBeforeExhaustion(limits, Lane.LIVE, "GET", "1")).isGreaterThanOrEqualTo(20);
    assertThat(takenBeforeExhaustion(limits, Lane.LIVE, "GET", "2")).isGreaterThanOrEqualTo(20);
  }

  @Test
  void theProjectsQuotaBindsAllAccountsTogether() {
    RateLimits limits = limits(settings(60_000, 120, 1_000_000, 1, Duration.ofMillis(1)));

    long start = System.nanoTime();
    List<String> granted = new ArrayList<>();
    QuotaExhausted exhausted = null;
    for (int i = 0; i < 100 && exhausted == null; i++) {
      try {
        limits.take(Api.CALENDAR, "account" + i, "GET");
        granted.add("account" + i);
      } catch (QuotaExhausted e) {
        exhausted = e;
      } catch (java.io.IOException e) {
        throw new AssertionError(e);
      }
    }

    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(granted).hasSizeBetween(2, 3 + (int) Math.ceil(2 * seconds));
    assertThat(exhausted).isNotNull();
    assertThat(exhausted.scope()).isEqualTo(Scope.PROJECT);
  }

  /** FAULTS 19. */
  @Test
  void theDaysQuotaPutsOffUntilGooglesMidnightAndKeepsAReserveForLiveEdits_19() throws Exception {
    RateLimits limits = limits(settings(6000, 6000, 10, 1, Duration.ofMillis(1)));

    assertThat(takenBeforeExhaustion(limits, Lane.BACKFILL)).isEqualTo(8);
    assertThat(takenBeforeExhaustion(limits, Lane.LIVE)).isEqualTo(2);
    QuotaExhausted exhausted =
        catchThrowableOfType(QuotaExhausted.class, () -> limits.take(Api.CALENDAR, "1", "GET"));
    assertThat(exhausted.scope()).isEqualTo(Scope.PROJECT);
    assertThat(exhausted.retryAfter())
        .isCloseTo(untilMidnightInCalifornia(), Duration.ofSeconds(10));
  }

  private static Duration untilMidnightInCalifornia() {
    ZonedDateTime now = ZonedDateTime.now(ZoneId.of("America/Los_Angeles"));
    return Duration.between(
        now, now.toLocalDate().plusDays(1).atStartOfDay(ZoneId.of("America/Los_Angeles")));
  }

  @Test
  void aBackfillLeavesRoomForALiveEdit_19() {
    RateLimits limits = limits(settings(600, 100_000, 1_000_000, 1, Duration.ofMillis(1)));

    // Of ten at once it takes eight, and what comes in meanwhile.
    assertTaken(() -> takenBeforeExhaustion(limits, Lane.BACKFILL), 8, 9, 10);
    assertTaken(() -> takenBeforeExhaustion(limits, Lane.LIVE), 2, 3, 10);
  }

  @Test
  void aPatchCostsWhatTheSettingSays() {
    RateLimits limits = limits(settings(600, 100_000, 1_000_000, 3, Duration.ofMillis(1)));

    assertTaken(() -> takenBeforeExhaustion(limits, Lane.LIVE, "PATCH"), 3, 4, 10);
  }

  /** FAULTS 17, 18. */
  @Test
  void aRefusalMakesEveryNodeGoSlower_17_18() {
    RateSettings settings = settings(600, 100_000, 1_000_000, 1, Duration.ofMillis(1));
    RateLimits here = limits(settings);
    RateLimits there = limits(settings);

    here.refused(Api.CALENDAR, "1", REFUSED);
    here.refused(Api.CALENDAR, "1", REFUSED);

    // A call counts 1/0.7, so of ten seven are left; refusals at the same time count once.
    assertTaken(() -> takenBeforeExhaustion(there, Lane.LIVE), 6, 8, 7);
    assertTaken(() -> takenBeforeExhaustion(here, Lane.LIVE, "GET", "2"), 10, 11, 10);
  }

  @Test
  void aTurnThatIsTooFarAwayIsPutOffAndSaysForHowLong() {
    RateLimits limits = limits(settings(60, 100_000, 1_000_000, 1, Duration.ofMillis(1)));
    takenBeforeExhaustion(limits, Lane.LIVE);

    assertThatThrownBy(() -> limits.take(Api.CALENDAR, "1", "GET"))
        .isInstanceOfSatisfying(
            QuotaExhausted.class,
            e -> {
              assertThat(e.scope()).isEqualTo(Scope.ACCOUNT);
              assertThat(e.retryAfter()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(2));
            });
  }

  @Test
  void waitingShowsAsTight() {
    RateLimits limits = limits(settings(60, 100_000, 1_000_000, 1, Duration.ofSeconds(5)));
    assertThat(limits.isTight(Api.CALENDAR, "1")).isFalse();

    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      callers.submit(() -> timeToTake(4, limits));

      await().until(() -> limits.isTight(Api.CALENDAR, "1"));
      assertThat(limits.isTight(Api.CALENDAR, "2")).isFalse();
    }
  }

  private RateLimits limits(RateSettings settings) {
    return new SharedRateLimits(database.dataSource(), settings);
  }

  /** At most so many, and what came in at that rate while a slow machine was taking them. */
  private static void assertTaken(IntSupplier taking, int from, int to, int perSecond) {
    long start = System.nanoTime();
    int taken = taking.getAsInt();
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(taken).isBetween(from, to + 1 + (int) Math.ceil(perSecond * seconds));
  }

  private static int takenBeforeExhaustion(RateLimits limits, Lane lane) {
    return takenBeforeExhaustion(limits, lane, "GET");
  }

  private static int takenBeforeExhaustion(RateLimits limits, Lane lane, String method) {
    return takenBeforeExhaustion(limits, lane, method, "1");
  }

  private static int takenBeforeExhaustion(
      RateLimits limits, Lane lane, String method, String owner) {
    int taken = 0;
    try {
      while (taken < 1000) {
        lane.call(
            () -> {
              limits.take(Api.CALENDAR, owner, method);
              return owner;
            });
        taken++;
      }
    } catch (QuotaExhausted e) {
      return taken;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return taken;
  }

  /**
   * How long it takes until so many live calls of account 1 had their turns, two at once on each
   * node.
   */
  private static Duration timeToTake(int calls, RateLimits... nodes) {
    AtomicInteger left = new AtomicInteger(calls);
    long start = System.nanoTime();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2 * nodes.length; i++) {
        RateLimits node = nodes[i % nodes.length];
        callers.submit(
            () -> {
              while (left.getAndDecrement() > 0) {
                node.take(Api.CALENDAR, "1", "GET");
              }
              return null;
            });
      }
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static RateSettings settings(
      int perAccount, int perProject, int perDay, int patchCost, Duration maxWait) {
    return new RateSettings(
        perAccount, perProject, perDay, 60, 300, 600, 10_000, patchCost, 0.97, 0.2, maxWait);
  }
}

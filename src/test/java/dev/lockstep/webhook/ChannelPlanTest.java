package dev.lockstep.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.webhook.Channel.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChannelPlanTest {

  private static final Watched ANNA =
      new Watched.Calendar(new PartitionKey("appointments", "1", "primary"));
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final ChannelSettings SETTINGS =
      new ChannelSettings(
          Duration.ofDays(1),
          Duration.ofDays(1),
          3,
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          Duration.ofMinutes(5),
          Duration.ofDays(2));

  @Test
  void aPartitionWithoutChannelGetsOneAndAPull() {
    assertThat(due()).containsExactly(new ChannelStep.Open(ANNA, 1, NOW, true));
  }

  @Test
  void aChannelWithMoreThanADayLeftIsLeftAlone() {
    assertThat(due(open("a", NOW.plus(Duration.ofHours(25)), WEEK))).isEmpty();
  }

  @Test
  void aChannelIsRenewedADayEarlyWhileTheOldOneStillDelivers() {
    assertThat(due(open("a", NOW.plus(Duration.ofHours(23)), WEEK)))
        .containsExactly(new ChannelStep.Open(ANNA, 1, NOW, false));
  }

  @Test
  void aShortLivedChannelIsRenewedInTheLastQuarterOfItsLife() {
    Duration hour = Duration.ofHours(1);
    assertThat(due(open("a", NOW.plus(Duration.ofMinutes(16)), hour))).isEmpty();
    assertThat(due(open("a", NOW.plus(Duration.ofMinutes(14)), hour))).hasSize(1);
  }

  @Test
  void theOldChannelIsStoppedOnceTheNewOneIsOpen() {
    Channel old = open("old", NOW.plus(Duration.ofHours(20)), WEEK);
    Channel renewed = open("new", NOW.plus(WEEK), WEEK);
    assertThat(due(old, renewed)).containsExactly(new ChannelStep.Stop(old, "res"));
  }

  @Test
  void aTabInAnotherSpreadsheetIsAnotherThingToWatch() {
    PartitionKey tab = new PartitionKey("products", "finance", "Products");
    Watched before = new Watched.File(tab, "old");
    Watched now = new Watched.File(tab, "new");
    Channel old =
        new Channel(
            "a",
            before,
            "res",
            new byte[0],
            State.OPEN,
            true,
            NOW.minusSeconds(60),
            NOW.minusSeconds(60),
            NOW.plus(Duration.ofDays(1)),
            0,
            false);
    assertThat(new ChannelPlan(NOW, SETTINGS).due(Set.of(now), List.of(old)))
        .containsExactlyInAnyOrder(
            new ChannelStep.Open(now, 1, NOW, true), new ChannelStep.Stop(old, "res"));
  }

  /** Fault 12. */
  @Test
  void aChannelThatExpiredWhileNobodyRanIsReplacedAndAPullMakesUpForTheGap_12() {
    Channel expired = open("a", NOW.minusSeconds(60), WEEK);
    assertThat(due(expired))
        .containsExactlyInAnyOrder(
            new ChannelStep.Open(ANNA, 1, NOW, true),
            new ChannelStep.Close(expired, State.STOPPED, "expired"));
  }

  @Test
  void aFailedTryIsRepeatedAfterAPauseThatDoubles() {
    assertThat(due(failed("a", 9))).isEmpty();
    assertThat(due(failed("a", 11))).containsExactly(new ChannelStep.Open(ANNA, 2, NOW, true));
    assertThat(due(failed("a", 40), failed("b", 19))).isEmpty();
    assertThat(due(failed("a", 40), failed("b", 21)))
        .containsExactly(new ChannelStep.Open(ANNA, 3, NOW, true));
  }

  /** Fault 13. */
  @Test
  void afterThreeFailedTriesPollingTakesOverAndAnHourLaterItIsTriedAgain_13() {
    Channel[] lost = {failed("a", 400), failed("b", 300), failed("c", 200)};
    assertThat(due(lost)).isEmpty();
    assertThat(plan().degraded(List.of(lost))).containsExactly(ANNA.partition());
    Channel[] longLost = {failed("a", 4000), failed("b", 3900), failed("c", 3700)};
    assertThat(due(longLost)).containsExactly(new ChannelStep.Open(ANNA, 4, NOW, true));
  }

  /** Fault 13: what was tried while the old one delivered was another count. */
  @Test
  void onceAChannelHasEndedItsReplacementIsTriedAnew_13() {
    Channel ended = open("old", NOW.minusSeconds(30), WEEK);
    Channel[] renewals = {ended, failed("a", 80_000), failed("b", 79_000), failed("c", 78_000)};
    assertThat(due(renewals)).contains(new ChannelStep.Open(ANNA, 1, NOW, true));
    assertThat(plan().degraded(List.of(renewals))).isEmpty();
    Channel[] lost = {ended, failed("d", 25), failed("e", 15), failed("f", 5)};
    assertThat(due(lost)).doesNotHaveAnyElementsOfTypes(ChannelStep.Open.class);
    assertThat(plan().degraded(List.of(lost))).containsExactly(ANNA.partition());
  }

  @Test
  void failuresBeforeAChannelThatWorkedDoNotCount() {
    Channel worked = open("w", NOW.plus(Duration.ofHours(1)), WEEK.minusHours(1));
    Channel before =
        new Channel(
            "f",
            ANNA,
            null,
            new byte[0],
            State.FAILED,
            false,
            worked.createdAt().minusSeconds(9),
            worked.createdAt().minusSeconds(9),
            null,
            0,
            false);
    assertThat(due(before, worked)).containsExactly(new ChannelStep.Open(ANNA, 1, NOW, false));
  }

  @Test
  void whileGoogleHasNotAnsweredNoSecondChannelIsOpened() {
    assertThat(due(opening("a", 60, null))).isEmpty();
  }

  /** Fault 14. */
  @Test
  void aRegistrationThatCrashedIsStoppedWhereItsResourceIsKnown_14() {
    Channel orphan = opening("a", 301, "res");
    assertThat(due(orphan))
        .containsExactlyInAnyOrder(
            new ChannelStep.Open(ANNA, 1, NOW, true), new ChannelStep.Stop(orphan, "res"));
    Channel nameless = opening("b", 301, null);
    Channel sibling = open("c", NOW.plus(WEEK), WEEK);
    assertThat(due(nameless, sibling)).containsExactly(new ChannelStep.Stop(nameless, "res"));
    assertThat(due(nameless))
        .contains(
            new ChannelStep.Close(nameless, State.FAILED, "its registration was never answered"));
  }

  @Test
  void aPartitionThatIsNotWatchedAnyMoreHasItsChannelStopped() {
    Channel open = open("a", NOW.plus(WEEK), WEEK);
    assertThat(plan().due(Set.of(), List.of(open)))
        .containsExactly(new ChannelStep.Stop(open, "res"));
  }

  @Test
  void aChannelThatCouldNotBeStoppedIsTriedAgainUntilItExpires() {
    assertThat(due(open("n", NOW.plus(WEEK), WEEK), stopping(1, 19))).isEmpty();
    assertThat(due(open("n", NOW.plus(WEEK), WEEK), stopping(1, 21))).hasSize(1);
  }

  @Test
  void anAskedForRenewalDoesNotWaitForTheLastDay() {
    Channel open = open("a", NOW.plus(WEEK), WEEK);
    Channel asked =
        new Channel(
            open.id(),
            ANNA,
            "res",
            new byte[0],
            State.OPEN,
            true,
            open.createdAt(),
            open.changedAt(),
            open.expiresAt(),
            0,
            true);
    assertThat(due(asked)).containsExactly(new ChannelStep.Open(ANNA, 1, NOW, false));
  }

  private static List<ChannelStep> due(Channel... channels) {
    return plan().due(Set.of(ANNA), new ArrayList<>(List.of(channels)));
  }

  private static ChannelPlan plan() {
    return new ChannelPlan(NOW, SETTINGS);
  }

  private static Channel open(String id, Instant expiresAt, Duration life) {
    Instant made = expiresAt.minus(life);
    return channel(id, "res", State.OPEN, made, made, expiresAt, 0);
  }

  private static Channel failed(String id, long secondsAgo) {
    Instant then = NOW.minusSeconds(secondsAgo);
    return channel(id, null, State.FAILED, then, then, null, 0);
  }

  private static Channel opening(String id, long secondsAgo, @Nullable String resourceId) {
    Instant then = NOW.minusSeconds(secondsAgo);
    return channel(id, resourceId, State.OPENING, then, then, null, 0);
  }

  private static Channel stopping(int attempts, long secondsAgo) {
    Instant then = NOW.minusSeconds(secondsAgo);
    return channel("s", "res", State.STOPPING, then, then, NOW.plusSeconds(60), attempts);
  }

  private static Channel channel(
      String id,
      @Nullable String resourceId,
      State state,
      Instant createdAt,
      Instant changedAt,
      @Nullable Instant expiresAt,
      int attempts) {
    return new Channel(
        id,
        ANNA,
        resourceId,
        new byte[0],
        state,
        false,
        createdAt,
        changedAt,
        expiresAt,
        attempts,
        false);
  }
}

package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.Status;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CausedByTest {

  private static final PartitionKey ANNA = new PartitionKey("visits", "1", "primary");
  private static final Instant FIRST = Instant.parse("2030-03-01T10:00:00Z");
  private static final Instant LAST = Instant.parse("2030-03-01T10:00:07Z");

  @Test
  void aChangedRowSaysHowOftenAndWhen() {
    assertThat(CausedBy.item(item(Lane.LIVE, null, 3, null)))
        .containsEntry("by", "row")
        .containsEntry("changes", 3)
        .containsEntry("first", FIRST.toString())
        .containsEntry("last", LAST.toString())
        .containsEntry("origin", "google");
  }

  @Test
  void whatAPersonAskedComesBeforeWhatElseHappened() {
    assertThat(CausedBy.item(item(Lane.LIVE, "{}", 3, "{\"by\":\"schedule\"}")))
        .containsEntry("by", "person")
        .containsEntry("changes", 3);
  }

  @Test
  void aDecisionSaysWhoseItIsAndWhenItWasGiven() {
    String asked = "{\"winners\":{},\"who\":\"token 'ops'\",\"at\":\"2030-03-01T12:00:00Z\"}";
    assertThat(CausedBy.item(item(Lane.LIVE, asked, 0, "{\"by\":\"notification\"}")))
        .containsEntry("by", "person")
        .containsEntry("who", "token 'ops'")
        .containsEntry("at", "2030-03-01T12:00:00Z");
    assertThat(CausedBy.item(item(Lane.LIVE, "{}", 0, null)))
        .as("nobody remembers when")
        .containsOnlyKeys("by");
    assertThat(CausedBy.item(item(Lane.LIVE, "no JSON", 0, null))).containsOnlyKeys("by");

    String approved =
        "{\"by\":\"notification\",\"decided_by\":\"token 'ops'\",\"decided_at\":\"2030-03-01T13:00:00+01:00\"}";
    assertThat(CausedBy.item(approved(approved)))
        .containsEntry("by", "person")
        .containsEntry("who", "token 'ops'")
        .containsEntry("at", "2030-03-01T12:00:00Z")
        .containsEntry("decided", "approved")
        .doesNotContainKey("decided_by");
    assertThat(CausedBy.item(item(Lane.LIVE, null, 0, approved)))
        .as("changed since")
        .containsEntry("by", "notification")
        .doesNotContainKeys("decided_by", "decided_at", "who");
  }

  private static Item approved(String causedBy) {
    return item(Lane.LIVE, null, 0, causedBy, true);
  }

  @Test
  void whatAPassQueuedKeepsThatPasssReason() {
    assertThat(
            CausedBy.item(item(Lane.LIVE, null, 0, "{\"by\":\"notification\",\"message\":\"7\"}")))
        .containsEntry("by", "notification")
        .containsEntry("message", "7")
        .doesNotContainKey("changes");
  }

  @Test
  void whatWasReplayedNamesWhoDidThatBesideWhatHadChanged() {
    String replay = "{\"by\":\"replay\",\"who\":\"token 'ops'\",\"at\":\"2030-03-01T12:00:00Z\"}";

    assertThat(CausedBy.item(item(Lane.LIVE, null, 2, replay)))
        .containsEntry("by", "replay")
        .containsEntry("who", "token 'ops'")
        .containsEntry("at", "2030-03-01T12:00:00Z")
        .containsEntry("changes", 2)
        .containsEntry("first", FIRST.toString());
    assertThat(CausedBy.item(item(Lane.LIVE, Offer.AGAIN, 0, replay)))
        .as("that it is tried again is no decision")
        .containsEntry("by", "replay")
        .containsEntry("who", "token 'ops'");
  }

  @Test
  void aComparisonSaysSo() {
    assertThat(CausedBy.item(item(Lane.BACKFILL, null, 0, null))).containsEntry("by", "reconcile");
  }

  @Test
  void aListingSaysWhoAskedAndWhichCallItWas() {
    assertThat(CausedBy.listing("{\"by\":\"schedule\"}", "events.list", Duration.ofMillis(81)))
        .containsEntry("by", "schedule")
        .containsEntry("call", "events.list")
        .containsEntry("call_ms", 81L);
    assertThat(CausedBy.listing(null, null, Duration.ZERO)).isEmpty();
  }

  @Test
  void momentsHaveOneSpellingWhateverZoneTheDatabaseWroteThemIn() {
    String asked = "{\"by\":\"schedule\",\"at\":\"2030-03-01T11:00:00.5+01:00\"}";

    assertThat(CausedBy.listing(asked, null, Duration.ZERO))
        .containsEntry("at", "2030-03-01T10:00:00.500Z");
    assertThat(CausedBy.item(item(Lane.LIVE, null, 0, asked)))
        .containsEntry("at", "2030-03-01T10:00:00.500Z");
  }

  @Test
  void twoPassesOfOneLeaseAreTwo() {
    Lease lease = new Lease(7, ANNA, 12, "node", LAST);

    assertThat(CausedBy.pass(lease, FIRST))
        .startsWith("7-12-")
        .isNotEqualTo(CausedBy.pass(lease, FIRST.plusNanos(1000)));
  }

  private static Item item(
      Lane lane, @Nullable String asked, int changes, @Nullable String causedBy) {
    return item(lane, asked, changes, causedBy, false);
  }

  private static Item item(
      Lane lane, @Nullable String asked, int changes, @Nullable String causedBy, boolean approved) {
    return new Item(
        1,
        7,
        ANNA,
        Direction.TO_GOOGLE,
        "42",
        Status.PROCESSING,
        lane,
        null,
        1,
        0,
        FIRST,
        LAST,
        LAST,
        "google",
        approved,
        false,
        asked,
        null,
        null,
        null,
        null,
        changes,
        causedBy);
  }
}

package dev.lockstep.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Asked;
import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Side;
import dev.lockstep.queue.Effect;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AskedJsonTest {

  @Test
  void whatTheQueueAsksToBeTriedAgainIsWhatTheMergeUnderstands() {
    assertThat(AskedJson.write(Asked.AGAIN)).isEqualTo(Offer.AGAIN);
  }

  @Test
  void whatAPersonDiscardedIsGivenUpAlthoughItWasToBeTriedAgain() {
    assertThat(AskedJson.of(discarded(null))).isEqualTo(Asked.giveUp(Side.TARGET));
    assertThat(AskedJson.of(discarded(Offer.AGAIN))).isEqualTo(Asked.giveUp(Side.TARGET));
  }

  private static Item discarded(@Nullable String asked) {
    Instant at = Instant.parse("2030-03-01T10:00:00Z");
    return new Item(
        1,
        1,
        new PartitionKey("visits", "1", "primary"),
        Direction.FROM_GOOGLE,
        "id",
        Status.PROCESSING,
        Lane.LIVE,
        Effect.DELETE,
        1,
        0,
        at,
        at,
        at,
        null,
        false,
        true,
        asked,
        null,
        null,
        null,
        null,
        0,
        null);
  }
}

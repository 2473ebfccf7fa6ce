package dev.lockstep.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Asked;
import dev.lockstep.queue.Offer;
import org.junit.jupiter.api.Test;

class AskedJsonTest {

  @Test
  void whatTheQueueAsksToBeTriedAgainIsWhatTheMergeUnderstands() {
    assertThat(AskedJson.write(Asked.AGAIN)).isEqualTo(Offer.AGAIN);
  }
}

package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintsTest {

  @Test
  void manyAreToldApartAndFoundAgain() {
    Fingerprints fingerprints = new Fingerprints();

    for (int i = 0; i < 100_000; i++) {
      assertThat(fingerprints.add("key " + i)).isTrue();
    }

    for (int i = 0; i < 100_000; i++) {
      assertThat(fingerprints.has("key " + i)).isTrue();
    }
    assertThat(fingerprints.add("key 7")).isFalse();
    assertThat(fingerprints.has("key 100000")).isFalse();
  }
}

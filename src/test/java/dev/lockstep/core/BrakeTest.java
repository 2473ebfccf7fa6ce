package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrakeTest {

  @ParameterizedTest
  @CsvSource({
    // records, deleted or blanked, of these deleted, changed from Google: held
    "100, 25, 25, 0, []",
    "100, 26, 26, 0, [DELETES_OR_BLANKS]",
    "100, 26, 0, 0, [DELETES_OR_BLANKS]",
    "1000, 100, 100, 0, []",
    "1000, 101, 101, 0, [DELETES_OR_BLANKS]",
    "150, 0, 0, 100, []",
    "150, 0, 0, 101, [CHANGES_FROM_GOOGLE]",
    "1000, 0, 0, 500, []",
    "1000, 0, 0, 501, [CHANGES_FROM_GOOGLE]",
    "5, 4, 4, 5, []",
    "5, 5, 5, 0, [DELETES_OR_BLANKS]",
    "5, 5, 4, 0, []",
    "4, 4, 4, 4, []",
    "1000, 101, 101, 501, '[DELETES_OR_BLANKS, CHANGES_FROM_GOOGLE]'",
  })
  void whatLooksLikeADisasterIsHeld(
      int records, int deletedOrBlanked, int deleted, int changed, String held) {
    assertThat(
            Brake.DEFAULT
                .holds(new Brake.Figures(records, deletedOrBlanked, deleted, changed))
                .toString())
        .isEqualTo(held);
  }
}

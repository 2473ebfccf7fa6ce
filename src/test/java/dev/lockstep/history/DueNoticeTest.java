package dev.lockstep.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DueNoticeTest {

  @Test
  void ofSeveralRecordsTheMessageIsSaidToBeTheLatestOnly() {
    assertThat(notice("10", "12").line()).endsWith("count=2 keys=10,12 message=\"the latest: no\"");
    assertThat(notice("10").line()).endsWith("count=2 keys=10 message=\"no\"");
  }

  private static DueNotice notice(String... keys) {
    return new DueNotice(
        1,
        NoticeKind.FAILED,
        "visits",
        "1",
        "primary",
        "calendar",
        "admin",
        2,
        List.of(keys),
        "no");
  }
}

package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TabsTest {

  private final SheetTests sheet = new SheetTests();
  private final List<Boolean> hits = new ArrayList<>();
  private Instant now = Instant.parse("2027-03-01T09:00:00Z");
  private final Tabs tabs =
      new Tabs(sheet.calls, sheet.store, "test-instance", hits::add, () -> now);

  @AfterEach
  void close() {
    sheet.close();
  }

  private boolean isKnown() throws Exception {
    tabs.of(sheet.partition, sheet.rules, sheet.shape);
    return hits.getLast();
  }

  @Test
  void whatIsKnownOfASpreadsheetIsKeptForTenMinutes() throws Exception {
    assertThat(isKnown()).isFalse();
    now = now.plusSeconds(599);
    assertThat(isKnown()).isTrue();
    now = now.plusSeconds(1);
    assertThat(isKnown()).isFalse();
  }

  @Test
  void aNotificationDropsItOnceItIsAMinuteOld() throws Exception {
    isKnown();
    sheet.store.heard(List.of(sheet.partition));

    tabs.heard(sheet.partition, sheet.store.heard(sheet.partition));
    assertThat(isKnown()).as("a script tells of each keystroke").isTrue();

    now = now.plusSeconds(61);
    tabs.heard(sheet.partition, sheet.store.heard(sheet.partition));
    assertThat(isKnown()).isFalse();

    now = now.plusSeconds(61);
    tabs.heard(sheet.partition, sheet.store.heard(sheet.partition));
    assertThat(isKnown()).as("nothing was heard since").isTrue();
  }
}

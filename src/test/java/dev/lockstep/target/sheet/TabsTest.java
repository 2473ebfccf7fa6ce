package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.target.TargetException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
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

  /** Each node has a store of its own; the database is one. */
  @Test
  void twoNodesThatBeginWithOneTitledSpreadsheetEndWithOne() throws Exception {
    sheet.sandbox.fault(
        "{\"kind\": \"latency\", \"millis\": 700, \"method\": \"POST\", \"path\": \"/drive/v3/files\"}");
    Tabs other = new Tabs(sheet.calls, sheet.secondNode(), "test-instance", hit -> {}, () -> now);
    CyclicBarrier together = new CyclicBarrier(2);
    try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> ids =
          List.of(
              nodes.submit(() -> begin(tabs, "Visits", together)),
              nodes.submit(() -> begin(other, "More", together)));
      assertThat(ids.get(0).get()).isEqualTo(ids.get(1).get());
    }
    assertThat(
            SheetTests.at(
                    () ->
                        sheet
                            .google
                            .clients()
                            .drive("anna")
                            .files()
                            .list()
                            .setQ("name = 'Visits'")
                            .execute())
                .getFiles())
        .hasSize(1);
  }

  private String begin(Tabs node, String tab, CyclicBarrier together) throws Exception {
    together.await();
    for (int tries = 1; ; tries++) {
      try {
        return node.of(sheet.partitionOf(tab), sheet.rules(tab), sheet.shape).spreadsheetId();
      } catch (TargetException busy) {
        assertThat(busy.failure().reason()).isEqualTo("busy");
        assertThat(tries).isLessThan(100);
        LockSupport.parkNanos(100_000_000);
      }
    }
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

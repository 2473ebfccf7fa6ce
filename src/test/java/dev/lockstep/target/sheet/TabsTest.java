package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.SyncDefinition.Spreadsheet;
import dev.lockstep.target.TargetException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

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
        "{\"kind\": \"latency\", \"millis\": 1500, \"method\": \"POST\", \"path\": \"/drive/v3/files\"}");
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
    sheet.store.looks().heard(List.of(sheet.partition));

    tabs.heard(sheet.partition, sheet.store.looks().heard(sheet.partition));
    assertThat(isKnown()).as("a script tells of each keystroke").isTrue();

    now = now.plusSeconds(61);
    tabs.heard(sheet.partition, sheet.store.looks().heard(sheet.partition));
    assertThat(isKnown()).isFalse();

    now = now.plusSeconds(61);
    tabs.heard(sheet.partition, sheet.store.looks().heard(sheet.partition));
    assertThat(isKnown()).as("nothing was heard since").isTrue();
  }

  private final PartitionKey twin = new PartitionKey("twin", "anna", "Visits");

  private void runs(PartitionKey partition) {
    jdbc()
        .sql("INSERT INTO lockstep.sync_partition (sync, account, calendar) VALUES (?, ?, ?)")
        .params(partition.sync(), partition.account(), partition.calendar())
        .update();
    jdbc()
        .sql("INSERT INTO lockstep.sync_definition (sync, definition) VALUES (?, '{}')")
        .param(partition.sync())
        .update();
  }

  private JdbcClient jdbc() {
    return JdbcClient.create(sheet.database);
  }

  /** By its id, which the other sync does not name. */
  private SheetRules rulesOfTwin() {
    return SheetTests.rules(new Spreadsheet.Id(sheet.spreadsheetId()), "Visits");
  }

  /** As after a restart: nothing is kept. */
  private Tab begun(PartitionKey partition, SheetRules rules) throws Exception {
    return new Tabs(sheet.calls, sheet.secondNode(), "test-instance", hit -> {}, () -> now)
        .of(partition, rules, sheet.shape);
  }

  private void assertThatItIsLeft(
      PartitionKey to, PartitionKey by, ThrowableAssert.ThrowingCallable beginning) {
    assertThatThrownBy(beginning)
        .isInstanceOf(TabFault.class)
        .hasMessageContaining(
            "sync '%s' keeps tab 'Visits' of spreadsheet 'Visits'".formatted(to.sync()))
        .hasMessageContaining("give sync '%s' a tab of its own".formatted(by.sync()));
  }

  @Test
  void aTabThatAnotherSyncKeepsIsLeftToItUntilThatIsGone_46() throws Exception {
    runs(sheet.partition);
    runs(twin);
    Tab tab = begun(sheet.partition, sheet.rules);

    assertThatItIsLeft(sheet.partition, twin, () -> begun(twin, rulesOfTwin()));
    assertThatItIsLeft(sheet.partition, twin, () -> tabs.find(twin, rulesOfTwin()));
    assertThat(sheet.store.tabs().find(twin)).isEmpty();
    assertThat(begun(sheet.partition, sheet.rules)).isEqualTo(tab);

    SheetRules rules = rulesOfTwin();
    jdbc()
        .sql("UPDATE lockstep.sync_definition SET absent_since = now() WHERE sync = 'visits'")
        .update();
    assertThat(begun(twin, rules)).isEqualTo(tab);

    jdbc().sql("UPDATE lockstep.sync_definition SET absent_since = NULL").update();
    assertThatItIsLeft(sheet.partition, twin, () -> begun(twin, rules));
    assertThat(begun(sheet.partition, sheet.rules)).as("it was there before").isEqualTo(tab);
  }

  @Test
  void ofTwoNodesThatBeginWithOneTabAtOnceOneKeepsIt_46() throws Exception {
    runs(sheet.partition);
    runs(twin);
    List<SheetStore> nodes = List.of(sheet.store, sheet.secondNode());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 30; round++) {
        CyclicBarrier together = new CyclicBarrier(2);
        List<Future<Optional<String>>> keepers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          SheetStore node = nodes.get(i);
          PartitionKey partition = i == 0 ? sheet.partition : twin;
          keepers.add(
              threads.submit(
                  () -> {
                    together.await();
                    return node.tabs().remember(partition, "book", 7, "Etc/UTC");
                  }));
        }
        assertThat(List.of(keepers.get(0).get(), keepers.get(1).get()))
            .as("round %d", round)
            .containsOnlyOnce(Optional.empty());
        jdbc().sql("DELETE FROM lockstep.sheet_tab").update();
      }
    }
  }
}

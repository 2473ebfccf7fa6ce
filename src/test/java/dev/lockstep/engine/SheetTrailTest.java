package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.history.HistoryEntry;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.Timeline;
import dev.lockstep.testing.SecondApplication;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Why a row of a sheet or of its table changed, by the record's own history. */
@SecondApplication
class SheetTrailTest {

  private static Ledgers ledgers;
  private static Ledger stock;
  private static Ledger refused;

  @BeforeAll
  static void start() {
    ledgers = new Ledgers();
    stock = ledgers.open("stock", 3, "");
    refused = ledgers.open("refused", 3, "");
    ledgers.run();
    stock.inStep();
    refused.inStep();
  }

  @AfterAll
  static void stop() {
    ledgers.close();
  }

  private static <E extends HistoryEvent> List<E> history(
      Ledger ledger, String key, Class<E> kind) {
    return new Timeline(ledgers.jdbc)
        .of(ledger.name(), key, 100).stream()
            .map(HistoryEntry::event)
            .filter(kind::isInstance)
            .map(kind::cast)
            .toList();
  }

  @Test
  void theFirstLoadIsOneCallInTheHistoryOfEachRecord() {
    for (String key : List.of("P1", "P2", "P3")) {
      HistoryEvent.Change change =
          history(stock, key, HistoryEvent.Change.class).stream()
              .filter(line -> line.action() == HistoryEvent.Action.INSERT)
              .findFirst()
              .orElseThrow();
      assertThat(change.trail().method()).isEqualTo("spreadsheets.batchUpdate");
      assertThat(change.trail().took()).isPositive();
      assertThat(history(stock, key, HistoryEvent.Attempt.class))
          .filteredOn(
              attempt -> attempt.trail().calls().equals(List.of(change.trail().calls().getLast())))
          .singleElement()
          .satisfies(
              attempt -> {
                assertThat(attempt.key()).isNull();
                assertThat(attempt.records()).isEqualTo(3);
                assertThat(attempt.failure()).isNull();
              });
    }
  }

  @Test
  void aCellThatAPersonTypedSaysWhichLookBroughtIt() {
    stock.typeName("P2", "Typed");
    soon().until(() -> stock.held().get("P2").getFirst().equals("Typed"));

    assertThat(
            history(stock, "P2", HistoryEvent.Change.class).stream()
                .filter(change -> change.side() == HistoryEvent.Side.SOURCE)
                .toList()
                .getLast()
                .trail()
                .causedBy())
        .satisfies(why -> assertThat(why.get("by")).isIn("schedule", "notification"))
        .containsEntry("call", "spreadsheets.values.batchGetByDataFilter")
        .containsKeys("at", "call_ms");
  }

  @Test
  void everyRefusedBatchIsInTheHistoryOfTheRecordsThatItCarried() {
    long before = ledgers.lastRequest();
    refused.pause();
    refused.set("P1", "pieces = 11");
    refused.set("P2", "pieces = 12");
    refused.set("P3", "pieces = 13");
    // So that one pass takes all three.
    soon()
        .until(
            () ->
                ledgers.count(
                        "SELECT count(*) FROM lockstep.sync_queue WHERE sync = 'refused'"
                            + " AND direction = 'to_google' AND not_before <= lockstep.clock()")
                    == 3);
    ledgers.sandbox.fault(
        """
        {"kind": "status", "method": "POST", "path": "%s:batchUpdate$", "code": 400, "times": 2}"""
            .formatted(refused.id()));
    refused.resume();
    refused.inStep();

    long refusals = 0;
    for (JsonNode request : ledgers.sandbox.requests(before)) {
      boolean isOurs = request.path("path").asText().endsWith(refused.id() + ":batchUpdate");
      refusals += isOurs && request.path("status").asInt() == 400 ? 1 : 0;
    }
    assertThat(refusals).isEqualTo(2);
    for (String key : List.of("P1", "P2", "P3")) {
      HistoryEvent.Change change = history(refused, key, HistoryEvent.Change.class).getLast();
      assertThat(change.trail().causedBy()).containsEntry("by", "row");
      assertThat(change.trail().calls()).as("two refusals and what carried it").hasSize(3);
      assertThat(history(refused, key, HistoryEvent.Attempt.class))
          .filteredOn(attempt -> attempt.failure() != null)
          .hasSize(2)
          .allSatisfy(
              attempt -> {
                assertThat(attempt.records()).isEqualTo(3);
                assertThat(attempt.took()).isPositive();
                assertThat(change.trail().calls()).containsAll(attempt.trail().calls());
              });
    }
  }
}

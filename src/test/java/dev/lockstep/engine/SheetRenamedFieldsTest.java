package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static dev.lockstep.engine.Planning.diffs;
import static dev.lockstep.engine.Planning.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.source.WakeUp;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;

/** A person renames a header, and the definition follows: what both sides agreed on stands. */
@ExtendWith(OwnOutput.class)
class SheetRenamedFieldsTest {

  private static final String[] UNLIMITED = {
    "--lockstep.sheets.settle=1s",
    "--lockstep.google.limits.sheets-per-account-per-minute=60000",
    "--lockstep.google.limits.sheets-per-project-per-minute=60000"
  };

  @TempDir static Path home;
  private static Ledgers after;
  private static Ledger renamed;
  private static Ledger byHand;
  private static Ledger beside;
  private static JsonNode plan;

  @BeforeAll
  static void start(CapturedOutput output) {
    TestDatabase database = TestDatabase.empty();
    TestSandbox sandbox = TestSandbox.start();
    Ledgers before = new Ledgers(database, sandbox);
    renamed = before.open("renamed", 6, "conflict: latest-wins");
    byHand = before.open("byhand", 6, "conflict: manual");
    beside = before.open("beside", 6, "conflict: latest-wins");
    before.run();
    List<Ledger> all = List.of(renamed, byHand, beside);
    all.forEach(Ledger::inStep);
    renamed.set("P3", "pieces = 300");
    renamed.inStep();
    for (Ledger ledger : List.of(renamed, byHand)) {
      ledger.type("C1", "[[\"Count\"]]");
      soon().until(() -> ledger.waitsFor().contains("write 'Count' instead of 'Pieces'"));
      ledger.set("P1", "pieces = 1111");
      ledger.type("C3", "[[2222]]");
    }
    beside.type("D1", "[[\"Count\"]]");
    before.lockstep.close();

    plan =
        new Planning(database, sandbox, home)
            .plan("renamed", definition(before, "renamed"), output, UNLIMITED);

    after = new Ledgers(database, sandbox);
    all.forEach(ledger -> after.define(ledger.name(), definition(before, ledger.name())));
    after.run();
  }

  private static String definition(Ledgers ledgers, String name) {
    return ledgers.definition(name).replace("Pieces: pieces", "Count: pieces");
  }

  @AfterAll
  static void stop() {
    after.close();
  }

  @Test
  void thePlanOfTheNewDefinitionShowsWhatHasChangedAlone() {
    assertThat(diffs(record(plan, "P1").path("google"))).containsExactly("Count: 1 -> 1111");
    assertThat(diffs(record(plan, "P2").path("row"))).containsExactly("Count: 2 -> 2222");
    assertThat(plan.path("records")).hasSize(2);
  }

  @Test
  void whatOneSideChangedMeanwhileFlowsAndIsNoConflict_26() {
    for (Ledger ledger : List.of(renamed, byHand)) {
      soon().untilAsserted(() -> assertThat(counts(ledger).getFirst()).isEqualTo("1111"));
      soon().untilAsserted(() -> assertThat(ledger.held().get("P2")).contains("2222"));
      soon().until(ledger::isIdle);
      assertThat(ledger.held().get("P1")).contains("1111");
      assertThat(counts(ledger)).startsWith("1111", "2222");
      assertThat(conflicts(ledger)).isZero();
      assertThat(ledger.state("P1")).isEqualTo("linked");
    }
  }

  @Test
  void aVersionThatTheHistoryHasUnderTheOldNameIsBroughtBack() {
    long version =
        after.count(
            "SELECT min(id) FROM lockstep.sync_audit WHERE sync = 'renamed' AND key = 'P3'"
                + " AND kind = 'change'");
    renamed.set("P3", "pieces = 33");
    soon().untilAsserted(() -> assertThat(counts(renamed).get(2)).isEqualTo("33"));

    new ByHand(after.jdbc).restore("renamed", "P3", version, null, "a test");

    soon().untilAsserted(() -> assertThat(renamed.held().get("P3")).contains("3"));
    soon().untilAsserted(() -> assertThat(counts(renamed).get(2)).isEqualTo("3"));
  }

  /** Its blank cells would pass for values that a person has deleted. */
  @Test
  void anotherColumnOfThatNameIsNotTakenForTheRenamedOne() {
    soon()
        .until(
            () ->
                beside
                    .waitsFor()
                    .contains(
                        "calls 'Count' what was called 'Pieces', and column C still is: name that one 'Count'"));
    assertThat(beside.held().get("P1")).containsExactly("Part 1", "1");

    beside.type("D1", "[[\"\"]]");
    beside.type("C1", "[[\"Count\"]]");
    beside.set("P6", "pieces = 66");
    after.jdbc.sql("UPDATE lockstep.sync_partition SET back_off_until = NULL").update();
    after.lockstep.bean(WakeUp.class).wake();
    soon()
        .untilAsserted(
            () -> assertThat(counts(beside)).containsExactly("1", "2", "3", "4", "5", "66"));
    beside.type("D1", "[[\"Pieces\"]]");
    beside.set("P5", "pieces = 55");
    soon().untilAsserted(() -> assertThat(counts(beside).get(4)).isEqualTo("55"));
    assertThat(beside.waitsFor()).isEmpty();
  }

  private static List<String> counts(Ledger ledger) {
    List<String> counts = new ArrayList<>();
    ledger.values(ledger.name() + "!C2:C").forEach(row -> counts.add(row.path(0).asText()));
    return counts;
  }

  private static long conflicts(Ledger ledger) {
    return after.count(
        "SELECT count(*) FROM lockstep.sync_audit a WHERE sync = '%s' AND key <> 'P3' AND a.lost IS NOT NULL"
            .formatted(ledger.name()));
  }
}

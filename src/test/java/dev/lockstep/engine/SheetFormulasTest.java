package dev.lockstep.engine;

import static dev.lockstep.engine.Ledgers.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Report;
import dev.lockstep.engine.Ledgers.Ledger;
import dev.lockstep.history.Timeline;
import dev.lockstep.history.WayBack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A person's formula in a mapped cell is never overwritten; what the row has meanwhile is owed. */
class SheetFormulasTest {

  private static Ledgers ledgers;
  private static Ledger both;
  private static Ledger cleared;
  private static Ledger restored;
  private static Ledger span;

  @BeforeAll
  static void start() {
    ledgers = new Ledgers();
    both = ledgers.open("both", 4, "conflict: latest-wins");
    cleared = ledgers.open("cleared", 4, "conflict: manual");
    restored =
        ledgers.open(
            "restored",
            4,
            "oneWayEdits: restore",
            "{ No: no, Name: name, Pieces: { column: pieces, direction: to-google } }");
    span = ledgers.open("span", 4, "");
    for (Ledger ledger : List.of(both, cleared, restored, span)) {
      ledgers.define(
          ledger.name(),
          ledgers
              .definition(ledger.name())
              .replace("account: finance,", "account: finance, cellNotes: true,"));
    }
    ledgers.run();
    List.of(both, cleared, restored, span).forEach(Ledger::inStep);
  }

  @AfterAll
  static void stop() {
    ledgers.close();
  }

  @Test
  void whatAFormulaKeepsOutIsToldAndOwedAndFlowsOnceItIsGone_30() {
    formulaIsTaken(both);
    both.set("P1", "pieces = 9, name = 'With it'");

    soon().untilAsserted(() -> assertThat(both.deadLetters()).hasSize(1));
    assertThat(both.deadLetters().getFirst()).startsWith("P1: the formula under 'Pieces'");
    assertThat(both.seen()).singleElement().asString().contains("\"Pieces\": \"9\"");
    assertThat(both.shown().get("P1")).containsExactly("With it", "2");
    assertThat(both.held().get("P1")).containsExactly("With it", "9");
    soon().untilAsserted(() -> assertThat(note(both)).contains("the formula under 'Pieces'"));
    assertThat(written(both)).containsExactly("Name");

    PlannedRecord planned = planned("both");
    assertThat(planned.remote().action()).isEqualTo(PlannedRecord.Action.NONE);
    assertThat(planned.reports()).extracting(Report::kind).containsExactly(Report.Kind.NOT_WRITTEN);

    both.replay();
    soon().until(() -> both.items("failed") == 1);
    assertThat(written(both)).containsExactly("Name");
    assertThat(both.told()).filteredOn(text -> text.contains("formula under")).hasSize(1);

    both.type("C" + both.rowOf("P1"), "[[2]]");
    both.inStep();
    assertThat(both.shown().get("P1")).containsExactly("With it", "9");
    assertThat(both.deadLetters()).isEmpty();
    soon().untilAsserted(() -> assertThat(note(both)).isEmpty());
  }

  @Test
  void aFormulaThatIsClearedIsAnEditLikeAnyOther_30() {
    formulaIsTaken(cleared);
    cleared.set("P1", "pieces = 9");
    soon().untilAsserted(() -> assertThat(cleared.deadLetters()).hasSize(1));

    cleared.type("C" + cleared.rowOf("P1"), "[[\"\"]]");

    soon().until(() -> cleared.state("P1").equals("conflict"));
    assertThat(cleared.held().get("P1")).contains("9");
  }

  @Test
  void aFormulaWhereNothingFlowsBackIsLeftAndNothingElseIsSaid_30() {
    restored.type("C" + restored.rowOf("P1"), "[[\"=1+1\"]]");

    soon().untilAsserted(() -> assertThat(restored.deadLetters()).hasSize(1));
    assertThat(restored.shown().get("P1")).contains("2");
    assertThat(written(restored)).isEmpty();
  }

  @Test
  void aSpanThatARestoreCannotBringBackThereIsNotAsItWas_30() {
    String since = "" + new Timeline(ledgers.jdbc).now();
    formulaIsTaken(span);

    assertThat(Typed.run(ledgers.database, "restore", "span", "--since", since, "--yes")).isZero();

    soon().untilAsserted(() -> assertThat(span.held().get("P1")).contains("1"));
    soon().untilAsserted(() -> assertThat(span.deadLetters()).hasSize(1));
    assertThat(span.shown().get("P1")).contains("2");
    assertThat(written(span)).isEmpty();
    SpanRestore restore = new SpanRestore(ledgers.jdbc);
    SpanRestore.Wanted wanted =
        restore.wanted("span", Instant.parse(since), null, null, null, false);
    assertThat(restore.look(wanted, "", 10).records())
        .extracting(SpanRestore.Planned::way)
        .containsExactly(new WayBack.Left(WayBack.Why.KEPT_OUT));
  }

  private static void formulaIsTaken(Ledger ledger) {
    ledger.type("C" + ledger.rowOf("P1"), "[[\"=1+1\"]]");
    soon().until(() -> ledger.held().get("P1").contains("2"));
    soon().until(ledger::isIdle);
  }

  private static PlannedRecord planned(String sync) {
    List<PlannedRecord> planned = new ArrayList<>();
    ledgers.lockstep.bean(Plans.class).of(sync, planned::add);
    assertThat(planned).hasSize(1);
    return planned.getFirst();
  }

  private static String note(Ledger ledger) {
    return ledgers
        .lockstep
        .google(
            Ledgers.PERSON,
            "GET",
            "v4/spreadsheets/%s?ranges=%s!C%d&fields=sheets.data.rowData.values.note"
                .formatted(ledger.id(), ledger.name(), ledger.rowOf("P1")),
            "")
        .at("/sheets/0/data/0/rowData/0/values/0/note")
        .asText();
  }

  /** Fields that the history says were changed at Google after the first load. */
  private static List<String> written(Ledger ledger) {
    return ledgers
        .jdbc
        .sql(
            """
            SELECT DISTINCT jsonb_object_keys(after)
            FROM lockstep.sync_audit
            WHERE sync = ? AND kind = 'change' AND side = 'target' AND action = 'update'
            """)
        .param(ledger.name())
        .query(String.class)
        .list();
  }
}

package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Page;
import dev.lockstep.target.Remote;
import dev.lockstep.target.TargetException;
import dev.lockstep.target.Write;
import dev.lockstep.testing.BesideOthers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Batches of which nobody knows for a while what became of them (FAULTS 4, 17, 59). */
@BesideOthers
class SheetLostBatchesTest extends FourRows {

  /** FAULTS 59: what is put back misses, and then nobody can go on for a while. */
  @Test
  void whatARepairHitIsPutBackThoughTheNextOneHadToWait_24_59() {
    sortedAgain(
        """
        {"kind": "status", "code": 503, "reason": "backendError", "method": "POST", "path": ".*DataFilter", "times": 1}""",
        5);
  }

  /** FAULTS 59: what is put back misses, and its answer is lost. */
  @Test
  void whatARepairHitIsPutBackThoughItsAnswerIsLost_24_59() {
    sortedAgain(
        """
        {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""",
        4);
  }

  private void sortedAgain(String fault, int atCall) {
    int[] calls = {0};
    assertThatThrownBy(
            () ->
                sheet.target.write(
                    sheet.partition,
                    List.of(patch("a", "ours"), patch("b", "mine")),
                    () -> {
                      calls[0]++;
                      if (calls[0] == 2) {
                        sortsDownwards();
                      }
                      if (calls[0] == 4) {
                        sortsUpwards();
                      }
                      if (calls[0] == atCall) {
                        sheet.sandbox.fault(fault);
                      }
                    }))
        .isInstanceOf(TargetException.class);

    sheet.target().changes(sheet.partition, "before", null);

    areWhole("a", "b", "c", "d");
    assertThat(sheet.store.batches().unsettled(sheet.spreadsheetId())).isEmpty();
  }

  /** FAULTS 25: and its answer is lost. */
  @Test
  void aRowThatWasMadeWhileColumnsMovedIsTakenAwayBeforeAnythingIsRead_4_25() {
    Write.Insert insert =
        new Write.Insert(
            "e", "e", Fields.of("summary", Value.text("Se"), "location", Value.text("Le")), 3);
    isSentUnanswered(List.of(insert), this::movesTheKeysRight);

    assertThat(sheet.target().changes(sheet.partition, "before", null).items()).isEmpty();
    showsFourRowsBesideMovedKeys();
  }

  /** FAULTS 59: the answer is lost, a sort fell in between: nothing misplaced is ever read. */
  @Test
  void whatALostBatchHitIsPutBackBeforeAnythingIsRead_59() {
    isSentUnanswered(List.of(patch("a", "ours"), patch("b", "mine")), this::sortsDownwards);

    SheetTarget next = sheet.target();
    Page page = next.changes(sheet.partition, "before", null);

    assertThat(page.items()).isEmpty();
    areWhole("a", "b", "c", "d");
    assertThat(sheet.told.misplaced).hasSize(2);
  }

  /** FAULTS 59: and before anybody could look, a person moved a column. */
  @Test
  void whatALostBatchHitIsPutBackThoughItsColumnMovedSince_26_59() {
    isSentUnanswered(List.of(patch("a", "ours"), patch("b", "mine")), this::sortsDownwards);
    insertsAColumn(1);

    sheet.target().changes(sheet.partition, "before", null);

    assertThat(sheet.rows())
        .extracting(row -> row.subList(0, 4))
        .containsExactlyInAnyOrder(
            List.of("a", "", "Sa", "La"),
            List.of("b", "", "Sb", "Lb"),
            List.of("c", "", "Sc", "Lc"),
            List.of("d", "", "Sd", "Ld"));
  }

  /** Two syncs, two tabs, one hidden tab: whoever comes first settles what either left behind. */
  @Test
  void anotherTabsLostBatchIsSettledBeforeTheHiddenTabIsCleared() {
    isSentUnanswered(List.of(patch("a", "ours")), this::sortsDownwards);

    SheetTarget other = sheet.secondTab("Others");
    PartitionKey others = sheet.partitionOf("Others");
    other.changes(others, null, null);
    List<Outcome> outcomes =
        other.write(
            others,
            List.of(new Write.Insert("x", "x", Fields.of("summary", Value.text("X")), 9)),
            () -> {});

    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Written);
    areWhole("a", "b", "c", "d");
  }

  /** FAULTS 59: what stands there is ours, though nobody could put back yet what else was hit. */
  @Test
  void aBatchWhoseHitsCannotBePutBackYetIsNotTakenForUntried_17_59() {
    String refused =
        """
        {"kind": "status", "code": 429, "reason": "rateLimitExceeded", "method": "POST", "path": "%s", "times": 1}""";

    isOfUnknownFate(3, () -> sheet.sandbox.fault(refused.formatted(".*DataFilter")));
  }

  @Test
  void aBatchIsNotTakenForUntriedWhereItsRepairIsRefused_17_59() {
    String refused =
        """
        {"kind": "status", "code": 400, "reason": "badRequest", "method": "POST", "path": ".*:batchUpdate", "times": 1}""";

    isOfUnknownFate(4, () -> sheet.sandbox.fault(refused));
  }

  @Test
  void aBatchIsNotTakenForUntriedWhereNobodyCanReadWhatItsHitsShowNow_17_59() {
    String refused =
        """
        {"kind": "status", "code": 503, "reason": "backendError", "method": "POST", "path": ".*DataFilter", "times": 1}""";

    isOfUnknownFate(4, () -> sheet.sandbox.fault(refused));
  }

  /** The database goes between call and outcome; even what is to be told cannot be looked up. */
  @Test
  void aBatchIsNotTakenForUntriedWhereTheDatabaseWentMeanwhile_1_40() {
    int[] calls = {0};
    assertThatThrownBy(
            () ->
                sheet.target.write(
                    sheet.partition,
                    List.of(patch("a", "ours")),
                    () -> sheet.database.isAway = ++calls[0] == 2))
        .isInstanceOfSatisfying(
            TargetException.class,
            stopped -> assertThat(stopped.settled()).hasOnlyElementsOfType(Outcome.Failed.class));
    sheet.database.isAway = false;

    assertThat(row("a")).startsWith("a", "Sa", "ours");
  }

  /** The batch is carried out right after a person did this, and nobody hears of it. */
  private void isSentUnanswered(List<Write> writes, Runnable person) {
    assertThatThrownBy(
            () ->
                write(
                    writes,
                    () -> {
                      person.run();
                      theNextAnswerIsLost();
                    }))
        .isInstanceOf(TargetException.class);
  }

  /**
   * Of two rows one is hit; then something goes wrong.
   *
   * @param call before which: 1 reads, 2 writes, 3 looks for what is to be put back, 4 does it
   */
  private void isOfUnknownFate(int call, Runnable trouble) {
    int[] calls = {0};
    assertThatThrownBy(
            () ->
                sheet.target.write(
                    sheet.partition,
                    List.of(patch("a", "ours"), patch("b", "mine")),
                    () -> {
                      calls[0]++;
                      if (calls[0] == 2) {
                        sheet.type("Visits!C" + sheet.rowOf("b"), List.of(List.of("theirs")));
                      }
                      if (calls[0] == call) {
                        trouble.run();
                      }
                    }))
        .isInstanceOfSatisfying(
            TargetException.class,
            stopped ->
                assertThat(stopped.settled())
                    .hasSize(2)
                    .allSatisfy(
                        outcome ->
                            assertThat(outcome)
                                .isInstanceOfSatisfying(
                                    Outcome.Failed.class,
                                    failed ->
                                        assertThat(failed.failure().scope())
                                            .isNotEqualTo(Failure.Scope.RECORD))));

    assertThat(sheet.target().changes(sheet.partition, "before", null).items())
        .extracting(Remote::remoteId)
        .contains("a", "b");
    assertThat(row("a")).startsWith("a", "Sa", "ours");
    assertThat(row("b")).startsWith("b", "Sb", "theirs");
  }

  /** FAULTS 4: the answer is lost and nothing else happened. */
  @Test
  void aLostAnswerDoublesNothing_4() {
    isSentUnanswered(
        List.of(
            new Write.Insert("e", "e", Fields.of("summary", Value.text("Se")), 3),
            patch("a", "ours")),
        () -> {});

    assertThat(sheet.target().changes(sheet.partition, "before", null).items())
        .extracting(Remote::remoteId)
        .contains("a");
    assertThat(sheet.rows()).hasSize(5);
    assertThat(row("a")).startsWith("a", "Sa", "ours");
    assertThat(
            sheet
                .target()
                .write(
                    sheet.partition,
                    List.of(new Write.Insert("e", "e", Fields.of("summary", Value.text("Se")), 3)),
                    () -> {}))
        .allMatch(outcome -> outcome instanceof Outcome.Exists);
    assertThat(sheet.rows()).hasSize(5);
  }

  /** A request that was thought lost arrives while the next one is on its way. */
  @Test
  void aBatchThatArrivesLateIsSettledBeforeTheNext() {
    BatchUpdateSpreadsheetRequest late = lost();
    sortsDownwards();

    List<Outcome> outcomes = write(List.of(patch("b", "mine")), () -> arrives(late));

    assertThat(outcomes).noneMatch(outcome -> outcome instanceof Outcome.Failed);
    isWhole("c");
    isWhole("d");
    assertThat(sheet.told.misplaced).isNotEmpty();
    assertThat(sheet.store.batches().unsettled(sheet.spreadsheetId())).isEmpty();
  }

  @Test
  void aBatchCannotArriveOnceTheNextHas() {
    BatchUpdateSpreadsheetRequest late = lost();
    assertThat(isAwaited("a")).isTrue();
    write(List.of(patch("b", "mine")), null);
    assertThat(isAwaited("a")).isFalse();

    assertThatThrownBy(() -> arrives(late)).hasMessageContaining("already exists");
    isWhole("a");
  }

  private boolean isAwaited(String key) {
    return sheet.target.read(sheet.partition, List.of(key)).get(key).is(Remote.Trait.AWAITED);
  }

  /** A person edits the row meanwhile, and what is to be sent stands there by their hand. */
  @Test
  void whatNeedsNoCallTellsThatAnEarlierOneMayStillArrive() {
    lost();
    sheet.type("Visits!C" + sheet.rowOf("a"), List.of(List.of("same")));
    Remote now = sheet.target.read(sheet.partition, List.of("a")).get("a");

    Outcome outcome =
        write(
                List.of(
                    new Write.Patch(
                        "a", "a", now.version(), Fields.of("location", Value.text("same")), 3)),
                null)
            .getFirst();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Written.class,
            written -> assertThat(written.now().is(Remote.Trait.AWAITED)).isTrue());
  }

  /** A batch that patches `a`, committed to and never answered. */
  private BatchUpdateSpreadsheetRequest lost() {
    sheet.sandbox.fault(
        """
        {"kind": "status", "code": 503, "reason": "backendError", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
    assertThatThrownBy(() -> write(List.of(patch("a", "late")), null))
        .isInstanceOf(TargetException.class);
    BatchStore.Unsettled kept = sheet.store.batches().unsettled(sheet.spreadsheetId()).getFirst();
    PlanJson.Stored stored = PlanJson.read(kept.plan());
    Tab tab = SheetTests.unchecked(() -> sheet.tabs.of(sheet.partition, sheet.rules, sheet.shape));
    return Requests.of(
            tab,
            new Columns(stored.columns()),
            new FlushPlan(
                true,
                stored.headerAt(),
                stored.savesEnd(),
                stored.touches(),
                List.of(),
                -1,
                List.of()),
            kept.batch(),
            List.of(),
            List.of(),
            Map.of())
        .request();
  }

  private void arrives(BatchUpdateSpreadsheetRequest late) {
    SheetTests.at(
        () -> sheet.client().spreadsheets().batchUpdate(sheet.spreadsheetId(), late).execute());
  }
}

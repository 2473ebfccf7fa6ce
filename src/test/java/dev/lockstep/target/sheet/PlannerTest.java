package dev.lockstep.target.sheet;

import static dev.lockstep.target.sheet.Products.cells;
import static dev.lockstep.target.sheet.Products.look;
import static dev.lockstep.target.sheet.Products.number;
import static dev.lockstep.target.sheet.Products.row;
import static dev.lockstep.target.sheet.Products.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a batch does (PROTOCOL 7.1); FAULTS 28, 30. */
class PlannerTest {

  private final Map<String, List<Integer>> rowsByKey = new HashMap<>();
  private final Map<Integer, GridRow> rows = new HashMap<>();
  private int last;

  private void stands(int index, Object... shown) {
    stands(index, Set.of(), shown);
  }

  private void stands(int index, Set<String> formulas, Object... shown) {
    rowsByKey.computeIfAbsent((String) shown[0], key -> new ArrayList<>()).add(index);
    rows.put(index, new GridRow(index, (String) shown[0], cells(shown), formulas));
    last = Math.max(last, index);
  }

  private Planned plan(Write... writes) {
    return Planner.plan(
        Products.SHAPE,
        new Block(Products.COLUMNS, rowsByKey, rows, last, rows.isEmpty(), 0),
        List.of(writes),
        (key, cells) ->
            new Remote(key, Products.SHAPE.version(cells), null, null, Set.of(), null, cells));
  }

  private static Write patch(String key, String version, Object... fields) {
    return new Write.Patch(key, key, version, Fields.of(fields), 1);
  }

  @Test
  void onlyCellsThatDifferAreWritten() {
    stands(1, "a", "Apple", 1, 5);

    Planned planned =
        plan(
            patch(
                "a", version("a", "Apple", 1, 5), "Name", Value.text("Apple"), "Price", number(2)));

    assertThat(planned.settled()).isEmpty();
    Touch touch = planned.plan().touches().getFirst();
    assertThat(touch.written()).containsExactly(Map.entry(2, number(2)));
    assertThat(touch.before()).containsExactly(Map.entry(2, number(1)));
    assertThat(touch.key()).isEqualTo("a");
    assertThat(touch.saved()).isEqualTo(2);
    assertThat(planned.after().get("a")).isEqualTo(cells("a", "Apple", 2, 5));
  }

  @Test
  void whatStandsThereAlreadyNeedsNoCall() {
    stands(1, "a", "Apple", 1, 5);

    Planned planned = plan(patch("a", version("a", "Apple", 1, 5), "Price", number(1)));

    assertThat(planned.plan().isEmpty()).isTrue();
    assertThat(planned.settled().get("a")).isInstanceOf(Outcome.Written.class);
  }

  @Test
  void aRowThatIsNotAsTheMergeSawItIsStaleAndShown() {
    stands(1, "a", "Apple", 9, 5);

    Planned planned = plan(patch("a", version("a", "Apple", 1, 5), "Stock", number(4)));

    assertThat(planned.plan().isEmpty()).isTrue();
    assertThat(planned.settled().get("a"))
        .isInstanceOfSatisfying(
            Outcome.Stale.class,
            stale -> assertThat(stale.present().fields()).isEqualTo(cells("a", "Apple", 9, 5)));
  }

  @Test
  void aPersonsFormulaIsNeverOverwritten_30() {
    stands(1, Set.of("Price"), "a", "Apple", 1, 5);

    Planned planned =
        plan(patch("a", version("a", "Apple", 1, 5), "Price", number(2), "Stock", number(4)));

    assertThat(planned.plan().touches().getFirst().written())
        .containsExactly(Map.entry(3, number(4)));
    assertThat(planned.kept())
        .hasEntrySatisfying("a", kept -> assertThat(kept).containsOnlyKeys("Price"));
    assertThat(planned.after().get("a").get("Price")).isEqualTo(number(1));
  }

  @Test
  void aWriteThatAFormulaKeepsOutWholeIsToldSo_30() {
    stands(1, Set.of("Price"), "a", "Apple", 1, 5);

    Planned planned = plan(patch("a", version("a", "Apple", 1, 5), "Price", number(2)));

    assertThat(planned.plan().isEmpty()).isTrue();
    assertThat(planned.settled().get("a"))
        .isInstanceOfSatisfying(
            Outcome.Written.class, written -> assertThat(written.kept()).containsOnlyKeys("Price"));
  }

  @Test
  void aKeyThatStandsTwiceIsNotWrittenAndWaits() {
    stands(1, "a", "Apple", 1, 5);
    stands(4, "a", "Apple", 1, 5);

    Planned planned = plan(patch("a", null, "Price", number(2)));

    assertThat(planned.plan().isEmpty()).isTrue();
    assertThat(planned.settled().get("a"))
        .isInstanceOfSatisfying(
            Outcome.Stale.class,
            stale -> assertThat(stale.present().is(Remote.Trait.UNSETTLED)).isTrue());
  }

  @Test
  void anInsertOfAKeyThatIsThereShowsWhoHasIt_4() {
    stands(1, "a", "Apple", 1, 5);

    Planned planned = plan(new Write.Insert("a", "a", cells("a", "Avocado", 3, 3), 1));

    assertThat(planned.settled().get("a")).isInstanceOf(Outcome.Exists.class);
    assertThat(planned.plan().isEmpty()).isTrue();
  }

  @Test
  void newRowsGoBelowTheLastKeyedRowAndIntoABareTabBelowEverything() {
    assertThat(plan(new Write.Insert("n", "n", cells("n", "New"), 1)).plan().insertAt())
        .isEqualTo(-1);

    stands(7, "a", "Apple", 1, 5);

    assertThat(plan(new Write.Insert("n", "n", cells("n", "New"), 1)).plan().insertAt())
        .isEqualTo(8);
  }

  @Test
  void aDeletionExpectsTheWholeRowAsItWasRead() {
    stands(3, "a", "Apple", 1, 5);

    Planned planned = plan(new Write.Delete("a", "a", version("a", "Apple", 1, 5)));

    Touch touch = planned.plan().touches().getFirst();
    assertThat(touch.deletes()).isTrue();
    assertThat(touch.before()).hasSize(4);
  }

  @Test
  void aDeletionOfWhatIsNotThereIsDoneAndOfWhatWasEditedIsStale() {
    stands(3, "a", "Apple", 2, 5);

    assertThat(plan(new Write.Delete("x", "x", null)).settled().get("x"))
        .isInstanceOf(Outcome.Deleted.class);
    assertThat(plan(new Write.Delete("a", "a", version("a", "Apple", 1, 5))).settled().get("a"))
        .isInstanceOf(Outcome.Stale.class);
  }

  @Test
  void aPatchOfWhatIsNotThereIsMissing() {
    assertThat(plan(patch("a", null, "Price", number(2))).settled().get("a"))
        .isInstanceOf(Outcome.Missing.class);
  }

  private static Misplaced hit(String key, int row, boolean deleted) {
    return new Misplaced(
        "a",
        1,
        row,
        key,
        Products.COLUMNS,
        Map.of(2, number(7)),
        Map.of(2, number(2)),
        deleted,
        false);
  }

  @Test
  void whatWasHitIsPutBackWhereItStandsNow() {
    FlushPlan plan =
        Planner.putBack(
            look(row("a", "Apple", 1, 5), row("z", "Zucchini", 2, 6)),
            List.of(hit("z", 1, false)),
            Products.SHAPE,
            5);

    assertThat(plan.clears()).isFalse();
    Touch touch = plan.touches().getFirst();
    assertThat(touch.row()).isEqualTo(2);
    assertThat(touch.from()).isEqualTo(1);
    assertThat(plan.headerAt()).isEqualTo(5);
    assertThat(touch.saved()).isEqualTo(6);
    assertThat(touch.written()).containsExactly(Map.entry(2, number(7)));
  }

  @Test
  void aCellThatSomebodyChangedSinceIsNotPutBack() {
    FlushPlan plan =
        Planner.putBack(
            look(row("z", "Zucchini", 3, 6)), List.of(hit("z", 1, false)), Products.SHAPE, 5);

    assertThat(plan.isEmpty()).isTrue();
  }

  @Test
  void aRowWithoutKeyIsFoundByWhatWeMadeOfIt() {
    FlushPlan plan =
        Planner.putBack(
            look(row("a", "Apple", 1, 5), row("", "", 2)),
            List.of(hit(null, 1, false)),
            Products.SHAPE,
            5);

    assertThat(plan.touches()).extracting(Touch::row).containsExactly(2);
  }

  @Test
  void anOverwrittenKeyIsNotTakenForTheRowThatGotItByMistakeSince() {
    Map<Integer, Value> drawn = Map.of(0, new Value.Text("N2"));
    Map<Integer, Value> its = Map.of(0, new Value.Text("z"));
    Map<Integer, Value> none = Map.of(0, Value.NULL);
    // A new key hit the row of z, and what was to put z back hit the row without one.
    FlushPlan plan =
        Planner.putBack(
            look(row("N2", "Zucchini", 2, 6), row("z", "Apple", 1, 5)),
            List.of(
                new Misplaced(null, 2, 1, null, Products.COLUMNS, none, its, false, false),
                new Misplaced(null, 1, 2, "z", Products.COLUMNS, its, drawn, false, false)),
            Products.SHAPE,
            5);

    assertThat(plan.touches()).extracting(Touch::row).containsExactly(1, 2);
    assertThat(plan.touches()).extracting(Touch::written).containsExactly(its, none);
  }

  @Test
  void aDeletedRowComesBackUnlessSomebodyBroughtItBack() {
    assertThat(
            Planner.putBack(
                    look(row("a", "Apple", 1, 5)), List.of(hit("z", 1, true)), Products.SHAPE, 5)
                .restored())
        .containsExactly(new FlushPlan.Restored(1, 1));
    assertThat(
            Planner.putBack(
                    look(row("z", "Zu", 1, 5)), List.of(hit("z", 1, true)), Products.SHAPE, 5)
                .isEmpty())
        .isTrue();
  }

  @Test
  void aPlanSurvivesBeingStored() {
    stands(1, "a", "Apple", 1, 5);
    stands(2, "b", "007", 1, 5);
    Planned planned =
        plan(
            patch("a", null, "Name", Value.NULL, "Price", Value.decimal("1.50")),
            new Write.Delete("b", "b", null));

    PlanJson.Stored stored =
        PlanJson.read(
            PlanJson.write(
                planned.plan().touches(), planned.plan(), 0, Products.COLUMNS, 7, Products.SHAPE));

    assertThat(stored.savesEnd()).isEqualTo(planned.plan().savesEnd());
    assertThat(stored.columns()).isEqualTo(Products.COLUMNS.positions());
    for (int i = 0; i < 2; i++) {
      Touch touch = planned.plan().touches().get(i);
      Touch read = stored.touches().get(i);
      assertThat(read.before().keySet()).isEqualTo(touch.before().keySet());
      touch
          .before()
          .forEach((column, value) -> assertThat(read.before().get(column).same(value)).isTrue());
      assertThat(read.deletes()).isEqualTo(touch.deletes());
      assertThat(read.key()).isEqualTo(touch.key());
      assertThat(read.record()).isEqualTo(touch.record());
    }
  }
}

package dev.lockstep.target.sheet;

import static dev.lockstep.target.sheet.Products.look;
import static dev.lockstep.target.sheet.Products.row;
import static dev.lockstep.target.sheet.Products.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.target.KnownRecord;
import dev.lockstep.target.LessSafe;
import dev.lockstep.target.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** PROTOCOL 7.3 and 7.5; FAULTS 28, 29. */
class JudgeTest {

  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final Instant START = Instant.parse("2027-03-01T09:00:00Z");

  private static final List<Object> APPLE = row("a", "Apple", 1, 5);
  private static final List<Object> BEAN = row("b", "Bean", 2, 6);

  /** Keys are numbers. */
  private static final TabShape NUMBERS =
      new TabShape(Products.FIELDS, List.of("SKU"), Products.keys("integer"));

  private final Map<String, KnownRecord> known = new HashMap<>();
  private Map<String, Sighting> sightings = Map.of();
  private Instant now = START;
  private Judge judge = new Judge(Products.SHAPE, true, true, SETTLE);

  private Judged see(List<?>... rows) {
    Judged judged = judge.judge(look(rows), known, sightings, now, false);
    sightings = judged.sightings();
    return judged;
  }

  private Judged seeLater(int seconds, List<?>... rows) {
    now = now.plusSeconds(seconds);
    return see(rows);
  }

  private void knows(Object... cells) {
    known.put((String) cells[0], new KnownRecord(version(cells), true));
  }

  private void knowsBoth() {
    knows("a", "Apple", 1, 5);
    knows("b", "Bean", 2, 6);
  }

  /** Of two rows one shows no number as its key. */
  private static Look nonsense() {
    return Look.of(
        List.of(Products.FIELDS, row("twelve", "Apple", 1, 5), row(12, "Bean", 2, 6)),
        Products.COLUMNS,
        NUMBERS,
        0);
  }

  private static List<String> keys(List<SheetRow> rows) {
    return rows.stream().map(row -> String.valueOf(row.key())).toList();
  }

  @Test
  void whatIsAsKnownIsNoNewsWhereverItStands() {
    knowsBoth();

    Judged judged = see(BEAN, row(), APPLE);

    assertThat(judged.changed()).isEmpty();
    assertThat(judged.gone()).isEmpty();
    assertThat(judged.sightings()).isEmpty();
    assertThat(judged.lookAgain()).isNull();
  }

  @Test
  void whatHadGoneIsNewsWhereItIsThereAsItWas() {
    known.put("a", new KnownRecord(version("a", "Apple", 1, 5), false));

    Judged judged = see(row("a", "Apple", 1, 5));

    assertThat(keys(judged.changed())).containsExactly("a");
  }

  @Test
  void aChangedCellIsNews() {
    knowsBoth();

    Judged judged = see(row("a", "Apple", 1, 4), BEAN);

    assertThat(keys(judged.changed())).containsExactly("a");
    assertThat(judged.lively()).isTrue();
  }

  @Test
  void aKeyIsGoneOnceTwoLooksTenSecondsApartLackIt() {
    knowsBoth();

    assertThat(see(BEAN).gone()).isEmpty();
    assertThat(seeLater(9, BEAN).gone()).isEmpty();
    assertThat(seeLater(1, BEAN).gone()).containsExactly("a");
  }

  @Test
  void aKeyThatComesBackMeanwhileIsNotGone() {
    knowsBoth();

    see(BEAN);
    seeLater(5, BEAN, APPLE);

    assertThat(seeLater(6, BEAN).gone()).isEmpty();
  }

  @Test
  void anEmptiedTabOfFewRowsIsNoDeletion_29() {
    knowsBoth();

    assertThat(see().problems())
        .extracting(Problem::text)
        .singleElement()
        .asString()
        .contains("no row shows a known key");
    assertThat(seeLater(60).gone()).isEmpty();
    assertThat(seeLater(60).problems()).isEmpty();
  }

  @Test
  void anEmptiedTabOfManyRowsIsTheBrakesAffair() {
    for (String key : List.of("a", "b", "c", "d", "e")) {
      knows(key, key, 1, 5);
    }

    see();

    assertThat(seeLater(10).gone()).hasSize(5);
  }

  @Test
  void aMissingHiddenTabIsToldOnceAndRememberedAsLongAsItIsMissing() {
    Look without = look(-1, APPLE);
    Look with = look(0, APPLE);
    knows("a", "Apple", 1, 5);

    Judged judged = judge.judge(without, known, Map.of(), now, false);

    assertThat(judged.problems()).extracting(Problem::text).containsExactly(LessSafe.REASON);
    assertThat(judged.sightings()).containsKey(LessSafe.SIGHTING);
    assertThat(judge.judge(without, known, judged.sightings(), now, false).problems()).isEmpty();
    assertThat(judge.judge(with, known, judged.sightings(), now, false).sightings()).isEmpty();
    assertThat(with.digest()).isNotEqualTo(without.digest());
  }

  @Test
  void aRowThatAPersonTypedIsTakenUpOnceItHasSettled() {
    knows("a", "Apple", 1, 5);

    assertThat(see(APPLE, row("z", "Zu")).changed()).isEmpty();
    assertThat(seeLater(8, APPLE, row("z", "Zucchini")).changed()).isEmpty();
    assertThat(seeLater(8, APPLE, row("z", "Zucchini")).changed()).isEmpty();
    assertThat(keys(seeLater(2, APPLE, row("z", "Zucchini")).changed())).containsExactly("z");
  }

  @Test
  void whereRowsAreNotTakenUpAStrangerIsLeftAlone() {
    judge = new Judge(Products.SHAPE, false, true, SETTLE);
    knows("a", "Apple", 1, 5);

    see(APPLE, row("z", "Zucchini"), row("", "no key"));
    Judged judged = seeLater(60, APPLE, row("z", "Zucchini"), row("", "no key"));

    assertThat(judged.changed()).isEmpty();
    assertThat(judged.keyless()).isEmpty();
    assertThat(judged.problems()).isEmpty();
    assertThat(judged.sightings()).isEmpty();
  }

  @Test
  void aListingOfEverythingShowsUnknownKeysToo() {
    knows("a", "Apple", 1, 5);

    Judged judged = judge.judge(look(APPLE, row("z", "Zucchini")), known, Map.of(), now, true);

    assertThat(keys(judged.changed())).containsExactly("a", "z");
    assertThat(judged.fresh()).containsExactly("z");
  }

  @Test
  void aRowWithoutAKeyWantsOneOnceItHasSettled() {
    knows("a", "Apple", 1, 5);

    assertThat(see(APPLE, row("", "New")).keyless()).isEmpty();
    assertThat(seeLater(10, APPLE, row("", "New")).keyless())
        .extracting(SheetRow::index)
        .containsExactly(2);
  }

  @Test
  void twoRowsWithoutKeyThatShowTheSameBothWantOne() {
    see(row("", "New"), row("", "New"));

    assertThat(seeLater(10, row("", "New"), row("", "New")).keyless()).hasSize(2);
  }

  @Test
  void whereNoKeyCanBeDrawnThePersonIsToldOnce() {
    judge = new Judge(Products.SHAPE, true, false, SETTLE);

    see(row("", "New"));
    Judged told = seeLater(10, row("", "New"));

    assertThat(told.keyless()).isEmpty();
    assertThat(told.problems())
        .extracting(Problem::text)
        .containsExactly("row 2 needs a key: write one under 'SKU'");
    assertThat(seeLater(10, row("", "New")).problems()).isEmpty();
  }

  @Test
  void aRenamedKeyHoldsBoth_28() {
    knowsBoth();

    Judged first = see(row("x", "Apple", 1, 5), BEAN);
    Judged later = seeLater(60, row("x", "Apple", 1, 5), BEAN);

    assertThat(first.problems()).extracting(Problem::key).containsExactly("a");
    assertThat(later.problems()).isEmpty();
    assertThat(later.gone()).isEmpty();
    assertThat(later.changed()).isEmpty();
  }

  @Test
  void aBlankedKeyHoldsItsRecord() {
    knowsBoth();

    see(row("", "Apple", 1, 5), BEAN);
    Judged later = seeLater(60, row("", "Apple", 1, 5), BEAN);

    assertThat(later.gone()).isEmpty();
    assertThat(later.keyless()).isEmpty();
  }

  @Test
  void aKeyOverwrittenWithThatOfAnotherRowIsHeld() {
    knowsBoth();

    Judged first = see(row("b", "Apple", 1, 5), BEAN);
    Judged later = seeLater(60, row("b", "Apple", 1, 5), BEAN);

    assertThat(first.problems()).extracting(Problem::key).containsExactly("b", "a");
    assertThat(later.problems()).isEmpty();
    assertThat(later.gone()).isEmpty();
  }

  @Test
  void ofTwoRowsWithOneKeyTheOneThatIsUnchangedKeepsIt_28() {
    knowsBoth();

    Judged judged = see(row("a", "Apple pie", 9, 5), APPLE, BEAN);

    assertThat(judged.changed()).isEmpty();
    assertThat(judged.problems())
        .extracting(Problem::text)
        .singleElement()
        .asString()
        .contains("rows 2, 3", "row 3, which is unchanged, keeps it");
  }

  @Test
  void whereBothOrNeitherIsUnchangedNoneIsReadAndNoneIsGone() {
    knowsBoth();

    for (int i = 0; i < 3; i++) {
      Judged both = seeLater(30, APPLE, APPLE, BEAN);
      Judged neither = seeLater(30, row("a", "X", 1, 5), row("a", "Y", 1, 5), BEAN);
      assertThat(both.changed()).isEmpty();
      assertThat(both.gone()).isEmpty();
      assertThat(neither.changed()).isEmpty();
      assertThat(neither.gone()).isEmpty();
    }
  }

  @Test
  void aCellThatChangesByItselfIsReportedAndKeepsNobodyAwake() {
    knows("a", "Apple", 1, 0);
    knows("b", "Bean", 2, 6);

    for (int i = 1; i <= 4; i++) {
      assertThat(seeLater(5, row("a", "Apple", 1, i), BEAN).lively()).isTrue();
    }
    Judged fifth = seeLater(5, APPLE, BEAN);
    Judged sixth = seeLater(5, row("a", "Apple", 1, 6), BEAN);

    assertThat(fifth.problems()).hasSize(1);
    assertThat(fifth.lively()).isFalse();
    assertThat(sixth.problems()).isEmpty();
    assertThat(keys(sixth.changed())).containsExactly("a");
  }

  @Test
  void whatShouldNotBeThereIsNotMissed() {
    knows("a", "Apple", 1, 5);
    known.put("gone", new KnownRecord(null, false));

    seeLater(30, APPLE);

    assertThat(seeLater(30, APPLE).gone()).isEmpty();
    assertThat(keys(see(APPLE, row("gone", "Back", 1, 1)).changed())).containsExactly("gone");
  }

  @Test
  void aKeyThatDoesNotConvertIsReportedOnItsRow() {
    judge = new Judge(NUMBERS, true, true, SETTLE);

    Judged judged = judge.judge(nonsense(), known, Map.of(), now, true);

    assertThat(keys(judged.changed())).containsExactly("12");
    assertThat(judged.problems()).extracting(Problem::row).containsExactly(2);
    assertThat(judged.problems())
        .extracting(Problem::text)
        .singleElement()
        .asString()
        .contains("twelve");
  }

  @Test
  void aKeyOverwrittenWithNonsenseIsHeld() {
    known.put("7", new KnownRecord(version("7", "Apple", 1, 5), true));
    known.put("12", new KnownRecord(version("12", "Bean", 2, 6), true));
    judge = new Judge(NUMBERS, true, true, SETTLE);

    Judged first = judge.judge(nonsense(), known, Map.of(), now, false);
    Judged later = judge.judge(nonsense(), known, first.sightings(), now.plusSeconds(60), false);

    assertThat(first.problems()).extracting(Problem::key).contains("7");
    assertThat(later.gone()).isEmpty();
  }
}

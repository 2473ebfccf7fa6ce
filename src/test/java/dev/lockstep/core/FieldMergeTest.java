package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Policies.GoogleCreate;
import dev.lockstep.core.Policies.GoogleDelete;
import dev.lockstep.core.Policies.OneWayEdits;
import dev.lockstep.core.Policies.Rows;
import dev.lockstep.core.Policies.SourceDelete;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One example for each row of the tables of a single field; "_" is blank, "?" is no base. */
class FieldMergeTest {

  private static final Instant EARLY = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant LATE = EARLY.plusSeconds(1);

  @ParameterizedTest
  @CsvSource({
    // direction, edits there, base here, base there, here, there: what follows
    "BOTH, LEAVE, a, a, a, a, Stay",
    "BOTH, LEAVE, a, x, a, x, Stay",
    "BOTH, LEAVE, a, a, b, b, Settle",
    "BOTH, LEAVE, a, a, b, a, Send",
    "BOTH, LEAVE, a, a, a, b, Take",
    "BOTH, LEAVE, a, a, _, a, Send",
    "BOTH, LEAVE, a, a, b, c, Wait CONFLICT",
    "TO_GOOGLE, LEAVE, a, a, a, a, Stay",
    "TO_GOOGLE, LEAVE, a, a, b, b, Settle",
    "TO_GOOGLE, LEAVE, a, a, b, a, Send",
    "TO_GOOGLE, LEAVE, a, a, b, c, Send OVERWRITTEN",
    "TO_GOOGLE, LEAVE, a, a, a, c, Stay",
    "TO_GOOGLE, RESTORE, a, a, a, c, Send RESTORED",
    "FROM_GOOGLE, LEAVE, a, a, a, a, Stay",
    "FROM_GOOGLE, LEAVE, a, a, b, b, Settle",
    "FROM_GOOGLE, LEAVE, a, a, a, b, Take",
    "FROM_GOOGLE, LEAVE, a, a, c, b, Take OVERWRITTEN",
    "FROM_GOOGLE, LEAVE, a, a, c, a, Stay",
    "FROM_GOOGLE, RESTORE, a, a, c, a, Take RESTORED",
    "BOTH, LEAVE, ?, ?, a, a, Settle",
    "BOTH, LEAVE, ?, ?, _, _, Settle",
    "BOTH, LEAVE, ?, ?, _, a, Take",
    "BOTH, LEAVE, ?, ?, a, _, Send",
    "BOTH, LEAVE, ?, ?, a, b, Wait CONFLICT",
    "TO_GOOGLE, LEAVE, ?, ?, _, a, Settle",
    "TO_GOOGLE, LEAVE, ?, ?, a, _, Send",
    "TO_GOOGLE, LEAVE, ?, ?, a, b, Send OVERWRITTEN",
    "FROM_GOOGLE, LEAVE, ?, ?, a, _, Settle",
    "FROM_GOOGLE, LEAVE, ?, ?, _, a, Take",
    "FROM_GOOGLE, LEAVE, ?, ?, a, b, Take OVERWRITTEN",
  })
  void eachRowOfTheTables(
      Direction direction,
      OneWayEdits oneWayEdits,
      String baseHere,
      String baseThere,
      String here,
      String there,
      String expected) {
    Bases bases = new Bases(base(baseHere), base(baseThere));
    Verdict verdict =
        merge(
                direction,
                ConflictPolicy.MANUAL,
                oneWayEdits,
                bases,
                here,
                there,
                List.of(),
                Asked.NOTHING)
            .verdict();
    assertThat(told(verdict)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "SOURCE_WINS, Send CONFLICT",
    "GOOGLE_WINS, Take CONFLICT",
    "MANUAL, Wait CONFLICT",
  })
  void aConflictIsDecidedByPolicy(ConflictPolicy policy, String expected) {
    assertThat(told(conflict(policy, List.of(), null))).isEqualTo(expected);
  }

  @Test
  void theLaterSideWinsAndTiesGoToTheSource() {
    assertThat(FieldMerge.later(EARLY, LATE)).isEqualTo(Side.TARGET);
    assertThat(FieldMerge.later(LATE, EARLY)).isEqualTo(Side.SOURCE);
    assertThat(FieldMerge.later(EARLY, EARLY)).isEqualTo(Side.SOURCE);
    assertThat(FieldMerge.later(null, EARLY)).isEqualTo(Side.SOURCE);
    assertThat(FieldMerge.later(EARLY, null)).isEqualTo(Side.SOURCE);
  }

  @Test
  void aRulingDecidesWhatWaits() {
    assertThat(told(conflict(ConflictPolicy.MANUAL, List.of(), new Ruling.Wins(Side.TARGET))))
        .isEqualTo("Take CONFLICT");
    assertThat(
            conflict(
                ConflictPolicy.MANUAL,
                List.of(),
                new Ruling.Both(Fields.of("f", text("d")), "it said d")))
        .isInstanceOfSatisfying(
            Verdict.Replace.class,
            replace -> assertThat(replace.values().get("f")).isEqualTo(text("d")));
  }

  @Test
  void whatWaitsForAPersonKeepsSayingWhyNobodyElseDecided() {
    Ruling undecided = new Ruling.Undecided("the route threw");
    Verdict first = conflict(ConflictPolicy.MANUAL, List.of(), undecided);
    assertThat(first)
        .isInstanceOfSatisfying(
            Verdict.Wait.class,
            wait -> assertThat(wait.report().detail()).isEqualTo("the route threw"));
    Report said = ((Verdict.Wait) first).report();
    assertThat(conflict(ConflictPolicy.MANUAL, List.of(said), null)).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    // what Google shows is put right where something flows there, else left
    "TARGET, BOTH, a, b, Send GIVEN_UP",
    "TARGET, BOTH, c, b, Send GIVEN_UP",
    "TARGET, FROM_GOOGLE, a, b, Leave GIVEN_UP",
    "TARGET, TO_GOOGLE, a, b, Stay",
    "TARGET, BOTH, b, a, Send",
    "TARGET, BOTH, b, b, Settle",
    // what the row shows stays in the row and is not sent
    "SOURCE, BOTH, b, a, Leave GIVEN_UP",
    "SOURCE, TO_GOOGLE, b, a, Leave GIVEN_UP",
    "SOURCE, BOTH, b, c, Take GIVEN_UP",
    "SOURCE, BOTH, a, b, Take",
  })
  void whatAPersonGaveUpIsNotCarriedOut(
      Side side, Direction direction, String here, String there, String expected) {
    assertThat(told(asked(direction, here, there, List.of(), Asked.giveUp(side)).verdict()))
        .isEqualTo(expected);
  }

  @Test
  void whatWasGivenUpIsOwedToTheTargetUntilItShowsSomethingElse() {
    Report before =
        new Report(
            Report.Kind.GIVEN_UP,
            "f",
            Fields.of("f", text("a")),
            Fields.of("f", text("b")),
            Side.SOURCE,
            "");
    assertThat(told(asked(Direction.BOTH, "a", "b", List.of(before), Asked.NOTHING).verdict()))
        .isEqualTo("Send GIVEN_UP");
    assertThat(told(asked(Direction.BOTH, "a", "c", List.of(before), Asked.NOTHING).verdict()))
        .isEqualTo("Take");
  }

  @ParameterizedTest
  @CsvSource({
    "BOTH, b, a, Replace",
    "BOTH, c, a, Send BROUGHT_BACK",
    "FROM_GOOGLE, c, a, Send BROUGHT_BACK",
    "TO_GOOGLE, b, c, Replace",
    "BOTH, c, c, Settle",
  })
  void anEarlierVersionGoesIntoTheRowAndFromThereToTheTarget(
      Direction direction, String here, String there, String expected) {
    Asked version = Asked.restore(Fields.of("f", text("c")));
    assertThat(told(asked(direction, here, there, List.of(), version).verdict()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // direction, base here, base there, here, there: what follows where b was to go back to c
    "BOTH, b, b, b, b, false, Replace",
    "BOTH, d, d, d, d, true, Stay",
    "BOTH, b, b, d, b, true, Send",
    "BOTH, b, b, b, d, true, Take",
    "BOTH, c, b, c, b, false, Send BROUGHT_BACK",
    "BOTH, c, c, c, c, false, Settle",
    "BOTH, c, b, c, d, true, Take",
    "TO_GOOGLE, b, b, b, d, false, Replace",
    "TO_GOOGLE, b, b, d, b, true, Send",
    "FROM_GOOGLE, b, b, d, b, false, Replace",
    "FROM_GOOGLE, b, b, b, d, true, Take",
  })
  void whatWasChangedSinceItWasAskedBackStays(
      Direction direction,
      String baseHere,
      String baseThere,
      String here,
      String there,
      boolean isChanged,
      String expected) {
    FieldMerge merge =
        merge(
            direction,
            ConflictPolicy.MANUAL,
            OneWayEdits.LEAVE,
            new Bases(base(baseHere), base(baseThere)),
            here,
            there,
            List.of(),
            Asked.restoreUnlessChanged(Fields.of("f", text("c")), Fields.of("f", text("b"))));
    assertThat(merge.isChangedSinceAsked()).isEqualTo(isChanged);
    assertThat(told(merge.verdict())).isEqualTo(expected);
  }

  @Test
  void aConflictThatAPersonDecidedSaysSo() {
    Asked asked = Asked.resolve(Map.of("f", new Resolution(Side.SOURCE, null)));
    assertThat(told(asked(Direction.BOTH, "b", "c", List.of(), asked).verdict()))
        .isEqualTo("Send RESOLVED");
  }

  @ParameterizedTest
  @CsvSource({
    // who stands of b and c, which are shown; here, there: what follows
    "SOURCE, b, c, Send RESOLVED",
    "SOURCE, b, d, Wait CONFLICT",
    "SOURCE, d, c, Send RESOLVED",
    "SOURCE, d, e, Wait CONFLICT",
    "SOURCE, b, a, Send",
    "TARGET, b, c, Take RESOLVED",
    "TARGET, d, c, Wait CONFLICT",
    "TARGET, b, d, Take RESOLVED",
    "TARGET, d, e, Wait CONFLICT",
    "TARGET, a, c, Take",
  })
  void aPersonDecidesOnlyToLoseWhatTheyHaveSeen(
      Side winner, String here, String there, String expected) {
    Report shown =
        new Report(
            Report.Kind.CONFLICT,
            "f",
            Fields.of("f", text("b")),
            Fields.of("f", text("c")),
            null,
            "");
    Asked asked = Asked.resolve(Map.of("f", new Resolution(winner, shown)));
    assertThat(told(asked(Direction.BOTH, here, there, List.of(shown), asked).verdict()))
        .isEqualTo(expected);
  }

  @Test
  void aRouteDecidesWhereAPersonHadSeenSomethingElse() {
    Report shown =
        new Report(
            Report.Kind.CONFLICT,
            "f",
            Fields.of("f", text("b")),
            Fields.of("f", text("d")),
            null,
            "");
    Asked asked =
        Asked.resolve(Map.of("f", new Resolution(Side.SOURCE, shown)))
            .with(Map.of("f", new Ruling.Wins(Side.TARGET)));
    assertThat(told(asked(Direction.BOTH, "b", "c", List.of(), asked).verdict()))
        .isEqualTo("Take CONFLICT");
  }

  private static FieldMerge asked(
      Direction direction, String here, String there, List<Report> reported, Asked asked) {
    return merge(
        direction,
        ConflictPolicy.MANUAL,
        OneWayEdits.LEAVE,
        new Bases(base("a"), base("a")),
        here,
        there,
        reported,
        asked);
  }

  @Test
  void aConflictThatWasDecidedIsNotDecidedAnew() {
    Report before =
        new Report(
            Report.Kind.CONFLICT,
            "f",
            Fields.of("f", text("b")),
            Fields.of("f", text("c")),
            Side.TARGET,
            "");
    assertThat(told(conflict(ConflictPolicy.SOURCE_WINS, List.of(before), null)))
        .isEqualTo("Take CONFLICT");
  }

  @Test
  void whatTheSourceCouldNotTakeIsNotTriedAgainWithTheSameValues() {
    Report before =
        new Report(
            Report.Kind.INVALID,
            "f",
            Fields.of("f", text("a")),
            Fields.of("f", text("c")),
            null,
            "");
    Bases bases = new Bases(base("a"), base("a"));
    FieldMerge same =
        merge(
            Direction.BOTH,
            ConflictPolicy.MANUAL,
            OneWayEdits.LEAVE,
            bases,
            "a",
            "c",
            List.of(before),
            Asked.NOTHING);
    FieldMerge other =
        merge(
            Direction.BOTH,
            ConflictPolicy.MANUAL,
            OneWayEdits.LEAVE,
            bases,
            "a",
            "d",
            List.of(before),
            Asked.NOTHING);
    assertThat(told(same.verdict())).isEqualTo("Wait INVALID");
    assertThat(told(other.verdict())).isEqualTo("Take");
  }

  @Test
  void whatWasNotReadOrEvaluatedIsLeftAlone() {
    Unit unit = new Unit("f", List.of("f"), Direction.BOTH, ConflictPolicy.SOURCE_WINS);
    FieldMerge merge =
        new FieldMerge(
            Rules.of(List.of(), Policies.DEFAULT),
            unit,
            Bases.NONE,
            Fields.EMPTY,
            null,
            Fields.of("f", text("a")),
            null,
            List.of(),
            Asked.NOTHING,
            null);
    assertThat(merge.verdict()).isEqualTo(Verdict.STAY);
  }

  private static Verdict conflict(ConflictPolicy policy, List<Report> reported, Ruling ruling) {
    return merge(
            Direction.BOTH,
            policy,
            OneWayEdits.LEAVE,
            new Bases(base("a"), base("a")),
            "b",
            "c",
            reported,
            ruling == null
                ? Asked.NOTHING
                : new Asked(Map.of("f", ruling), Map.of(), false, Fields.EMPTY, null, null, false))
        .verdict();
  }

  private static FieldMerge merge(
      Direction direction,
      ConflictPolicy policy,
      OneWayEdits oneWayEdits,
      Bases bases,
      String here,
      String there,
      List<Report> reported,
      Asked asked) {
    Policies policies =
        new Policies(
            SourceDelete.DELETE, GoogleDelete.KEEP, GoogleCreate.IGNORE, oneWayEdits, Rows.ALL);
    return new FieldMerge(
        Rules.of(List.of(FieldRule.of("f", direction, policy)), policies),
        new Unit("f", List.of("f"), direction, policy),
        bases,
        Fields.of("f", text(here)),
        null,
        Fields.of("f", text(there)),
        null,
        reported,
        asked,
        null);
  }

  private static Fields base(String value) {
    return value.equals("?") ? Fields.EMPTY : Fields.of("f", text(value));
  }

  private static Value text(String value) {
    return value.equals("_") ? Value.NULL : Value.text(value);
  }

  private static String told(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Stay stay -> "Stay";
      case Verdict.Settle settle -> "Settle";
      case Verdict.Send send -> "Send" + kind(send.report());
      case Verdict.Take take -> "Take" + kind(take.report());
      case Verdict.Replace replace -> "Replace";
      case Verdict.Leave leave -> "Leave" + kind(leave.report());
      case Verdict.Wait wait -> "Wait" + kind(wait.report());
    };
  }

  private static String kind(Report report) {
    return report == null ? "" : " " + report.kind();
  }
}

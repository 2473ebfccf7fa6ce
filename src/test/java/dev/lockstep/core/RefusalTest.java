package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Start and end as fields of their own, so that a merge can end before it starts. */
class RefusalTest {

  private static final Fields BASE = times(1, 5);
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "SOURCE_WINS, Nothing, Patch",
    "LATEST_WINS, Nothing, Patch",
    "GOOGLE_WINS, Update, Nothing",
  })
  void aMergeThatTheTargetRefusesIsAConflictOfTheRecord(
      ConflictPolicy policy, String toSource, String toTarget) {
    Decision decision = Merge.decide(rules(policy), state(linked(), times(4, 5), times(1, 2)));
    assertThat(decision.situation()).isEqualTo(Situation.MERGE_REFUSED);
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Write.class,
            write -> {
              assertThat(write.toSource().getClass().getSimpleName()).isEqualTo(toSource);
              assertThat(write.toTarget().getClass().getSimpleName()).isEqualTo(toTarget);
            });
    assertThat(decision.reports())
        .anySatisfy(
            report -> {
              assertThat(report.source()).isEqualTo(times(4, 5));
              assertThat(report.target()).isEqualTo(times(1, 2));
            });
  }

  @Test
  void itWaitsForAPersonAndIsToldOnce() {
    Rules rules = rules(ConflictPolicy.MANUAL);
    Decision first = Merge.decide(rules, state(linked(), times(4, 5), times(1, 2)));
    assertThat(first).isInstanceOf(Decision.Nothing.class);
    assertThat(first.link().state()).isEqualTo(Link.State.CONFLICT);
    assertThat(first.reports()).hasSize(1);
    Decision again = Merge.decide(rules, state(first.link(), times(4, 5), times(1, 2)));
    assertThat(again.situation()).isEqualTo(Situation.CONFLICT_WAITS);
    assertThat(again.reports()).isEmpty();
    RecordState ruled =
        state(first.link(), times(4, 5), times(1, 2))
            .with(
                Asked.resolve(
                    Map.of(
                        Report.RECORD, new Resolution(Side.SOURCE, first.reports().getFirst()))));
    assertThat(
            Merge.decide(rules, state(first.link(), times(4, 5), times(1, 3)).with(ruled.asked())))
        .as("edited there since")
        .isInstanceOf(Decision.Nothing.class);
    assertThat(Merge.decide(rules, ruled))
        .isInstanceOfSatisfying(
            Decision.Write.class,
            write -> assertThat(write.toTarget()).isEqualTo(new ToTarget.Patch(times(4, 5), "v2")));
  }

  @Test
  void aRowThatIsAtFaultByItselfFails() {
    Decision decision =
        Merge.decide(rules(ConflictPolicy.MANUAL), state(linked(), times(9, 5), BASE));
    assertThat(decision).isInstanceOf(Decision.Fail.class);
  }

  @Test
  void whatTheSourceRefusesOfTheTargetsOwnIsLeftUntilItChanges() {
    Rules rules = rules(ConflictPolicy.MANUAL);
    RecordState state = state(linked(), BASE, times(2, 5));
    Decision.Write take = (Decision.Write) Merge.decide(rules, state);
    Decision refused = Merge.refusedBySource(rules, state, take, "check_start");
    assertThat(refused.situation()).isEqualTo(Situation.INVALID);
    assertThat(refused.reports())
        .singleElement()
        .satisfies(r -> assertThat(r.kind()).isEqualTo(Report.Kind.INVALID));
    Decision again = Merge.decide(rules, state(refused.link(), BASE, times(2, 5)));
    assertThat(again).isInstanceOf(Decision.Nothing.class);
    assertThat(again.reports()).isEmpty();
    assertThat(Merge.decide(rules, state(refused.link(), BASE, times(3, 5))))
        .isInstanceOf(Decision.Write.class);
  }

  @Test
  void whatWasRefusedIsTriedOnceMoreWhereThatIsAskedAndElseStaysAsItWas() {
    Rules rules = rules(ConflictPolicy.MANUAL);
    RecordState first = state(linked(), BASE, times(2, 5));
    Decision refused =
        Merge.refusedBySource(
            rules, first, (Decision.Write) Merge.decide(rules, first), "check_start");
    RecordState again = state(refused.link(), BASE, times(2, 5)).with(Asked.AGAIN);
    Decision.Write take = (Decision.Write) Merge.decide(rules, again);
    assertThat(take.toSource()).isEqualTo(new ToSource.Update(Fields.of("start", Value.whole(2))));
    assertThat(take.link().reported()).as("nothing is wrong with it").isEmpty();

    Decision same = Merge.refusedBySource(rules, again, take, "check_start, still");
    assertThat(same).isInstanceOf(Decision.Nothing.class);
    assertThat(same.reports()).as("nobody is told twice").isEmpty();
    assertThat(same.link().reported())
        .singleElement()
        .returns(Report.Kind.INVALID, Report::kind)
        .returns("check_start, still", Report::detail);
    Decision unconvertible = Merge.decideWithout(rules, again, Map.of("start", "2 is no hour"));
    assertThat(unconvertible).isInstanceOf(Decision.Nothing.class);
    assertThat(unconvertible.reports()).isEmpty();
    assertThat(Merge.decideWithout(rules, again, Map.of("end", "no hour")).link().reported())
        .as("only what does not convert")
        .extracting(Report::unit)
        .containsExactly("end");
  }

  @Test
  void whatIsRefusedOnceMoreHoldsUpNoOtherEdit() {
    Rules rules = rules(ConflictPolicy.MANUAL);
    RecordState first = state(linked(), BASE, times(2, 5));
    Decision refused =
        Merge.refusedBySource(
            rules, first, (Decision.Write) Merge.decide(rules, first), "check_start");

    RecordState editedThere = state(refused.link(), BASE, times(2, 6)).with(Asked.AGAIN);
    Decision.Write both = (Decision.Write) Merge.decide(rules, editedThere);
    assertThat(both.toSource()).isEqualTo(new ToSource.Update(times(2, 6)));
    assertThat(Merge.refusedBySource(rules, editedThere, both, "check_start"))
        .isInstanceOfSatisfying(
            Decision.Write.class,
            write ->
                assertThat(write.toSource())
                    .isEqualTo(new ToSource.Update(Fields.of("end", Value.whole(6)))));

    RecordState editedHere = state(refused.link(), times(1, 7), times(2, 5)).with(Asked.AGAIN);
    Decision.Write sends = (Decision.Write) Merge.decide(rules, editedHere);
    Decision still = Merge.refusedBySource(rules, editedHere, sends, "check_start");
    assertThat(still.reports()).as("no conflict").isEmpty();
    assertThat(still)
        .isInstanceOfSatisfying(
            Decision.Write.class,
            write ->
                assertThat(write.toTarget())
                    .isEqualTo(new ToTarget.Patch(Fields.of("end", Value.whole(7)), "v2")));
  }

  @Test
  void whatTheSourceRefusesOfAMergeIsAConflictAndNotTriedAgain() {
    Rules rules = rules(ConflictPolicy.MANUAL);
    RecordState state = state(linked(), times(2, 5), times(1, 6));
    Decision.Write both = (Decision.Write) Merge.decide(rules, state);
    Decision refused = Merge.refusedBySource(rules, state, both, "check_length");
    assertThat(refused.link().state()).isEqualTo(Link.State.CONFLICT);
    assertThat(Merge.decide(rules, state(refused.link(), times(2, 5), times(1, 6))).situation())
        .isEqualTo(Situation.CONFLICT_WAITS);
  }

  @Test
  void aValueThatDoesNotConvertIsLeftAndTheOthersFlow() {
    Rules rules = rules(ConflictPolicy.MANUAL);
    RecordState state = state(linked(), BASE, times(2, 6));
    Decision decision = Merge.decideWithout(rules, state, Map.of("start", "2 is no hour"));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Write.class,
            write ->
                assertThat(write.toSource())
                    .isEqualTo(new ToSource.Update(Fields.of("end", Value.whole(6)))));
    assertThat(decision.reports()).extracting(Report::unit).containsExactly("start");
  }

  @Test
  void whatARouteAnsweredAndTheSourceRefusesIsAConflictAndNobodysFault() {
    Rules rules = rules(ConflictPolicy.MANUAL);
    Ruling both = new Ruling.Both(Fields.of("start", Value.whole(4)), "the route answered start 4");
    RecordState state =
        state(linked(), times(2, 5), times(3, 6)).with(Asked.NOTHING.with(Map.of("start", both)));
    Decision.Write replace = (Decision.Write) Merge.decide(rules, state);
    assertThat(replace.toSource()).isEqualTo(new ToSource.Update(times(4, 6)));

    Decision byField = Merge.decideWithout(rules, state, Map.of("start", "4 is taken"));
    Decision whole = Merge.decide(rules, state.doubting(Set.of("start"), "4 is taken"));
    for (Decision decision : List.of(byField, whole)) {
      assertThat(decision)
          .as("the rest flows")
          .isInstanceOfSatisfying(
              Decision.Write.class,
              write ->
                  assertThat(write.toSource())
                      .isEqualTo(new ToSource.Update(Fields.of("end", Value.whole(6)))));
      assertThat(decision.link().state()).isEqualTo(Link.State.CONFLICT);
      assertThat(decision.reports())
          .singleElement()
          .returns(Report.Kind.CONFLICT, Report::kind)
          .returns(null, Report::winner)
          .returns("the route answered start 4, which cannot stand: 4 is taken", Report::detail);
    }
    assertThat(state.doubting(Set.of("end"), "6 is taken")).isEqualTo(state);
  }

  private static Rules rules(ConflictPolicy policy) {
    return new Rules(
        List.of(
            FieldRule.of("start", Direction.BOTH, policy),
            FieldRule.of("end", Direction.BOTH, policy)),
        Policies.DEFAULT,
        fields -> fields,
        fields ->
            hour(fields, "end") < hour(fields, "start") ? "the end is before the start" : null,
        fields -> false);
  }

  private static int hour(Fields fields, String name) {
    return ((Value.Whole) fields.get(name)).number().intValue();
  }

  private static Fields times(int start, int end) {
    return Fields.of("start", Value.whole(start), "end", Value.whole(end));
  }

  private static Link linked() {
    return Link.NONE
        .in(Link.State.LINKED)
        .agreedOn(new Bases(BASE, BASE), Link.Seen.NOTHING)
        .at("id", "v1");
  }

  private static RecordState state(Link link, Fields here, Fields there) {
    return RecordState.of(link, SourceSide.row(here), there(there));
  }

  private static TargetSide there(Fields fields) {
    return new TargetSide.Present(fields, AT, "v2", "id", Set.of());
  }
}

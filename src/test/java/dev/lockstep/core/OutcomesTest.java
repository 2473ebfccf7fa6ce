package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When bases move. */
class OutcomesTest {

  private static final Rules RULES =
      Rules.of(
          List.of(
              FieldRule.of("f", Direction.BOTH, ConflictPolicy.MANUAL),
              FieldRule.of("g", Direction.BOTH, ConflictPolicy.MANUAL)),
          Policies.DEFAULT);
  private static final Fields BASE = Fields.of("f", Value.text("a"), "g", Value.text("a"));
  private static final Link LINKED =
      Link.NONE
          .in(Link.State.LINKED)
          .agreedOn(new Bases(BASE, BASE), Link.Seen.NOTHING)
          .at("id", "v1");
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void aPersonsEditOfWhatAnUnacknowledgedWriteMadeIsNoConflict() {
    Attempt attempt = new Attempt(Attempt.Kind.INSERT, BASE, "id", null, AT);
    Link link = Outcomes.arrived(RULES, Outcomes.intended(Link.NONE, attempt), List.of(attempt));
    Fields edited = BASE.with(Fields.of("f", Value.text("by a person")));
    Decision decision =
        Merge.decide(
            RULES,
            RecordState.of(
                link,
                new SourceSide.Row(BASE, AT, false),
                new TargetSide.Present(edited, AT, "v1", "id", Set.of())));
    assertThat(decision.situation()).isEqualTo(Situation.TARGET_CHANGED);
    assertThat(decision.reports()).isEmpty();
  }

  @Test
  void aResponseThatDiffersFromWhatWasSentIsARendering() {
    Fields sent = Fields.of("f", Value.text("b "));
    Settlement after = Outcomes.sent(RULES, LINKED, sent, there("b", "a"));
    assertThat(after.link().bases().source().get("f")).isEqualTo(Value.text("b "));
    assertThat(after.link().bases().target().get("f")).isEqualTo(Value.text("b"));
    assertThat(after.stillToMerge()).isEmpty();
    assertThat(after.link().version()).isEqualTo("v2");
  }

  @Test
  void aResponseWithAnotherValueInAFieldThatWasNotSentIsAnEditStillToBeMerged() {
    Settlement after =
        Outcomes.sent(RULES, LINKED, Fields.of("f", Value.text("b")), there("b", "c"));
    assertThat(after.stillToMerge()).containsExactly("g");
    assertThat(after.link().bases().target().get("g")).isEqualTo(Value.text("a"));
    assertThat(after.link().seen().fields()).isEqualTo(Fields.of("g", Value.text("c")));
  }

  /** A sheet's formula: what the row has stays owed, and is told. */
  @Test
  void ofAFieldThatTheTargetKeptNothingWasAgreedOn() {
    Fields sent = Fields.of("f", Value.text("b"), "g", Value.text("b"));
    Attempt attempt = new Attempt(Attempt.Kind.PATCH, sent, "id", "v1", AT);

    Settlement after =
        Outcomes.sent(
            RULES,
            Outcomes.intended(LINKED, attempt),
            sent,
            Map.of("f", "a formula"),
            there("a", "b"));

    assertThat(after.link().bases().source()).isEqualTo(BASE.with("g", Value.text("b")));
    assertThat(after.link().bases().target()).isEqualTo(BASE.with("g", Value.text("b")));
    assertThat(after.link().sending()).isEmpty();
    assertThat(after.stillToMerge()).isEmpty();
    assertThat(after.link().reported())
        .containsExactly(
            new Report(
                Report.Kind.NOT_WRITTEN,
                "f",
                Fields.of("f", Value.text("b")),
                Fields.of("f", Value.text("a")),
                null,
                "a formula"));
  }

  @Test
  void whatTheTargetKeptIsSentAgainAndToldOnce() {
    Fields row = Fields.of("f", Value.text("b"), "g", Value.text("a"));
    Link kept = kept(row);

    Decision again = merged(kept, row, BASE, "v2");

    assertThat(again)
        .isInstanceOfSatisfying(
            Decision.Write.class,
            write ->
                assertThat(write.toTarget())
                    .isEqualTo(new ToTarget.Patch(Fields.of("f", Value.text("b")), "v2")));
    assertThat(again.reports()).isEmpty();
    assertThat(again.link().reported()).isEqualTo(kept.reported());
    assertThat(Outcomes.notWritten(merged(kept, BASE, BASE, "v2").link())).isEmpty();
  }

  /** The cell was cleared: both sides differ from what they agreed on. */
  @Test
  void whatAPersonMakesOfWhatWasKeptIsAnEditLikeAnyOther() {
    Fields row = Fields.of("f", Value.text("b"), "g", Value.text("a"));

    Decision cleared = merged(kept(row), row, BASE.with("f", Value.NULL), "v3");

    assertThat(cleared.link().state()).isEqualTo(Link.State.CONFLICT);
    assertThat(cleared.reports()).extracting(Report::kind).containsExactly(Report.Kind.CONFLICT);
    assertThat(Outcomes.notWritten(cleared.link())).isEmpty();
  }

  /** It arrived with the other field, and has not changed what was kept. */
  @Test
  void whatWasKeptOnceIsNotTakenForAnEditOfWhatNobodyAcknowledged() {
    Fields row = Fields.of("f", Value.text("b"), "g", Value.text("c"));
    Attempt unknown = new Attempt(Attempt.Kind.PATCH, row, "id", "v2", AT);
    Fields shown = BASE.with("f", Value.text("a2")).with("g", Value.text("c"));

    Decision read =
        merged(Outcomes.intended(kept(row.with("g", Value.text("a"))), unknown), row, shown, "v3");

    assertThat(read.link().state()).isEqualTo(Link.State.CONFLICT);
  }

  private static Link kept(Fields row) {
    return Outcomes.sent(
            RULES, LINKED, Fields.of("f", row.get("f")), Map.of("f", "a formula"), there("a", "a"))
        .link();
  }

  private static Decision merged(Link link, Fields row, Fields shown, String version) {
    return Merge.decide(
        RULES,
        RecordState.of(
            link,
            new SourceSide.Row(row, AT, false),
            new TargetSide.Present(shown, AT, version, "id", Set.of())));
  }

  @Test
  void whatTheRowMakesOfATakenValueIsItsOwnEdit() {
    Fields taken = Fields.of("f", Value.text("B"));
    Settlement after = Outcomes.taken(RULES, LINKED, taken, BASE.with("f", Value.text("b")), taken);
    assertThat(after.link().bases().source().get("f")).isEqualTo(Value.text("B"));
    assertThat(after.stillToMerge()).containsExactly("f");
  }

  @Test
  void aFieldThatATriggerChangedBesideIsStillToBeMerged() {
    Fields taken = Fields.of("f", Value.text("b"));
    Settlement after =
        Outcomes.taken(RULES, LINKED, taken, BASE.with(taken).with("g", Value.text("x")), taken);
    assertThat(after.stillToMerge()).containsExactly("g");
    assertThat(after.link().bases().source().get("g")).isEqualTo(Value.text("a"));
  }

  @Test
  void aFailedCallMovesNothing() {
    Attempt attempt =
        new Attempt(Attempt.Kind.PATCH, Fields.of("f", Value.text("b")), "id", "v1", AT);
    assertThat(Outcomes.notDone(Outcomes.intended(LINKED, attempt), attempt)).isEqualTo(LINKED);
  }

  @Test
  void anInsertThatWasRefusedLeavesNoLink() {
    Attempt attempt = new Attempt(Attempt.Kind.INSERT, BASE, "id", null, AT);
    Link intended = Outcomes.intended(Link.NONE, attempt);
    assertThat(intended.state()).isEqualTo(Link.State.SENDING);
    assertThat(Outcomes.notDone(intended, attempt).state()).isEqualTo(Link.State.NONE);
  }

  @Test
  void whatWasBroughtBackIntoTheRowIsOwedToTheTargetUntilItIsSent() {
    Fields version = Fields.of("f", Value.text("old"));
    Decision decision =
        Merge.decide(
            RULES,
            RecordState.of(LINKED, SourceSide.row(BASE), there("a", "a"))
                .with(Asked.restore(version)));
    Settlement taken =
        Outcomes.taken(
            RULES, decision.link(), version, BASE.with(version), Fields.of("f", Value.text("a")));
    assertThat(taken.stillToMerge()).containsExactly("f");

    RecordState next =
        RecordState.of(taken.link(), SourceSide.row(BASE.with(version)), TargetSide.UNREAD);
    assertThat(Merge.decide(RULES, next))
        .isInstanceOfSatisfying(
            Decision.Write.class,
            write -> assertThat(write.toTarget()).isEqualTo(new ToTarget.Patch(version, "v2")));

    Settlement sent = Outcomes.sent(RULES, taken.link(), version, there("old", "a"));
    assertThat(sent.link().reported()).isEmpty();
  }

  @Test
  void attemptsAreForgottenAfterAWhile() {
    Attempt attempt = new Attempt(Attempt.Kind.PATCH, BASE, "id", "v1", AT);
    Link intended = Outcomes.intended(LINKED, attempt);
    assertThat(intended.forgetting(AT).sending()).hasSize(1);
    assertThat(intended.forgetting(AT.plusMillis(1)).sending()).isEmpty();
  }

  @Test
  void brIsStoredOnlyWhereItDiffersFromBs() {
    Bases bases = new Bases(BASE, BASE.with("f", Value.text("A")));
    assertThat(bases.targetWhereDifferent()).isEqualTo(Fields.of("f", Value.text("A")));
    assertThat(Bases.stored(bases.source(), bases.targetWhereDifferent())).isEqualTo(bases);
  }

  private static TargetSide.Present there(String f, String g) {
    return new TargetSide.Present(
        Fields.of("f", Value.text(f), "g", Value.text(g)), AT, "v2", "id", Set.of());
  }
}

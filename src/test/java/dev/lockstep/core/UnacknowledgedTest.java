package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was sent and never answered is nobody's edit (PROTOCOL 5.2). */
class UnacknowledgedTest {

  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final Fields SENT = values("a", "1");

  private static final Rules RULES =
      Rules.of(
          List.of(
              FieldRule.of("f", Direction.BOTH, ConflictPolicy.SOURCE_WINS),
              FieldRule.of("g", Direction.BOTH, ConflictPolicy.SOURCE_WINS)),
          Policies.DEFAULT);

  private static Fields values(String f, String g) {
    return Fields.of("f", Value.text(f), "g", Value.text(g));
  }

  private static Link inserting() {
    return Outcomes.intended(Link.NONE, new Attempt(Attempt.Kind.INSERT, SENT, "id", null, AT));
  }

  /** Both agreed on {@code base}; then {@link #SENT} was sent. */
  private static Link patching(Fields base) {
    return Outcomes.intended(
        Link.NONE
            .in(Link.State.LINKED)
            .at("id", "v1")
            .agreedOn(new Bases(base, base), Link.Seen.NOTHING),
        new Attempt(Attempt.Kind.PATCH, SENT, "id", "v1", AT));
  }

  private static Decision merged(Link link, Fields here, Fields there) {
    return merged(link, here, there, Set.of());
  }

  private static Decision merged(
      Link link, Fields here, Fields there, Set<TargetSide.Trait> traits) {
    return Merge.decide(
        RULES,
        RecordState.of(
            link,
            new SourceSide.Row(here, AT, false),
            new TargetSide.Present(there, AT.plusSeconds(1), "v2", "id", traits)));
  }

  /** The record bears the number of the call. */
  private static Link arrived(Link link) {
    return Outcomes.arrived(RULES, link, link.sending());
  }

  private static void takesOnly(Decision decision, String field, String value) {
    assertThat(decision.reports()).isEmpty();
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Write.class,
            write -> {
              assertThat(write.toSource())
                  .isEqualTo(new ToSource.Update(Fields.of(field, Value.text(value))));
              assertThat(write.toTarget()).isEqualTo(ToTarget.NOTHING);
            });
  }

  @Test
  void aPersonsEditOfAnInsertWhoseAnswerWasLostIsAnEdit() {
    takesOnly(merged(arrived(inserting()), SENT, values("a", "theirs")), "g", "theirs");
  }

  @Test
  void andTheRowsNextEditOfAnotherFieldIsOneToo() {
    Decision decision = merged(arrived(inserting()), values("b", "1"), values("a", "theirs"));

    assertThat(decision.reports()).isEmpty();
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Write.class,
            write -> {
              assertThat(write.toSource())
                  .isEqualTo(new ToSource.Update(Fields.of("g", Value.text("theirs"))));
              assertThat(write.toTarget())
                  .isEqualTo(new ToTarget.Patch(Fields.of("f", Value.text("b")), "v2"));
            });
  }

  @Test
  void aPersonsEditAfterAPatchWhoseAnswerWasLostIsAnEdit() {
    takesOnly(
        merged(arrived(patching(values("o", "0"))), SENT, values("a", "theirs")), "g", "theirs");
  }

  /** Where the target holds no conditions, a newer version keeps no call from arriving. */
  @Test
  void aCallThatMayStillArriveIsNotForgottenForANewerVersion() {
    Link link = patching(values("o", "0"));

    assertThat(merged(link, SENT, values("o", "theirs")).link().sending()).isEmpty();
    assertThat(
            merged(link, SENT, values("o", "theirs"), Set.of(TargetSide.Trait.AWAITED))
                .link()
                .sending())
        .isEqualTo(link.sending());
  }

  @Test
  void norForAnAnswerThatNoCallHasGiven() {
    Link link = patching(values("o", "0"));
    Fields other = Fields.of("f", Value.text("b"));

    assertThat(sent(link, other, Set.of()).sending()).isEmpty();
    assertThat(sent(link, other, Set.of(TargetSide.Trait.AWAITED)).sending())
        .isEqualTo(link.sending());
  }

  private static Link sent(Link link, Fields fields, Set<TargetSide.Trait> traits) {
    return Outcomes.sent(
            RULES, link, fields, new TargetSide.Present(values("b", "0"), AT, "v2", "id", traits))
        .link();
  }

  /** It keeps nothing from being taken up. */
  @Test
  void whatIsNewThereIsTakenUpWhileSomethingElseMayStillArrive() {
    assertThat(
            new TargetSide.Present(SENT, AT, "v1", "id", Set.of(TargetSide.Trait.AWAITED))
                .isOrdinary())
        .isTrue();
  }

  /** A person may have copied what another one had typed there, so that it is what was sent too. */
  @Test
  void oneFieldAlikeSaysNothingOfTheOthersWhereTheRecordTellsWhatArrived() {
    Link link = patching(values("o", "0"));

    assertThat(
            merged(link, SENT, values("a", "theirs"), Set.of(TargetSide.Trait.NUMBERED)).reports())
        .extracting(Report::kind, Report::unit)
        .containsExactly(tuple(Report.Kind.CONFLICT, "g"));
    takesOnly(merged(link, SENT, values("a", "theirs")), "g", "theirs");
  }

  /** Nothing of ours shows: whoever made it, both have their own values. */
  @Test
  void whatShowsNothingThatWasSentIsAConflictStill() {
    assertThat(merged(inserting(), SENT, values("x", "y")).reports())
        .extracting(Report::kind)
        .containsOnly(Report.Kind.CONFLICT);
    assertThat(merged(patching(values("o", "0")), SENT, values("o", "theirs")).reports())
        .extracting(Report::unit)
        .containsExactly("g");
  }

  /** A field that shows what it showed before has not seen the call, whatever another one shows. */
  @Test
  void whatShowsItsBaseIsSentAgain() {
    assertThat(merged(patching(values("o", "0")), SENT, values("a", "0")))
        .isInstanceOfSatisfying(
            Decision.Write.class,
            write ->
                assertThat(write.toTarget())
                    .isEqualTo(new ToTarget.Patch(Fields.of("g", Value.text("1")), "v2")));
  }
}

package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Bases;
import dev.lockstep.core.Decision;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.Report;
import dev.lockstep.core.Side;
import dev.lockstep.core.Situation;
import dev.lockstep.core.Value;
import dev.lockstep.history.HistoryEvent.Cause;
import dev.lockstep.history.HistoryEvent.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Of a record whose place and title flow, and whose place both sides had changed. */
class CausesTest {

  private static final Fields HERE = place("here");
  private static final Fields THERE = place("there");
  private static final Fields TITLE = Fields.of("title", Value.text("new"));

  @Test
  void aConflictThatWasToldBeforeItsWriteIsWhyItIsWritten() {
    Decision sends = remembering(Situation.SOURCE_CHANGED, conflict(Side.SOURCE));
    List<Report> toTarget = Causes.decided(sends, Side.TARGET, HERE);
    assertThat(Causes.of(sends, toTarget, Origin.POSTGRES)).isEqualTo(Cause.CONFLICT_DECIDED);
    assertThat(Causes.lost(toTarget, Side.TARGET, HERE)).isEqualTo(THERE);

    Decision takes = remembering(Situation.TARGET_CHANGED, conflict(Side.TARGET));
    List<Report> toSource = Causes.decided(takes, Side.SOURCE, THERE);
    assertThat(Causes.of(takes, toSource, Origin.GOOGLE)).isEqualTo(Cause.CONFLICT_DECIDED);
    assertThat(Causes.lost(toSource, Side.SOURCE, THERE)).isEqualTo(HERE);
  }

  @Test
  void aConflictOfOtherFieldsIsNoReason() {
    Decision sends = remembering(Situation.SOURCE_CHANGED, conflict(Side.SOURCE));
    List<Report> decided = Causes.decided(sends, Side.TARGET, TITLE);
    assertThat(Causes.of(sends, decided, Origin.POSTGRES)).isEqualTo(Cause.ROW_CHANGED);
    assertThat(Causes.lost(decided, Side.TARGET, TITLE)).isEqualTo(Fields.EMPTY);
  }

  @Test
  void valuesInThePlaceOfBothAreOfAConflictAndNobodyShowedThem() {
    Fields both = place("here or there").with(TITLE);
    Decision takes = remembering(Situation.TARGET_CHANGED, report(Report.Kind.REPLACED, null));
    List<Report> decided = Causes.decided(takes, Side.SOURCE, both);
    assertThat(Causes.of(takes, decided, Origin.GOOGLE)).isEqualTo(Cause.CONFLICT_DECIDED);
    assertThat(Causes.lost(decided, Side.SOURCE, both)).isEqualTo(HERE);
    assertThat(Causes.shown(decided, both)).isEqualTo(TITLE);
    assertThat(Chronicle.hasConflict(telling(report(Report.Kind.REPLACED, null)))).isTrue();
    assertThat(Chronicle.hasConflict(takes)).as("counted once").isFalse();
  }

  @Test
  void whatAPersonDecidedBeforeIsTheirs() {
    Decision sends =
        remembering(Situation.SOURCE_CHANGED, report(Report.Kind.RESOLVED, Side.SOURCE));
    List<Report> decided = Causes.decided(sends, Side.TARGET, HERE);
    assertThat(Causes.of(sends, decided, Origin.POSTGRES)).isEqualTo(Cause.RESOLVED);
    assertThat(Causes.origin(decided, Origin.POSTGRES)).isEqualTo(Origin.MANUAL);
  }

  @Test
  void aRowThatAPersonBroughtBackIsTheirs() {
    Decision inserts =
        telling(
            new Report(
                Report.Kind.BROUGHT_BACK,
                Report.RECORD,
                Fields.EMPTY,
                Fields.EMPTY,
                Side.SOURCE,
                ""));
    List<Report> decided = Causes.decided(inserts, Side.SOURCE, HERE);
    assertThat(Causes.of(inserts, decided, Origin.GOOGLE)).isEqualTo(Cause.RESTORED);
    assertThat(Causes.origin(decided, Origin.GOOGLE)).isEqualTo(Origin.MANUAL);
  }

  private static Report conflict(Side winner) {
    return report(Report.Kind.CONFLICT, winner);
  }

  private static Report report(Report.Kind kind, @Nullable Side winner) {
    return new Report(kind, "place", HERE, THERE, winner, "");
  }

  private static Decision remembering(Situation situation, Report report) {
    return new Decision.Nothing(situation, link(report), List.of());
  }

  private static Decision telling(Report report) {
    return new Decision.Nothing(Situation.BOTH_CHANGED, link(report), List.of(report));
  }

  private static Link link(Report report) {
    return new Link(
        Link.State.LINKED,
        null,
        Bases.NONE,
        Link.Seen.NOTHING,
        null,
        0,
        "id",
        List.of(),
        List.of(report));
  }

  private static Fields place(String value) {
    return Fields.of("place", Value.text(value));
  }
}

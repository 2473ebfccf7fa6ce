package dev.lockstep.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Policies.GoogleCreate;
import dev.lockstep.core.Policies.GoogleDelete;
import dev.lockstep.core.Policies.OneWayEdits;
import dev.lockstep.core.Policies.Rows;
import dev.lockstep.core.Policies.SourceDelete;
import dev.lockstep.core.TargetSide.Trait;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One example for each row of the tables of a link's life. */
class LifeTest {

  private static final Fields BASE = Fields.of("f", Value.text("a"), "g", Value.text("a"));
  private static final Fields EDITED = BASE.with("f", Value.text("b"));
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    // link, here, there: situation, at the source, at the target, link after
    "NONE, row, unread, NEW_ROW, Nothing, Insert, NONE",
    "NONE, row, absent, NEW_ROW, Nothing, Insert, NONE",
    "NONE, held, unread, HELD_BACK, Nothing, Nothing, NONE",
    "NONE, row, deleted, TARGET_DELETED_ROW_STAYS, Nothing, Nothing, DELETED_AT_TARGET",
    "NONE, row, series, BECAME_RECURRING, Nothing, Nothing, RECURRING",
    "NONE, row, present, ADOPTED, Nothing, Nothing, LINKED",
    "NONE, absent, present, NOT_TAKEN, Nothing, Nothing, NONE",
    "NONE, absent, absent, AGREED, Nothing, Nothing, NONE",
    "NONE, moved, present, NOT_TAKEN, Nothing, Nothing, NONE",
    "NONE, row, stranger, STRANGER, Fail, Fail, NONE",
    "NONE, row, copy, COPY, Nothing, Nothing, NONE",
    "NONE, absent, exception, NOT_TAKEN, Nothing, Nothing, NONE",
    "SENDING, row, unread, UNKNOWN_FATE, Look, Look, SENDING",
    "SENDING, row, absent, NEW_ROW, Nothing, Insert, SENDING",
    "SENDING, row, deleted, TARGET_DELETED_ROW_STAYS, Nothing, Nothing, DELETED_AT_TARGET",
    "SENDING, row, series, BECAME_RECURRING, Nothing, Nothing, RECURRING",
    "SENDING, row, present, AGREED, Nothing, Nothing, LINKED",
    "SENDING, absent, absent, UNKNOWN_FATE, Later, Later, SENDING",
    "SENDING, absent, deleted, BOTH_GONE, Nothing, Nothing, GONE",
    "SENDING, absent, present, ROW_DELETED, Nothing, Delete, SENDING",
    "SENDING, absent, edited, ROW_DELETED_TARGET_STAYS, Nothing, Nothing, DELETED_AT_SOURCE",
    "SENDING, moved, absent, UNKNOWN_FATE, Later, Later, SENDING",
    "SENDING, moved, deleted, BOTH_GONE, Nothing, Nothing, GONE",
    "SENDING, moved, present, ROW_MOVED, Nothing, Delete, LINKED",
    "LINKED, row, unread, AGREED, Nothing, Nothing, LINKED",
    "LINKED, editedRow, unread, SOURCE_CHANGED, Nothing, Patch, LINKED",
    "LINKED, row, edited, TARGET_CHANGED, Update, Nothing, LINKED",
    "LINKED, row, deleted, TARGET_DELETED_ROW_STAYS, Nothing, Nothing, DELETED_AT_TARGET",
    "LINKED, editedRow, absent, TARGET_DELETED_ROW_STAYS, Nothing, Nothing, DELETED_AT_TARGET",
    "LINKED, row, series, BECAME_RECURRING, Nothing, Nothing, RECURRING",
    "LINKED, absent, unread, ROW_DELETED, Nothing, Delete, LINKED",
    "LINKED, absent, present, ROW_DELETED, Nothing, Delete, LINKED",
    "LINKED, absent, edited, ROW_DELETED_TARGET_STAYS, Nothing, Nothing, DELETED_AT_SOURCE",
    "LINKED, absent, series, ROW_DELETED_TARGET_STAYS, Nothing, Nothing, DELETED_AT_SOURCE",
    "LINKED, absent, deleted, BOTH_GONE, Nothing, Nothing, GONE",
    "LINKED, moved, unread, ROW_MOVED, Nothing, Delete, LINKED",
    "LINKED, moved, edited, ROW_MOVED, Update, Delete, LINKED",
    "LINKED, moved, deleted, BOTH_GONE, Nothing, Nothing, GONE",
    "DELETED_AT_TARGET, editedRow, unread, DETACHED, Nothing, Nothing, DELETED_AT_TARGET",
    "DELETED_AT_TARGET, editedRow, deleted, DETACHED, Nothing, Nothing, DELETED_AT_TARGET",
    "DELETED_AT_TARGET, row, present, LINKED_AGAIN, Nothing, Nothing, LINKED",
    "DELETED_AT_TARGET, editedRow, present, LINKED_AGAIN, Nothing, Patch, LINKED",
    "DELETED_AT_TARGET, row, series, BECAME_RECURRING, Nothing, Nothing, RECURRING",
    "DELETED_AT_TARGET, absent, unread, BOTH_GONE, Nothing, Nothing, GONE",
    "DELETED_AT_TARGET, absent, present, DETACHED, Nothing, Nothing, DELETED_AT_SOURCE",
    "DELETED_AT_TARGET, moved, unread, BOTH_GONE, Nothing, Nothing, GONE",
    "DELETED_AT_TARGET, moved, present, ROW_MOVED, Nothing, Delete, LINKED",
    "DELETED_AT_SOURCE, row, unread, NEVER_COMPARED, Look, Look, DELETED_AT_SOURCE",
    "DELETED_AT_SOURCE, row, edited, LINKED_AGAIN, Update, Nothing, LINKED",
    "DELETED_AT_SOURCE, row, series, BECAME_RECURRING, Nothing, Nothing, RECURRING",
    "DELETED_AT_SOURCE, row, deleted, NEW_ROW, Nothing, Insert, NONE",
    "DELETED_AT_SOURCE, absent, deleted, BOTH_GONE, Nothing, Nothing, GONE",
    "DELETED_AT_SOURCE, absent, edited, DETACHED, Nothing, Nothing, DELETED_AT_SOURCE",
    "RECURRING, editedRow, unread, DETACHED, Nothing, Nothing, RECURRING",
    "RECURRING, row, series, DETACHED, Nothing, Nothing, RECURRING",
    "RECURRING, row, present, LINKED_AGAIN, Nothing, Nothing, LINKED",
    "RECURRING, row, deleted, DETACHED, Nothing, Nothing, DELETED_AT_TARGET",
    "RECURRING, absent, series, DETACHED, Nothing, Nothing, DELETED_AT_SOURCE",
    "RECURRING, absent, deleted, BOTH_GONE, Nothing, Nothing, GONE",
    "GONE, row, unread, NEW_ROW, Nothing, Insert, NONE",
    "GONE, held, unread, HELD_BACK, Nothing, Nothing, GONE",
    "GONE, row, present, LINKED_AGAIN, Nothing, Nothing, LINKED",
    "GONE, row, series, BECAME_RECURRING, Nothing, Nothing, RECURRING",
    "GONE, absent, present, NOT_TAKEN, Nothing, Nothing, GONE",
    "GONE, absent, deleted, AGREED, Nothing, Nothing, GONE",
    "GONE, moved, present, NOT_TAKEN, Nothing, Nothing, GONE",
    "HELD, editedRow, edited, HELD, Nothing, Nothing, HELD",
  })
  void eachRowOfTheTables(
      String link,
      String here,
      String there,
      Situation situation,
      String toSource,
      String toTarget,
      String after) {
    Decision decision =
        Merge.decide(
            rules(SourceDelete.DELETE, GoogleDelete.KEEP, GoogleCreate.IGNORE),
            RecordState.of(link(link), source(here), target(there)));
    assertThat(told(decision)).isEqualTo(situation + " " + toSource + " " + toTarget);
    assertThat(where(decision.link())).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({
    "KEEP, deleted, TARGET_DELETED_ROW_STAYS Nothing Nothing",
    "DELETE, deleted, TARGET_DELETED Delete Nothing",
    "DELETE, absent, TARGET_DELETED Delete Nothing",
    "RECREATE, deleted, TARGET_RECREATED Nothing Revive",
    "RECREATE, absent, TARGET_RECREATED Nothing Insert",
  })
  void whatAPersonDeletedThereIsDecidedByPolicyEvenIfTheRowWasEdited_23(
      GoogleDelete policy, String there, String expected) {
    Decision decision =
        Merge.decide(
            rules(SourceDelete.DELETE, policy, GoogleCreate.IGNORE),
            RecordState.of(link("LINKED"), source("editedRow"), target(there)));
    assertThat(told(decision)).isEqualTo(expected);
    assertThat(decision.reports())
        .singleElement()
        .satisfies(r -> assertThat(r.source()).isEqualTo(EDITED));
  }

  @Test
  void aRowThatGoesLeavesItsEventWherePolicySaysKeep() {
    Decision decision =
        Merge.decide(
            rules(SourceDelete.KEEP, GoogleDelete.KEEP, GoogleCreate.IGNORE),
            RecordState.of(link("LINKED"), SourceSide.ABSENT, TargetSide.UNREAD));
    assertThat(told(decision)).isEqualTo("ROW_DELETED_TARGET_STAYS Nothing Nothing");
  }

  @ParameterizedTest
  @CsvSource({
    "present, NEW_AT_TARGET Insert Nothing",
    "series, NOT_TAKEN Nothing Nothing",
    "exception, NOT_TAKEN Nothing Nothing",
    "copy, COPY Nothing Nothing",
    "PRIVATE, NOT_TAKEN Nothing Nothing",
    "FOREIGN_ORGANIZER, NOT_TAKEN Nothing Nothing",
    "SPECIAL, NOT_TAKEN Nothing Nothing",
    "BEFORE_CONNECTION, NOT_TAKEN Nothing Nothing",
  })
  void onlyOrdinaryEventsOfTheAccountBecomeRows(String there, String expected) {
    Decision decision =
        Merge.decide(
            rules(SourceDelete.DELETE, GoogleDelete.KEEP, GoogleCreate.INSERT),
            RecordState.of(Link.NONE, SourceSide.ABSENT, target(there)));
    assertThat(told(decision)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETED_AT_TARGET, row, unread, NEVER_COMPARED Look Look",
    "DELETED_AT_TARGET, row, deleted, TARGET_RECREATED Nothing Revive",
    "DELETED_AT_TARGET, row, absent, TARGET_RECREATED Nothing Insert",
    "DELETED_AT_SOURCE, absent, edited, NEW_AT_TARGET Insert Nothing",
    "DELETED_AT_SOURCE, absent, absent, BOTH_GONE Nothing Nothing",
  })
  void aPersonMayRestoreADetachedRecord(String link, String here, String there, String expected) {
    RecordState state = new RecordState(link(link), source(here), target(there), Map.of(), true);
    assertThat(
            told(
                Merge.decide(
                    rules(SourceDelete.DELETE, GoogleDelete.KEEP, GoogleCreate.IGNORE), state)))
        .isEqualTo(expected);
  }

  @Test
  void whatWasAskedBackTooLateToBeKnownAnyMoreIsReported() {
    RecordState state =
        new RecordState(link("GONE"), source("absent"), target("deleted"), Asked.RESTORE);
    Decision decision =
        Merge.decide(rules(SourceDelete.DELETE, GoogleDelete.KEEP, GoogleCreate.IGNORE), state);
    assertThat(told(decision)).isEqualTo("BOTH_GONE Nothing Nothing");
    assertThat(decision.reports())
        .extracting(Report::kind)
        .containsExactly(Report.Kind.NOT_BROUGHT_BACK);
  }

  @ParameterizedTest
  @CsvSource({
    "GONE, row, deleted, NEW_ROW Nothing Insert",
    "GONE, editedRow, deleted, NEW_ROW Update Insert",
    "GONE, absent, absent, NEW_ROW Insert Insert",
    "GONE, absent, edited, NEW_AT_TARGET Insert Nothing",
    "GONE, moved, absent, BOTH_GONE Nothing Nothing",
    "LINKED, row, deleted, TARGET_RECREATED Nothing Revive",
    "LINKED, absent, edited, NEW_AT_TARGET Insert Nothing",
    "DELETED_AT_TARGET, editedRow, deleted, TARGET_RECREATED Update Revive",
    "DELETED_AT_TARGET, absent, deleted, NEW_ROW Insert Insert",
  })
  void aPersonMayRestoreAVersionOfWhateverIsGone(
      String link, String here, String there, String expected) {
    RecordState state =
        new RecordState(link(link), source(here), target(there), Asked.restore(BASE));
    Decision decision =
        Merge.decide(rules(SourceDelete.DELETE, GoogleDelete.DELETE, GoogleCreate.IGNORE), state);
    assertThat(told(decision)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // As it was when it was asked back.
    "LINKED, row, present, TARGET_CHANGED Update Nothing, false",
    "GONE, absent, absent, NEW_ROW Insert Insert, false",
    "GONE, absent, edited, NEW_AT_TARGET Insert Nothing, false",
    "DELETED_AT_TARGET, row, deleted, TARGET_RECREATED Update Revive, false",
    "DELETED_AT_SOURCE, absent, edited, NEW_AT_TARGET Insert Nothing, false",
    // Deleted since, on either side: it goes on as if nobody had asked.
    "LINKED, absent, present, ROW_DELETED Nothing Delete, true",
    "LINKED, row, deleted, TARGET_DELETED Delete Nothing, true",
    "DELETED_AT_TARGET, absent, deleted, BOTH_GONE Nothing Nothing, true",
    // Made anew since.
    "GONE, row, absent, NEW_ROW Nothing Insert, true",
  })
  void whatCameOrWentSinceItWasAskedBackStaysSo(
      String link, String here, String there, String expected, boolean isOther) {
    Fields version = Fields.of("g", Value.text("z"));
    Fields now = link.equals("GONE") ? Fields.EMPTY : BASE.only("g"::equals);
    RecordState state =
        new RecordState(
            link(link), source(here), target(there), Asked.restoreUnlessChanged(version, now));
    Decision decision =
        Merge.decide(rules(SourceDelete.DELETE, GoogleDelete.DELETE, GoogleCreate.IGNORE), state);
    assertThat(told(decision)).isEqualTo(expected);
    assertThat(decision.reports().stream().map(Report::kind).toList())
        .satisfies(
            kinds -> assertThat(kinds.contains(Report.Kind.NOT_BROUGHT_BACK)).isEqualTo(isOther));
  }

  @Test
  void aDeletionThatTheBrakeHeldAndAPersonGaveUpLeavesTheOtherSide() {
    Rules rules = rules(SourceDelete.DELETE, GoogleDelete.DELETE, GoogleCreate.IGNORE);
    RecordState rowGone = RecordState.of(link("LINKED"), source("absent"), TargetSide.UNREAD);
    RecordState eventGone = RecordState.of(link("LINKED"), source("row"), target("deleted"));

    Decision eventStays = Merge.decide(rules, rowGone.with(Asked.giveUp(Side.SOURCE)));
    Decision rowStays = Merge.decide(rules, eventGone.with(Asked.giveUp(Side.TARGET)));

    assertThat(told(eventStays)).isEqualTo("ROW_DELETED_TARGET_STAYS Nothing Nothing");
    assertThat(told(rowStays)).isEqualTo("TARGET_DELETED_ROW_STAYS Nothing Nothing");
    assertThat(eventStays.link().state()).isEqualTo(Link.State.DETACHED);
    assertThat(rowStays.link().state()).isEqualTo(Link.State.DETACHED);
  }

  @ParameterizedTest
  @CsvSource({
    "LINKED, absent, edited",
    "LINKED, row, deleted",
    "LINKED, row, series",
    "DELETED_AT_SOURCE, absent, edited",
    "DELETED_AT_TARGET, row, deleted",
    "RECURRING, row, series",
  })
  void inADetachedRecordNothingIsLeftToMendOrToDecide(String link, String here, String there) {
    Fields edited = EDITED.only("f"::equals);
    Report invalid =
        new Report(Report.Kind.INVALID, "f", BASE.only("f"::equals), edited, null, "too long");
    Report conflict =
        new Report(Report.Kind.CONFLICT, "f", BASE.only("f"::equals), edited, null, "");
    Decision decision =
        Merge.decide(
            rules(SourceDelete.DELETE, GoogleDelete.KEEP, GoogleCreate.IGNORE),
            RecordState.of(
                link(link).withReported(List.of(invalid, conflict)), source(here), target(there)));
    assertThat(decision.link().state()).isEqualTo(Link.State.DETACHED);
    assertThat(decision.link().reported()).doesNotContain(invalid, conflict);
  }

  @Test
  void theNextLifeOfAKeyIsANewIncarnation() {
    Decision decision =
        Merge.decide(
            rules(SourceDelete.DELETE, GoogleDelete.KEEP, GoogleCreate.IGNORE),
            RecordState.of(link("GONE"), source("row"), TargetSide.UNREAD));
    assertThat(decision.link().incarnation()).isEqualTo(1);
  }

  @Test
  void whatIsAskedBackOutsideTheWindowStaysAndIsReported() {
    RecordState state = RecordState.of(link("LINKED"), source("row"), target("edited"));

    Decision decision =
        Merge.decide(withAWindow(), state.with(Asked.restore(Fields.of("f", Value.text("z")))));

    assertThat(told(decision)).isEqualTo("OUTSIDE_WINDOW Nothing Nothing");
    assertThat(decision.reports())
        .extracting(Report::kind)
        .containsExactly(Report.Kind.OUTSIDE_WINDOW);
    assertThat(Merge.decide(withAWindow(), state).reports()).isEmpty();
  }

  /** A record lies outside while its `g` is as it was at first. */
  private static Rules withAWindow() {
    return new Rules(
        rules(SourceDelete.DELETE, GoogleDelete.DELETE, GoogleCreate.INSERT).fields(),
        Policies.DEFAULT,
        fields -> fields,
        fields -> null,
        fields -> fields.get("g").equals(Value.text("a")));
  }

  @Test
  void outsideTheWindowNothingIsSentChangedOrDeleted() {
    Rules rules = withAWindow();
    for (String here : List.of("row", "editedRow", "absent", "moved")) {
      for (String there : List.of("unread", "edited")) {
        Decision decision =
            Merge.decide(rules, RecordState.of(link("LINKED"), source(here), target(there)));
        assertThat(told(decision)).isEqualTo("OUTSIDE_WINDOW Nothing Nothing");
      }
    }
  }

  private static Rules rules(SourceDelete row, GoogleDelete event, GoogleCreate create) {
    return Rules.of(
        List.of(
            FieldRule.of("f", Direction.BOTH, ConflictPolicy.SOURCE_WINS),
            FieldRule.of("g", Direction.BOTH, ConflictPolicy.SOURCE_WINS)),
        new Policies(row, event, create, OneWayEdits.LEAVE, Rows.ALL));
  }

  private static Link link(String name) {
    Link linked =
        Link.NONE
            .in(Link.State.LINKED)
            .agreedOn(new Bases(BASE, BASE), Link.Seen.NOTHING)
            .at("id", "v1");
    return switch (name) {
      case "NONE" -> Link.NONE;
      case "SENDING" ->
          Outcomes.intended(Link.NONE, new Attempt(Attempt.Kind.INSERT, BASE, "id", null, AT));
      case "DELETED_AT_TARGET", "DELETED_AT_SOURCE", "RECURRING" ->
          linked.detached(Link.Reason.valueOf(name));
      case "GONE" -> linked.gone();
      default -> linked.in(Link.State.valueOf(name));
    };
  }

  private static SourceSide source(String name) {
    return switch (name) {
      case "row" -> SourceSide.row(BASE);
      case "editedRow" -> SourceSide.row(EDITED);
      case "held" -> new SourceSide.Row(BASE, null, true);
      case "moved" -> new SourceSide.Moved(BASE, null);
      default -> SourceSide.ABSENT;
    };
  }

  private static TargetSide target(String name) {
    return switch (name) {
      case "unread" -> TargetSide.UNREAD;
      case "absent" -> TargetSide.ABSENT;
      case "deleted" -> new TargetSide.Deleted("v9");
      case "present" -> there(BASE, Set.of());
      case "edited" -> there(EDITED, Set.of());
      case "series" -> there(BASE, Set.of(Trait.RECURRING));
      default -> there(BASE, Set.of(Trait.valueOf(name.toUpperCase())));
    };
  }

  private static TargetSide there(Fields fields, Set<Trait> traits) {
    return new TargetSide.Present(fields, AT, "v9", "id", traits);
  }

  private static String told(Decision decision) {
    String what =
        switch (decision) {
          case Decision.Look look -> "Look Look";
          case Decision.Later later -> "Later Later";
          case Decision.Nothing nothing -> "Nothing Nothing";
          case Decision.Fail fail -> "Fail Fail";
          case Decision.Write write ->
              write.toSource().getClass().getSimpleName()
                  + " "
                  + write.toTarget().getClass().getSimpleName();
        };
    return decision.situation() + " " + what;
  }

  private static String where(Link link) {
    return link.reason() == null ? link.state().name() : link.reason().name();
  }
}

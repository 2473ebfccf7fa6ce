package dev.lockstep.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.history.HistoryEvent.Action;
import dev.lockstep.history.HistoryEvent.Cause;
import dev.lockstep.history.HistoryEvent.Origin;
import dev.lockstep.history.WayBack.Why;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What leads one record back to before a span; the span is from minute 10 to minute 20. */
class RetracedTest {

  private static final PartitionKey ANNA = new PartitionKey("s", "anna", "primary");
  private static final Instant START = Instant.parse("2026-03-01T14:00:00Z");
  private static final Span ALL = span(null);

  @Test
  void whatWasChangedInTheSpanGoesBackToWhatItWasBeforeItsFirstChange() {
    assertThat(back(ALL, update(11, "place", "a", "b"), update(12, "place", "b", "c")))
        .isEqualTo(new WayBack.Changes(of("place", "c"), of("place", "a")));
  }

  @Test
  void whatWasChangedBeforeTheSpanOrAfterItIsNoneOfItsChanges() {
    assertThat(back(ALL, update(21, "place", "b", "c"))).isEqualTo(WayBack.SAME);
    assertThat(back(ALL, update(9, "place", "a", "b"), update(20, "place", "b", "c")))
        .isEqualTo(WayBack.SAME);
    assertThat(back(ALL, update(10, "place", "a", "b")))
        .isEqualTo(new WayBack.Changes(of("place", "b"), of("place", "a")));
  }

  @Test
  void anEditSinceOfTheSameFieldKeepsTheRecordAsItIs() {
    HistoryEntry[] life = {update(11, "place", "a", "b"), update(21, "place", "b", "c")};
    assertThat(back(ALL, life)).isEqualTo(new WayBack.Left(Why.CHANGED_SINCE));
    assertThat(back(ALL, Link.State.LINKED, true, life))
        .isEqualTo(new WayBack.Changes(of("place", "c"), of("place", "a")));
  }

  @Test
  void anEditSinceOfAnotherFieldIsInNobodysWay() {
    assertThat(back(ALL, update(11, "place", "a", "b"), update(21, "title", "x", "y")))
        .isEqualTo(new WayBack.Changes(of("place", "b"), of("place", "a")));
  }

  @Test
  void whatSomebodyPutRightSinceIsAsItWas() {
    assertThat(back(ALL, update(11, "place", "a", "b"), update(21, "place", "b", "a")))
        .isEqualTo(WayBack.SAME);
    assertThat(back(ALL, update(11, "place", "a", "b"), restored(21, "place", "b", "a")))
        .isEqualTo(WayBack.SAME);
  }

  @Test
  void aRestoreToSomethingElseIsNoEditOfSomebodyElse() {
    assertThat(back(ALL, update(11, "place", "a", "b"), restored(21, "place", "b", "z")))
        .isEqualTo(new WayBack.Changes(of("place", "z"), of("place", "a")));
  }

  @Test
  void fieldsThatWereChangedTogetherGoBackTogether() {
    assertThat(back(ALL, update(11, of("start", "1", "end", "2"), of("start", "0", "end", "2"))))
        .isEqualTo(new WayBack.Changes(of("start", "0", "end", "2"), of("start", "1", "end", "2")));
  }

  @Test
  void onlyWhatOneSideChangedGoesBackWhereThatIsAskedFor() {
    HistoryEntry there =
        line(
            11,
            Action.UPDATE,
            Cause.GOOGLE_CHANGED,
            Origin.GOOGLE,
            of("place", "a"),
            of("place", "b"));
    assertThat(back(span(Origin.GOOGLE), there, update(12, "title", "x", "y")))
        .isEqualTo(new WayBack.Changes(of("place", "b"), of("place", "a")));
    assertThat(back(span(Origin.GOOGLE), there, update(12, "place", "b", "c")))
        .isEqualTo(new WayBack.Left(Why.CHANGED_SINCE));
    assertThat(back(span(Origin.GOOGLE), update(12, "place", "b", "c"))).isEqualTo(WayBack.SAME);
  }

  @Test
  void aComputedFieldFollowsAndDoesNotCount() {
    assertThat(
            back(
                ALL,
                update(11, of("place", "a", "computed", "A"), of("place", "b", "computed", "B")),
                update(21, "computed", "B", "C")))
        .isEqualTo(new WayBack.Changes(of("place", "b"), of("place", "a")));
  }

  @Test
  void whatWasMadeInTheSpanStays() {
    HistoryEntry made = insert(11, "place", "a");
    assertThat(back(ALL, made, update(12, "place", "a", "b")))
        .isEqualTo(new WayBack.Left(Why.MADE));
    assertThat(back(ALL, Link.State.GONE, false, made, delete(13, "place", "a")))
        .as("made and gone again")
        .isEqualTo(WayBack.SAME);
  }

  @Test
  void whatWentInTheSpanComesBackAsItWasBeforeIt() {
    assertThat(
            back(
                ALL,
                Link.State.GONE,
                false,
                update(11, "place", "a", "b"),
                line(
                    12,
                    Action.DELETE,
                    Cause.ROW_DELETED,
                    Origin.POSTGRES,
                    of("place", "b", "title", "x"),
                    Fields.EMPTY)))
        .isEqualTo(new WayBack.Returns(Fields.EMPTY, of("place", "a", "title", "x")));
  }

  @Test
  void anEventThatWentInTheSpanComesBackFromItsRow() {
    assertThat(
            back(
                ALL,
                Link.State.DETACHED,
                false,
                line(
                    11,
                    Action.LINK,
                    Cause.GOOGLE_DELETED,
                    Origin.POSTGRES,
                    of("place", "b"),
                    of("place", "b"))))
        .isEqualTo(new WayBack.Returns(Fields.EMPTY, Fields.EMPTY));
  }

  @Test
  void whatWentSinceStaysAway() {
    HistoryEntry[] life = {update(11, "place", "a", "b"), delete(21, "place", "b")};
    assertThat(back(ALL, Link.State.GONE, false, life))
        .isEqualTo(new WayBack.Left(Why.CHANGED_SINCE));
    assertThat(back(ALL, Link.State.GONE, true, life))
        .isEqualTo(new WayBack.Returns(Fields.EMPTY, of("place", "a")));
  }

  @Test
  void whatWentAndWasMadeAnewSinceStays() {
    assertThat(back(ALL, delete(11, "place", "a"), insert(21, "place", "z")))
        .isEqualTo(new WayBack.Left(Why.CHANGED_SINCE));
  }

  @Test
  void whatWentAndWasBroughtBackIsAsItWas() {
    HistoryEntry[] life = {
      delete(11, "place", "a"),
      line(21, Action.INSERT, Cause.RESTORED, Origin.MANUAL, Fields.EMPTY, of("place", "a"))
    };
    assertThat(back(ALL, life)).isEqualTo(WayBack.SAME);
    assertThat(back(ALL, Link.State.GONE, false, life)).as("on its way").isEqualTo(WayBack.SAME);
  }

  @Test
  void aRecordThatMovedAndOneOfWhichTheHistoryKnowsTooLittleStay() {
    HistoryEntry moved =
        line(11, Action.DELETE, Cause.ROW_MOVED, Origin.POSTGRES, of("place", "a"), Fields.EMPTY);
    assertThat(back(ALL, moved)).isEqualTo(new WayBack.Left(Why.MOVED));
    assertThat(back(ALL, null, false, update(11, "place", "a", "b")))
        .isEqualTo(new WayBack.Left(Why.MOVED));
    assertThat(back(ALL, Link.State.SENDING, false, update(11, "place", "a", "b")))
        .isEqualTo(new WayBack.Left(Why.UNDER_WAY));
    assertThat(back(ALL, update(11, Fields.EMPTY, of("place", "b"))))
        .isEqualTo(new WayBack.Left(Why.NOT_KNOWN));
  }

  @Test
  void aSpanEndsAfterItBegins() {
    assertThatThrownBy(() -> new Span("s", START, START, null, null))
        .hasMessageContaining("before it begins");
  }

  private static Span span(Origin by) {
    return new Span("s", START.plusSeconds(600), START.plusSeconds(1200), by, null);
  }

  private static WayBack back(Span span, HistoryEntry... changes) {
    return back(span, Link.State.LINKED, false, changes);
  }

  private static WayBack back(
      Span span, Link.State state, boolean changedSinceToo, HistoryEntry... changes) {
    return new Retraced(span, field -> !field.equals("computed"), List.of(changes))
        .wayBack(state, Value::same, changedSinceToo);
  }

  private static HistoryEntry update(int minute, String field, String before, String after) {
    return update(minute, of(field, before), of(field, after));
  }

  private static HistoryEntry update(int minute, Fields before, Fields after) {
    return line(minute, Action.UPDATE, Cause.ROW_CHANGED, Origin.POSTGRES, before, after);
  }

  private static HistoryEntry restored(int minute, String field, String before, String after) {
    return line(
        minute, Action.UPDATE, Cause.RESTORED, Origin.MANUAL, of(field, before), of(field, after));
  }

  private static HistoryEntry insert(int minute, String field, String after) {
    return line(
        minute, Action.INSERT, Cause.ROW_CHANGED, Origin.POSTGRES, Fields.EMPTY, of(field, after));
  }

  private static HistoryEntry delete(int minute, String field, String before) {
    return line(
        minute, Action.DELETE, Cause.ROW_DELETED, Origin.POSTGRES, of(field, before), Fields.EMPTY);
  }

  private static HistoryEntry line(
      int minute, Action action, Cause cause, Origin origin, Fields before, Fields after) {
    return new HistoryEntry(
        minute,
        START.plusSeconds(minute * 60L),
        new HistoryEvent.Change(
            ANNA,
            "1",
            HistoryEvent.Side.TARGET,
            action,
            cause,
            origin,
            "id",
            before,
            after,
            Fields.EMPTY));
  }

  private static Fields of(String... namesAndTexts) {
    Fields fields = Fields.EMPTY;
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      fields = fields.with(namesAndTexts[i], Value.text(namesAndTexts[i + 1]));
    }
    return fields;
  }
}

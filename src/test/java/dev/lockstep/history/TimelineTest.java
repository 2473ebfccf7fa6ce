package dev.lockstep.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.history.HistoryEvent.Action;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

  private static final PartitionKey ANNA = new PartitionKey("s", "anna", "primary");

  private static final List<HistoryEntry> LIFE =
      List.of(
          line(1, Action.INSERT, Fields.EMPTY, of("title", "a", "place", "x")),
          line(2, Action.UPDATE, of("place", "x"), of("place", "y")),
          line(3, Action.UPDATE, of("title", "a", "notes", "n"), of("title", "b", "notes", "m")),
          line(4, Action.DELETE, of("title", "b"), Fields.EMPTY),
          line(5, Action.INSERT, Fields.EMPTY, of("title", "c")),
          line(6, Action.UPDATE, of("place", "z"), of("place", "w")));

  @Test
  void aVersionIsWhatWasWrittenUntilThenAndWhatLaterWritesFound() {
    assertThat(Timeline.version(LIFE, 1)).isEqualTo(of("title", "a", "place", "x", "notes", "n"));
    assertThat(Timeline.version(LIFE, 2).get("place")).isEqualTo(Value.text("y"));
    assertThat(Timeline.version(LIFE, 3).get("title")).isEqualTo(Value.text("b"));
  }

  @Test
  void anEarlierLifeOfTheKeySaysNothingOfALaterOne() {
    assertThat(Timeline.version(LIFE, 5)).isEqualTo(of("title", "c", "place", "z"));
  }

  @Test
  void aDeletionAndAnUnknownNumberAreNoVersions() {
    assertThat(Timeline.version(LIFE, 4)).isEqualTo(Fields.EMPTY);
    assertThat(Timeline.version(LIFE, 99)).isEqualTo(Fields.EMPTY);
  }

  @Test
  void aLineThatSaysNothingOfTheValuesIsNoVersion() {
    List<HistoryEntry> lines =
        List.of(
            line(1, Action.LINK, Fields.EMPTY, of("title", "adopted")),
            line(2, Action.LINK, of("title", "adopted"), of("title", "adopted")),
            line(3, Action.LINK, of("title", "adopted"), Fields.EMPTY));

    assertThat(Timeline.version(lines, 1)).isEqualTo(of("title", "adopted"));
    assertThat(Timeline.version(lines, 2)).isEqualTo(Fields.EMPTY);
    assertThat(Timeline.version(lines, 3)).isEqualTo(Fields.EMPTY);
  }

  private static HistoryEntry line(long id, Action action, Fields before, Fields after) {
    return new HistoryEntry(
        id,
        Instant.EPOCH,
        new HistoryEvent.Change(
            ANNA,
            "1",
            HistoryEvent.Side.TARGET,
            action,
            HistoryEvent.Cause.ROW_CHANGED,
            HistoryEvent.Origin.POSTGRES,
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

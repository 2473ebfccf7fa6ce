package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.core.Asked;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.history.Timeline;
import dev.lockstep.testing.OwnOutput;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** Nothing is changed outside the window, by hand neither, and whoever asks for it hears so. */
@ExtendWith(OwnOutput.class)
class ByHandOutsideWindowTest {

  private static Diaries diaries;
  private static Diary windowed;
  private static Diary manual;
  private static long left;
  private static long stayed;
  private static Instant since;

  @BeforeAll
  static void start() {
    diaries = new Diaries();
    windowed = diaries.open("windowed", "");
    manual = diaries.open("manual", "conflict: manual");
    for (String sync : List.of("windowed", "manual")) {
      diaries.define(sync, diaries.definition(sync) + "window: { future: 30d }\n");
    }
    diaries.run();
    left = windowed.writeLinked("left");
    stayed = windowed.writeLinked("stayed");
    since = new Timeline(diaries.jdbc).now();
    leave(windowed, left, "left");
    windowed.set(stayed, "place = 'Side St'");
    soon().until(() -> "Side St".equals(windowed.event("stayed").path("location").asText()));
    windowed.settle();
  }

  @AfterAll
  static void stop() {
    diaries.close();
  }

  private static void leave(Diary diary, long id, String title) {
    diary.set(id, "starts_at = now() + interval '90 days', ends_at = now() + interval '91 days'");
    soon()
        .until(
            () ->
                Instant.parse(
                        diary.event(title).at("/start/dateTime").asText().substring(0, 19) + "Z")
                    .isAfter(Instant.now().plusSeconds(80 * 86_400)));
  }

  private static int run(String... words) {
    return Typed.run(diaries.database, words);
  }

  @Test
  void oneRecordIsRefusedAndNamed(CapturedOutput output) {
    String key = String.valueOf(left);
    assertThat(run("restore", "windowed", key, "--at", since.toString())).isEqualTo(1);
    assertThat(output.getErr())
        .contains("record '" + key + "' of sync 'windowed' lies outside the window");
    assertThat(diaries.asked("windowed")).isZero();
  }

  @Test
  void aConflictWaitsUntilTheWindowIsWideEnough(CapturedOutput output) {
    long contested = diaries.contested(manual, "contested");
    leave(manual, contested, "contested");

    assertThat(run("resolve", "manual", String.valueOf(contested), "--google")).isEqualTo(1);

    assertThat(output.getErr())
        .contains("record '" + contested + "' of sync 'manual' lies outside the window");
    assertThat(diaries.asked("manual")).isZero();
    assertThat(manual.state(contested)).isEqualTo("conflict");
  }

  @Test
  void oneThatIsOutsideByTheTimeOfItsTurnSaysSoInItsHistory() {
    Records records = new Records(diaries.jdbc);

    records.ask(
        records.find("windowed", String.valueOf(left)).orElseThrow(),
        Asked.restore(Fields.of("location", Value.text("Mill Rd"))),
        "a test");

    soon()
        .untilAsserted(
            () ->
                assertThat(windowed.told(left).toString())
                    .contains("a person asked it back, and it lies outside the window; it stays"));
    windowed.settle();
    assertThat(windowed.value(left, "place")).isEqualTo("Main St");
  }

  @Test
  void aSpanCountsThemAsStayingAndNamesThem(CapturedOutput output) throws Exception {
    assertThat(run("restore", "windowed", "--since", since.toString(), "--dry-run")).isZero();
    assertThat(output.getOut())
        .contains("key " + left)
        .contains("stays: it lies outside the window")
        .contains("1 go back (1 fields), 0 come back, 0 are as they were, 1 stay (it lies outside");

    int shown = output.getOut().length();
    assertThat(run("restore", "windowed", "--since", since.toString(), "--dry-run", "--json"))
        .isZero();
    JsonNode json = new ObjectMapper().readTree(output.getOut().substring(shown));
    assertThat(json.at("/counts/stay/outside-window").asInt()).isEqualTo(1);
    assertThat(json.path("records").findValuesAsText("reason")).containsExactly("outside-window");
  }
}

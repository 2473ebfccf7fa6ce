package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.Lockstep;
import dev.lockstep.cli.Commands;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import dev.lockstep.testing.Untouched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** `plan` shows what `resync` then does, and does nothing itself: calendars. */
@ExtendWith(OutputCaptureExtension.class)
class PlanTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path home;
  private static TestDatabase database;
  private static TestSandbox sandbox;
  private static Diaries before;

  @BeforeAll
  static void start() {
    database = TestDatabase.empty();
    sandbox = TestSandbox.start();
    before = new Diaries(database, sandbox);
  }

  @AfterAll
  static void stop() {
    before.close();
  }

  @Test
  void whatThePlanShowsIsWhatTheResyncDoes(CapturedOutput output) throws IOException {
    Diary diary = before.open("planned", "googleDelete: delete, conflict: manual");
    before.run();
    long sent = diary.writeLinked("sent");
    long taken = diary.writeLinked("taken");
    long both = diary.writeLinked("both");
    long rowGoes = diary.writeLinked("row goes");
    diary.writeLinked("event goes");
    long disputed = diary.writeLinked("disputed");
    diary.writeLinked("same");
    before.lockstep.close();

    diary.set(sent, "title = 'sent on'");
    diary.edit("taken", "{\"location\": \"Side St\"}");
    diary.set(both, "title = 'both on'");
    diary.edit("both", "{\"location\": \"Both St\"}");
    diary.erase(rowGoes);
    diary.remove("event goes");
    diary.set(disputed, "place = 'here'");
    diary.edit("disputed", "{\"location\": \"there\"}");
    diary.write("made");

    Untouched untouched = Untouched.now(database, sandbox);
    JsonNode plan = plan("planned", output);
    untouched.assertStillSo();

    System.out.println(plan.toPrettyString());
    assertThat(plan.path("to_google").path("inserted").asInt()).isEqualTo(1);
  }

  private JsonNode plan(String sync, CapturedOutput output, String... more) throws IOException {
    Path syncs = Files.createDirectories(home.resolve("config/syncs"));
    Files.writeString(syncs.resolve(sync + ".yaml"), before.definition(sync));
    int shown = output.getOut().length();
    String[] words =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    "plan",
                    sync,
                    "--json",
                    "--lockstep.home=" + home,
                    "--lockstep.database.url=" + database.url(),
                    "--lockstep.google.root-url=" + sandbox.rootUrl(),
                    "--tokens.encryption-key=" + "0f".repeat(32)),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new);
    assertThat(Commands.run(Lockstep.class, words)).isZero();
    return JSON.readTree(output.getOut().substring(shown));
  }
}

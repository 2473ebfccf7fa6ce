package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.metrics.HealthFacts;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A second or a rewound database writes nothing and asks (PROTOCOL 11.5). */
@SecondApplication
class ClonesTest {

  private static final String ACCEPT = "lockstep.engine.accept-database=true";

  private static TestSandbox sandbox;
  private static TestDatabase backup;
  private static TestDatabase original;
  private static long known;
  private static long edited;

  @BeforeAll
  static void start() {
    sandbox = TestSandbox.start();
    original = TestDatabase.empty();
    Diaries before = new Diaries(original, sandbox);
    Diary diary = before.open("plain", "");
    before.run();
    known = diary.writeLinked("known");
    edited = diary.writeLinked("edited");
    before.lockstep.close();
    backup = original.copy();
    Diaries after = new Diaries(original, sandbox);
    Diary same = after.openAgain("plain");
    after.run();
    same.set(edited, "title = 'edited after the backup'");
    soon().until(() -> same.event("edited after the backup") != null);
    same.writeLinked("added after the backup");
    same.settle();
    after.lockstep.close();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  /** An edit and a new row are there, and nothing but looks arrives at Google. */
  private static void writesNothingAndAsks(Diaries doubtful, String why) {
    long before = doubtful.lastRequest();
    Diary diary = doubtful.openAgain("plain");
    diary.set(known, "place = 'Doubtful St'");
    diary.write("doubtful");
    doubtful.run();
    Engine engine = doubtful.lockstep.bean(Engine.class);
    soon().until(() -> engine.doubt() != null);
    assertThat(engine.doubt()).contains(why);
    await()
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              diary.pull();
              return writes(doubtful, before).isEmpty();
            });
    assertThat(doubtful.lockstep.beans(HealthFacts.class).stream().flatMap(f -> f.open().stream()))
        .as("a person sees it")
        .anyMatch(fact -> fact.toString().contains(why));
  }

  private static List<JsonNode> writes(Diaries doubtful, long after) {
    List<JsonNode> writes = new ArrayList<>();
    for (JsonNode line : doubtful.sandbox.requests(after)) {
      String path = line.path("path").asText();
      if (!line.path("method").asText().equals("GET") && path.contains("/calendar/v3/")) {
        writes.add(line);
      }
    }
    return writes;
  }

  @Test
  void aCloneAndAnotherAddressWriteNothingUntilTheyAreAccepted_47_64() {
    TestDatabase clone = original.copy();
    String look = "lockstep.channels.look=0/1 * * * * ?";
    try (Closing here = new Closing(new Diaries(clone, sandbox, look))) {
      writesNothingAndAsks(here.diaries(), "is a copy");
    }
    try (Closing here = new Closing(new Diaries(clone, sandbox, ACCEPT))) {
      goesOn(here.diaries());
    }
    String moved = "lockstep.public-url=http://127.0.0.1:9/elsewhere";
    try (Closing here = new Closing(new Diaries(clone, sandbox, moved, look))) {
      writesNothingAndAsks(here.diaries(), "the public URL is http://127.0.0.1:9/elsewhere");
    }
  }

  private static void goesOn(Diaries accepted) {
    Diary diary = accepted.openAgain("plain");
    accepted.run();
    soon().until(() -> diary.event("doubtful") != null);
    soon().until(() -> diary.event("known").path("location").asText().equals("Doubtful St"));
    diary.settle();
    assertThat(accepted.lockstep.bean(Engine.class).doubt()).isNull();
    assertThat(diary.notices("failed")).isZero();
  }

  @Test
  void aRewoundBackupWritesNothingUntilItIsAccepted_47_64() {
    // Restored file by file it is the very same database, only earlier.
    JdbcClient.create(backup.dataSource())
        .sql(
            "UPDATE lockstep.instance SET database_oid ="
                + " (SELECT oid FROM pg_database WHERE datname = current_database())")
        .update();
    try (Closing here = new Closing(new Diaries(backup, sandbox))) {
      writesNothingAndAsks(here.diaries(), "it was rewound");
    }
    try (Closing here = new Closing(new Diaries(backup, sandbox, ACCEPT))) {
      Diary diary = here.diaries().openAgain("plain");
      here.diaries().run();
      soon().until(() -> "edited after the backup".equals(diary.value(edited, "title")));
      soon().until(() -> diary.event("known").path("location").asText().equals("Doubtful St"));
      diary.settle();
      long last = diary.write("after the acceptance");
      soon().until(() -> diary.event("after the acceptance") != null);
      diary.pull();
      diary.settle();
      assertThat(diary.state(last)).isEqualTo("linked");
      assertThat(here.diaries().lockstep.bean(Engine.class).doubt()).isNull();
      assertThat(diary.events().stream().map(e -> e.path("id").asText())).doesNotHaveDuplicates();
    }
    // It is no copy any longer, and its numbers are beyond those that were seen.
    try (Closing here = new Closing(new Diaries(backup, sandbox))) {
      Diary diary = here.diaries().openAgain("plain");
      here.diaries().run();
      diary.writeLinked("after the next start");
    }
  }

  /** Ends the application and leaves the sandbox to the next one. */
  private record Closing(Diaries diaries) implements AutoCloseable {
    @Override
    public void close() {
      diaries.lockstep.close();
    }
  }
}

package dev.lockstep.sandbox.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.TestSandbox;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The sandbox answers as Google did. {@code -Dlockstep.recordings=FOLDER} replays others than those
 * that come with the tests.
 */
class RecordingsTest {

  @TestFactory
  Stream<DynamicTest> theSandboxAnswersAsGoogleDid() throws URISyntaxException {
    List<Recording> recordings = Recording.readAll(folder());
    assertThat(recordings).isNotEmpty();
    return recordings.stream()
        .map(recording -> DynamicTest.dynamicTest(recording.name(), () -> replay(recording)));
  }

  private static Path folder() throws URISyntaxException {
    String others = System.getProperty("lockstep.recordings");
    if (others != null) {
      return Path.of(others);
    }
    URL ours = RecordingsTest.class.getResource("/recordings/gspread");
    URI there = Objects.requireNonNull(ours, "recordings/gspread is not on the class path").toURI();
    return Path.of(there);
  }

  private static void replay(Recording recording) {
    try (TestSandbox sandbox = TestSandbox.start()) {
      new Replay(sandbox).run(recording);
    }
  }
}

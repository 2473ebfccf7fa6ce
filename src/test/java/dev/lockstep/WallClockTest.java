package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is compared across nodes is PostgreSQL's clock, what is waited for is time that passes. */
class WallClockTest {

  private static final Path CODE = Path.of("src/main/java/dev/lockstep");

  private static final Pattern WALL_CLOCK =
      Pattern.compile(
          "Instant\\.now\\(\\)|(LocalDate|LocalTime|LocalDateTime|OffsetDateTime|ZonedDateTime)\\.now\\("
              + "|currentTimeMillis|Clock[.:]+system|InstantSource[.:]+system|new Date\\(\\)");

  /** What only makes a bare machine enough to try it. */
  private static final List<String> BESIDE = List.of("sandbox", "embedded", "demo", "launch");

  @Test
  void nothingIsDecidedByTheClockOfTheMachine_20() throws IOException {
    try (Stream<Path> files = Files.walk(CODE)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> !BESIDE.contains(CODE.relativize(file).getName(0).toString()))
                  .filter(file -> WALL_CLOCK.matcher(text(file)).find())
                  .map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              // Whether a token is worth sending: Google decides, and a wrong guess costs a
              // refresh.
              "AccountBeans.java",
              // When a span began, for people to read.
              "PassSpans.java",
              // Whether a cron has a date to come: as Quartz sees it, which ticks by it.
              "Rules.java");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

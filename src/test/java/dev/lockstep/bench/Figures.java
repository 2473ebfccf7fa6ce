package dev.lockstep.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The figures of a run: one file each under {@code target/bench}, and a page made of them all. The
 * page is also written to docs/BENCHMARKS.md where {@code -Dbench.write=true} asks for it.
 */
final class Figures {

  private static final Path FOLDER = Path.of("target", "bench");
  private static final Path PAGE = Path.of("docs", "BENCHMARKS.md");

  private Figures() {}

  /** Keeps one figure of a budget, in place of an older one of the same case. */
  static void record(Budget budget, String of, boolean met, String figure) {
    String row =
        "| %s | %s | %s | %s | %.1f |\n"
            .formatted(
                of.isEmpty() ? budget.what() : budget.what() + ": " + of,
                budget.promise(),
                figure,
                met ? "met" : "**missed**",
                load());
    System.out.printf("BENCH %s %s: %s (%s)%n", budget, of, figure, met ? "met" : "missed");
    try {
      Files.createDirectories(FOLDER);
      Files.writeString(FOLDER.resolve(name(budget, of)), row);
      String page = page();
      Files.writeString(FOLDER.resolve("BENCHMARKS.md"), page);
      if (Boolean.getBoolean("bench.write")) {
        Files.writeString(PAGE, page);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Budget budget, String of) {
    return budget + "." + of.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".row";
  }

  private static String page() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (Budget budget : Budget.values()) {
      String found = rows(budget);
      rows.append(
          found.isEmpty()
              ? "| %s | %s | not measured | | |\n".formatted(budget.what(), budget.promise())
              : found);
    }
    return """
        # Benchmarks

        Written by `./mvnw -Pbench verify -Dbench.write=true`. The budgets are the design's; a missed one
        fails no build. The last column is the machine's load average (1 min) when the figure was taken,
        the run itself included: above 2 the two cores were shared with something else or fully used.

        | | |
        |---|---|
        | taken | %s |
        | machine | %d cores, %d GiB, %s %s |
        | Java | %s %s |
        | PostgreSQL | 17.6, embedded, fsync off |

        Application, sandbox of Google's APIs, PostgreSQL and the load itself share the machine and speak
        over the loopback.

        | what | budget | figure | | load |
        |---|---|---|---|---|
        %s"""
        .formatted(
            Instant.now().truncatedTo(ChronoUnit.MINUTES),
            Runtime.getRuntime().availableProcessors(),
            memoryGib(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.vendor"),
            Runtime.version(),
            rows);
  }

  private static String rows(Budget budget) throws IOException {
    StringBuilder rows = new StringBuilder();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file :
          files
              .filter(path -> path.getFileName().toString().startsWith(budget + "."))
              .sorted()
              .toList()) {
        rows.append(Files.readString(file));
      }
    }
    return rows.toString();
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static long memoryGib() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Math.round(system.getTotalMemorySize() / 1073741824.0);
  }

  static String millis(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    return millis < 10 ? "%.1f ms".formatted(millis) : "%.0f ms".formatted(millis);
  }
}

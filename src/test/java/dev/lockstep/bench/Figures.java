package dev.lockstep.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * The figures of a run, put one by one into the page as it is: target/bench/BENCHMARKS.md, and
 * docs/BENCHMARKS.md where {@code -Dbench.write=true} asks for it.
 */
final class Figures {

  private static final Path DOCS = Path.of("docs", "BENCHMARKS.md");
  private static final Path TARGET = Path.of("target", "bench", "BENCHMARKS.md");

  private Figures() {}

  /** Keeps one figure of a budget, in place of an older one of the same case. */
  static void record(Budget budget, String of, boolean met, String figure) {
    System.out.printf("BENCH %s %s: %s (%s)%n", budget, of, figure, met ? "met" : "missed");
    FiguresPage.Row row = new FiguresPage.Row(budget, of, figure, met, load());
    try {
      Files.createDirectories(TARGET.getParent());
      put(row, Files.exists(TARGET) ? TARGET : DOCS, TARGET);
      if (Boolean.getBoolean("bench.write")) {
        put(row, DOCS, DOCS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(FiguresPage.Row row, Path from, Path to) throws IOException {
    String page = Files.exists(from) ? Files.readString(from) : FiguresPage.EMPTY;
    Files.writeString(to, FiguresPage.with(page, machine(), row));
  }

  private static Map<String, String> machine() {
    return Map.of(
        "last taken",
        Instant.now().truncatedTo(ChronoUnit.MINUTES).toString(),
        "machine",
        "%d cores, %d GiB, %s %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                memoryGib(),
                System.getProperty("os.name"),
                System.getProperty("os.arch")),
        "Java",
        System.getProperty("java.vendor") + " " + Runtime.version(),
        "PostgreSQL",
        "17.6, embedded, fsync off");
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

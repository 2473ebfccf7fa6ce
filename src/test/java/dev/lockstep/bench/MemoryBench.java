package dev.lockstep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first pass over a big table by an application of its own with a small heap. All rows are
 * queued; only so many are sent as the time allows, which changes nothing for the heap.
 */
@Tag("bench")
class MemoryBench {

  private static final int ROWS = Integer.getInteger("bench.rows", 1_000_000);
  private static final int SECONDS = Integer.getInteger("bench.memory.seconds", 100);

  /** What classes, compiled code's data and caches may still add once the work goes on. */
  private static final int ROOM_MEGABYTES = 20;

  private static final Pattern AFTER_FULL = Pattern.compile("Pause Full.*->(\\d+)M\\((\\d+)M\\)");

  @TempDir Path home;

  @Test
  void aMillionRowsInASmallHeap() throws Exception {
    try (Appointments appointments = Appointments.prepared(1, Appointments.NO_LIMITS)) {
      appointments.insert(1, 1, ROWS);
      Files.createDirectories(home.resolve("config/syncs"));
      Files.writeString(home.resolve("config/syncs/bench.yaml"), Appointments.definition("1h"));
      Path log = home.resolve("gc.log");
      Process child = start(appointments, log);
      List<String> queued = new ArrayList<>();
      try {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (System.nanoTime() < end) {
          Thread.sleep(Duration.ofSeconds(5));
          if (!child.isAlive()) {
            throw new IllegalStateException(
                "the application ended: " + Files.readString(home.resolve("out.log")));
          }
          new ProcessBuilder("jcmd", String.valueOf(child.pid()), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor(10, TimeUnit.SECONDS);
          queued.add(progress(appointments));
        }
      } finally {
        child.destroy();
        child.waitFor(20, TimeUnit.SECONDS);
        child.destroyForcibly();
      }
      List<Integer> live = liveMegabytes(log);
      int half = live.size() / 2;
      int early = max(live.subList(0, half));
      int late = max(live.subList(half, live.size()));
      boolean ended = Files.readString(home.resolve("out.log")).contains("OutOfMemoryError");
      Figures.record(
          Budget.MEMORY,
          "%,d rows, after %d s %s".formatted(ROWS, SECONDS, queued.getLast()),
          !ended && late <= early + ROOM_MEGABYTES,
          "live heap ≤ %d MB in the first half, ≤ %d MB in the second%s"
              .formatted(early, late, ended ? "; OutOfMemoryError" : ""));
    }
  }

  private Process start(Appointments appointments, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-Xlog:gc:file=" + log,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.lockstep.Lockstep"));
    appointments.lockstep().arguments().stream()
        .filter(argument -> !argument.contains("lockstep.engine.enabled"))
        .forEach(command::add);
    command.add("--lockstep.home=" + home);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("out.log").toFile())
        .start();
  }

  private static String progress(Appointments appointments) {
    return appointments
        .jdbc()
        .sql(
            """
            SELECT (SELECT count(*) FROM lockstep.sync_queue) || ' are queued, '
              || (SELECT count(*) FROM lockstep.sync_mapping WHERE state = 'linked') || ' linked'
            """)
        .query(String.class)
        .single();
  }

  private static List<Integer> liveMegabytes(Path log) throws IOException {
    List<Integer> live = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      Matcher full = AFTER_FULL.matcher(line);
      if (full.find()) {
        live.add(Integer.parseInt(full.group(1)));
      }
    }
    return live;
  }

  private static int max(List<Integer> figures) {
    return figures.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }
}

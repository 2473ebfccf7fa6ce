package dev.lockstep.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

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

  @TempDir Path home;

  @Test
  void aMillionRowsInASmallHeap() throws Exception {
    try (Appointments appointments = Appointments.prepared(1, Appointments.NO_LIMITS)) {
      appointments.insert(1, 1, ROWS);
      List<String> queued = new ArrayList<>();
      List<Integer> live;
      boolean ended;
      try (SmallHeap small =
          SmallHeap.start(appointments.lockstep(), home, Appointments.definition("1h"))) {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (System.nanoTime() < end) {
          Thread.sleep(Duration.ofSeconds(5));
          small.collect();
          queued.add(progress(appointments.jdbc()));
        }
        live = small.liveMegabytes();
        ended = small.ranOut();
      }
      int half = live.size() / 2;
      int early = max(live.subList(0, half));
      int late = max(live.subList(half, live.size()));
      Figures.record(
          Budget.MEMORY,
          "%,d rows".formatted(ROWS),
          !ended && late <= early + ROOM_MEGABYTES,
          "live heap ≤ %d MB in the first half, ≤ %d MB in the second; after %d s %s%s"
              .formatted(
                  early, late, SECONDS, queued.getLast(), ended ? "; OutOfMemoryError" : ""));
    }
  }

  private static String progress(JdbcClient jdbc) {
    return jdbc.sql(
            """
            SELECT (SELECT count(*) FROM lockstep.sync_queue) || ' are queued, '
              || (SELECT count(*) FROM lockstep.sync_mapping WHERE state = 'linked') || ' linked'
            """)
        .query(String.class)
        .single();
  }

  private static int max(List<Integer> figures) {
    return figures.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }
}

package dev.lockstep.bench;

import com.google.api.services.sheets.v4.model.BatchUpdateValuesRequest;
import com.google.api.services.sheets.v4.model.ValueRange;
import dev.lockstep.google.TestGoogle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A big sheet in an application of its own with a small heap, at the default pace of flushes. */
@Tag("bench")
class BigSheetBench {

  private static final int ROWS = Integer.getInteger("bench.sheet.rows", 100_000);
  private static final int EDITS = 100;
  private static final int PATIENCE_SECONDS = Integer.getInteger("bench.sheet.seconds", 300);

  @TempDir Path home;

  @Test
  void aBigSheetIsFilledAndEdited() throws Exception {
    try (Sheets sheets = new Sheets(null)) {
      sheets.insert(ROWS);
      sheets.forgetCalls();
      try (SmallHeap small =
          SmallHeap.start(sheets.lockstep(), home, Sheets.definition("1s", "5s"))) {
        long filled = await(sheets, small, () -> sheets.isLoaded(ROWS));
        int calls = sheets.calls().size();
        long linked = sheets.linked();
        record(
            "first load",
            small,
            filled >= 0,
            "%,d of %,d rows linked, %d calls, %d s"
                .formatted(linked, ROWS, calls, filled < 0 ? PATIENCE_SECONDS : filled));
        if (filled < 0) {
          return;
        }
        sheets.forgetCalls();
        edit(sheets);
        long edited = await(sheets, small, () -> sheets.edited() == EDITS);
        record(
            "edits by people",
            small,
            edited >= 0,
            "%d of %d arrived, %d calls, %d s"
                .formatted(sheets.edited(), EDITS, sheets.calls().size(), edited));
      }
    }
  }

  private static void record(String of, SmallHeap small, boolean done, String figure)
      throws Exception {
    List<Integer> live = small.liveMegabytes();
    Figures.record(
        Budget.BIG_SHEET,
        of,
        done && !small.ranOut(),
        "%s; live heap ≤ %d MB%s"
            .formatted(
                figure,
                live.isEmpty() ? 0 : Collections.max(live),
                small.ranOut() ? "; OutOfMemoryError" : ""));
  }

  private static int max(List<Integer> figures) {
    return figures.isEmpty() ? 0 : Collections.max(figures);
  }

  private interface Goal {
    boolean isReached();
  }

  /** How many seconds it took; -1 where the patience was not enough. */
  private static long await(Sheets sheets, SmallHeap small, Goal goal) throws Exception {
    long began = System.nanoTime();
    long end = began + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
    for (int round = 1; System.nanoTime() < end; round++) {
      Thread.sleep(Duration.ofSeconds(1));
      if (round % 4 == 0) {
        small.collect();
      }
      if (goal.isReached()) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
      }
      if (small.ranOut()) {
        return -1;
      }
    }
    return -1;
  }

  private static void edit(Sheets sheets) throws Exception {
    try (TestGoogle google = new TestGoogle(sheets.sandbox())) {
      List<ValueRange> edits = new ArrayList<>();
      for (int edit = 0; edit < EDITS; edit++) {
        edits.add(
            new ValueRange()
                .setRange("Items!H" + (2 + edit * (ROWS / EDITS)))
                .setValues(List.of(List.of("Edited " + edit))));
      }
      google
          .clients()
          .sheets("finance")
          .spreadsheets()
          .values()
          .batchUpdate(
              sheets.spreadsheetId(),
              new BatchUpdateValuesRequest().setValueInputOption("RAW").setData(edits))
          .execute();
    }
  }
}

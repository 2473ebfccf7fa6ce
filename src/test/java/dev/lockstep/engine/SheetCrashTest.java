package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** FAULTS 59: a write arrives, its answer does not, and the application ends before it knows. */
class SheetCrashTest {

  private static final String SYNC =
      """
      sync: parts-sheet
      source: { table: parts, modified: updated_at }
      target:
        sheet: Parts
        account: finance
        spreadsheet: { create: "Parts" }
      direction: both
      fields: { No: no, Name: name, Pieces: pieces }
      policies: { googleCreate: insert, googleDelete: delete, debounce: 0ms }
      schedule: { every: 1m, min: 1s, max: 2s }
      """;

  private final TestDatabase database = TestDatabase.empty();
  private final TestSandbox sandbox = TestSandbox.start();

  /** It rests long enough after a write that nothing is settled before it is closed. */
  private RunningLockstep start() {
    return RunningLockstep.start(
        database,
        sandbox,
        "lockstep.sheets.settle=1s",
        "lockstep.sheets.rest=4s",
        "lockstep.google.limits.sheets-per-account-per-minute=6000",
        "lockstep.google.limits.sheets-per-project-per-minute=6000");
  }

  @Test
  void whatASortMisplacedIsPutRightAfterARestartAndReachesNoRow_59() {
    sandbox.control(
        "quotas",
        "{\"api\": \"sheets\", \"perAccountPerMinute\": 6000, \"perProjectPerMinute\": 6000}");
    JdbcClient jdbc;
    try (RunningLockstep first = start()) {
      jdbc = first.jdbc();
      jdbc.sql(
              """
              CREATE TABLE public.parts (
                no text PRIMARY KEY, name text, pieces int, updated_at timestamptz DEFAULT now());
              INSERT INTO public.parts (no, name, pieces)
                SELECT 'P' || n, 'Part ' || n, n FROM generate_series(1, 6) n
              """)
          .update();
      first.connect("finance", "finance@example.com");
      first.run(SYNC);
      JdbcClient at = jdbc;
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> rows(first, at).size() == 6 && open(at) == 0);
      sandbox.fault(
          """
          {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
      jdbc.sql("UPDATE public.parts SET pieces = 100, updated_at = now() WHERE no = 'P1'").update();
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> rows(first, at).stream().anyMatch(row -> row.path(2).asInt() == 100));
    }
    assertThat(batches(jdbc)).as("sent, and not settled").isEqualTo(1);

    try (RunningLockstep second = start()) {
      sortsDownwards(second, jdbc);
      jdbc.sql("UPDATE public.parts SET name = 'New' WHERE no = 'P2'").update();
      second.run(SYNC);
      JdbcClient at = jdbc;
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> batches(at) == 0 && open(at) == 0 && "New".equals(name(second, at, "P2")));

      for (JsonNode row : rows(second, jdbc)) {
        String no = row.path(0).asText();
        int n = Integer.parseInt(no.substring(1));
        assertThat(row.path(2).asInt()).as(no).isEqualTo(n == 1 ? 100 : n);
        assertThat(
                jdbc.sql("SELECT pieces FROM public.parts WHERE no = ?")
                    .param(no)
                    .query(Integer.class)
                    .single())
            .as(no)
            .isEqualTo(n == 1 ? 100 : n);
      }
      assertThat(rows(second, jdbc)).hasSize(6);
    } finally {
      sandbox.close();
    }
  }

  private static int open(JdbcClient jdbc) {
    return jdbc.sql("SELECT count(*) FROM lockstep.sync_queue").query(Integer.class).single();
  }

  private static int batches(JdbcClient jdbc) {
    return jdbc.sql("SELECT count(*) FROM lockstep.sheet_batch").query(Integer.class).single();
  }

  private static String spreadsheet(JdbcClient jdbc) {
    return jdbc.sql("SELECT spreadsheet_id FROM lockstep.sheet_tab")
        .query(String.class)
        .optional()
        .orElse("");
  }

  private static String name(RunningLockstep lockstep, JdbcClient jdbc, String no) {
    return rows(lockstep, jdbc).stream()
        .filter(row -> row.path(0).asText().equals(no))
        .map(row -> row.path(1).asText())
        .findFirst()
        .orElse("");
  }

  private static List<JsonNode> rows(RunningLockstep lockstep, JdbcClient jdbc) {
    List<JsonNode> rows = new ArrayList<>();
    if (spreadsheet(jdbc).isEmpty()) {
      return rows;
    }
    lockstep
        .google(
            "finance@example.com",
            "GET",
            "v4/spreadsheets/"
                + spreadsheet(jdbc)
                + "/values/Parts!A2:Z?valueRenderOption=UNFORMATTED_VALUE",
            "")
        .path("values")
        .forEach(rows::add);
    return rows;
  }

  private static void sortsDownwards(RunningLockstep lockstep, JdbcClient jdbc) {
    int tab = jdbc.sql("SELECT sheet_id FROM lockstep.sheet_tab").query(Integer.class).single();
    lockstep.google(
        "finance@example.com",
        "POST",
        "v4/spreadsheets/" + spreadsheet(jdbc) + ":batchUpdate",
        """
        {"requests": [{"sortRange": {
            "range": {"sheetId": %d, "startRowIndex": 1, "endRowIndex": 7,
                      "startColumnIndex": 0, "endColumnIndex": 6},
            "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}]}"""
            .formatted(tab));
  }
}

package dev.lockstep.kill;

import static dev.lockstep.convergence.TwoSides.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.convergence.TwoSides;
import dev.lockstep.testing.BesideOthers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A batch of cells arrives, and the application dies before it knows. Numbers are those of the
 * faults.
 */
@BesideOthers
class KillWhileSheetsAreWrittenTest {

  private static final String EMAIL = "finance@example.com";

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

  private static final String TABLE =
      """
      CREATE TABLE public.parts (
        no text PRIMARY KEY, name text, pieces int, updated_at timestamptz DEFAULT now());
      INSERT INTO public.parts (no, name, pieces)
        SELECT 'P' || n, 'Part ' || n, n FROM generate_series(1, 6) n
      """;

  @TempDir private Path home;

  private TwoSides sides;

  @Test
  void whatASortMisplacedIsPutRightAfterAKillAndReachesNoRow_24_59() throws IOException {
    try (TwoSides opened = new TwoSides(home, 25)) {
      sides = opened;
      Files.writeString(home.resolve("config/syncs/parts.yaml"), SYNC);
      sides.jdbc().sql(TABLE).update();
      sides
          .sandbox()
          .control(
              "quotas",
              "{\"api\": \"sheets\", \"perAccountPerMinute\": 6000, \"perProjectPerMinute\": 6000}");
      try (Killable lockstep = Killable.start(arguments())) {
        lockstep.connect(
            "finance", sides.sandbox().account(EMAIL), Instant.now().plusSeconds(3000));
        soon().until(() -> shown().size() == 6 && count("sync_queue") == 0 && isLaidOut());
        lockstep.arm("answer:POST :batchUpdate");
        lockstep.freezeAt("call:POST :batchUpdate");
        sides
            .jdbc()
            .sql("UPDATE public.parts SET pieces = 100, updated_at = now() WHERE no = 'P1'")
            .update();
        lockstep.awaitFrozen();
        assertThat(count("sheet_batch")).as("the call carries cells").isEqualTo(1);
        sortsDownwards();
        lockstep.goOn();
        lockstep.awaitDeath();
      }
      assertThat(shown().get("P6")).as("it hit a stranger").isEqualTo("Part 6, 100");
      assertThat(count("sheet_batch")).as("sent, and not settled").isEqualTo(1);
      sides
          .jdbc()
          .sql("UPDATE public.parts SET name = 'New', updated_at = now() WHERE no = 'P2'")
          .update();

      try (Killable again = Killable.start(arguments())) {
        Map<String, String> whole = new TreeMap<>();
        for (int n = 1; n <= 6; n++) {
          whole.put("P" + n, (n == 2 ? "New" : "Part " + n) + ", " + (n == 1 ? 100 : n));
        }
        soon().untilAsserted(() -> assertThat(shown()).isEqualTo(whole));
        soon().until(() -> count("sheet_batch") == 0 && count("sync_queue") == 0);
        assertThat(held()).isEqualTo(whole);
      }
      assertThat(
              sides.count(
                  "SELECT count(*) FROM lockstep.sync_audit a WHERE kind = 'notice' AND key = 'P6'"
                      + " AND message LIKE '%was overwritten while somebody was at work%'"))
          .as("what was hit is in the history")
          .isEqualTo(1);
      assertThat(
              sides.count(
                  "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'change'"
                      + " AND side = 'source'"))
          .as("nothing that was misplaced reached a row")
          .isZero();
    }
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(sides.arguments());
    arguments.add("--lockstep.engine.lease=3s");
    arguments.add("--lockstep.sheets.settle=1s");
    arguments.add("--lockstep.sheets.rest=200ms");
    arguments.add("--lockstep.google.limits.sheets-per-account-per-minute=6000");
    arguments.add("--lockstep.google.limits.sheets-per-project-per-minute=6000");
    return arguments;
  }

  /** A layout goes by a call of its own, at the end of a pass. */
  private boolean isLaidOut() {
    return count("sheet_tab WHERE layout <> '{}'") == 1
        && count("sync_partition WHERE lease_holder IS NOT NULL") == 0;
  }

  private long count(String table) {
    return sides.count("SELECT count(*) FROM lockstep." + table);
  }

  /** Name and pieces by key, as the tab has them. */
  private Map<String, String> shown() {
    Map<String, String> shown = new TreeMap<>();
    if (count("sheet_tab") > 0) {
      google("GET", "/values/Parts!A2:Z?valueRenderOption=UNFORMATTED_VALUE", "")
          .path("values")
          .forEach(
              row ->
                  shown.put(
                      row.path(0).asText(), row.path(1).asText() + ", " + row.path(2).asText()));
    }
    return shown;
  }

  private Map<String, String> held() {
    Map<String, String> held = new TreeMap<>();
    sides
        .jdbc()
        .sql("SELECT no, name || ', ' || pieces AS rest FROM public.parts")
        .query(
            row -> {
              held.put(row.getString("no"), row.getString("rest"));
            });
    return held;
  }

  private void sortsDownwards() {
    int tab =
        sides.jdbc().sql("SELECT sheet_id FROM lockstep.sheet_tab").query(Integer.class).single();
    google(
        "POST",
        ":batchUpdate",
        """
        {"requests": [{"sortRange": {
            "range": {"sheetId": %d, "startRowIndex": 1, "endRowIndex": 7,
                      "startColumnIndex": 0, "endColumnIndex": 6},
            "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}]}"""
            .formatted(tab));
  }

  private JsonNode google(String method, String rest, String json) {
    String id =
        sides
            .jdbc()
            .sql("SELECT spreadsheet_id FROM lockstep.sheet_tab")
            .query(String.class)
            .single();
    HttpResponse<String> answer =
        sides
            .sandbox()
            .call(method, "v4/spreadsheets/" + id + rest, sides.sandbox().accessToken(EMAIL), json);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    try {
      return new ObjectMapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

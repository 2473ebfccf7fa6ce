package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.target.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many calls a tab costs. */
class SheetCostTest {

  private final SheetTests sheet = new SheetTests();
  private int seen;

  @BeforeEach
  void theTabIsMade() {
    sheet.target.changes(sheet.partition, null, null);
  }

  @AfterEach
  void close() {
    sheet.close();
  }

  /** What was asked of the Sheets API since this was called last: the methods' names. */
  private List<String> calls() {
    List<String> calls = new ArrayList<>();
    for (JsonNode line : sheet.sandbox.requests(seen)) {
      seen = line.path("n").asInt();
      String path = line.path("path").asText();
      if (path.startsWith("/v4/spreadsheets")) {
        calls.add(path.contains(":") ? path.substring(path.indexOf(':') + 1) : "get");
      }
    }
    return calls;
  }

  @Test
  void aTabJustMadeNeedsNoLook() {
    assertThat(calls()).containsExactly("get", "batchUpdate");
    sheet.target.changes(sheet.partition, "before", null);
    assertThat(calls()).containsExactly("batchGetByDataFilter");
  }

  @Test
  void rowsJustInsertedAreFoundWithoutASearch() {
    insert("a", "b", "c");
    calls();
    patch("b");
    assertThat(calls()).containsExactly("getByDataFilter", "batchUpdate");
  }

  @Test
  void rowsInsertedInABatchThatDeletesAreFoundWithoutASearch() {
    insert("a", "b", "c");
    sheet.target.write(
        sheet.partition,
        List.of(
            new Write.Delete("a", "a", null),
            new Write.Insert("d", "d", Fields.of("summary", Value.text("Sd")), 1)),
        () -> {});
    calls();
    patch("d");
    assertThat(calls()).containsExactly("getByDataFilter", "batchUpdate");
  }

  private void insert(String... keys) {
    List<Write> inserts = new ArrayList<>();
    for (String key : keys) {
      inserts.add(new Write.Insert(key, key, Fields.of("summary", Value.text("S" + key)), 1));
    }
    sheet.target.write(sheet.partition, inserts, () -> {});
  }

  private void patch(String key) {
    sheet.target.write(
        sheet.partition,
        List.of(new Write.Patch(key, key, null, Fields.of("summary", Value.text("new")), 1)),
        () -> {});
  }
}

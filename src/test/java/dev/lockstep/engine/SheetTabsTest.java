package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.definition.Definitions;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two syncs on two tabs of one spreadsheet: one both ways, one that only takes from the sheet. */
@SecondApplication
class SheetTabsTest {

  private static final String STOCK =
      """
      sync: stock-sheet
      source: { table: stock, modified: updated_at }
      target:
        sheet: Stock
        account: finance
        spreadsheet: { create: "Shop" }
        cellNotes: true
      direction: both
      fields: { SKU: sku, Pieces: pieces }
      policies: { googleCreate: insert, googleDelete: delete, debounce: 0ms }
      schedule: { every: 1m, min: 1s, max: 2s }
      """;

  private static final String ORDERS =
      """
      sync: orders-sheet
      source: { table: orders, modified: updated_at }
      target:
        sheet: Orders
        account: finance
        spreadsheet: { create: "Shop" }
      direction: from-google
      fields: { Id: id, Customer: customer, Paid: paid }
      policies: { googleCreate: insert, googleDelete: delete, sourceDelete: keep, debounce: 0ms }
      schedule: { every: 1m, min: 1s, max: 2s }
      """;

  private static QuickSheets sheets;
  private static RunningLockstep lockstep;
  private static JdbcClient jdbc;

  @BeforeAll
  static void start() {
    sheets = new QuickSheets(TestDatabase.empty(), TestSandbox.start());
    lockstep = sheets.lockstep;
    jdbc = sheets.jdbc;
    jdbc.sql(
            """
            CREATE TABLE public.stock (
              sku text PRIMARY KEY, pieces int, updated_at timestamptz DEFAULT now());
            CREATE TABLE public.orders (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer text, paid boolean,
              updated_at timestamptz DEFAULT now());
            INSERT INTO public.stock (sku, pieces)
              SELECT 'S' || n, n FROM generate_series(1, 9) n
            """)
        .update();
    lockstep
        .bean(Engine.class)
        .start(Definitions.parse(Map.of("stock.yaml", STOCK, "orders.yaml", ORDERS)));
    await().until(() -> tabs() == 2 && rows("Stock").size() == 10 && rows("Orders").size() == 1);
  }

  @AfterAll
  static void stop() {
    sheets.close();
  }

  private static int tabs() {
    return jdbc.sql("SELECT count(*) FROM lockstep.sheet_tab").query(Integer.class).single();
  }

  private static List<JsonNode> rows(String tab) {
    return sheets.rows(tab + "!A1:Z");
  }

  private static int rowOf(String tab, String key) {
    List<JsonNode> rows = rows(tab);
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).path(0).asText().equals(key)) {
        return i + 1;
      }
    }
    throw new AssertionError("no row has the key " + key);
  }

  private static List<Map<String, Object>> orders(String customer) {
    return jdbc.sql("SELECT * FROM public.orders WHERE customer = ?")
        .param(customer)
        .query()
        .listOfRows();
  }

  @Test
  void bothTabsShareOneSpreadsheetAndOneHiddenTab() {
    List<String> titles = new ArrayList<>();
    lockstep
        .google(QuickSheets.ACCOUNT, "GET", "v4/spreadsheets/" + sheets.spreadsheet(), "")
        .path("sheets")
        .forEach(sheet -> titles.add(sheet.path("properties").path("title").asText()));

    assertThat(titles).contains("Stock", "Orders").containsOnlyOnce("_lockstep");
  }

  /** PROTOCOL 7.4, into an empty table; then edits, and the row's own change stays out. */
  @Test
  void whatIsTypedBecomesARowUnderAKeyThatItIsGiven() {
    int below = rows("Orders").size() + 1;
    sheets.type("Orders!B" + below + ":C" + below, "[[\"Ada\", true]]");

    await().untilAsserted(() -> assertThat(orders("Ada")).hasSize(1));
    Map<String, Object> ada = orders("Ada").getFirst();
    String id = String.valueOf(ada.get("id"));
    assertThat(ada).containsEntry("paid", true);
    assertThat(rows("Orders").get(below - 1).path(0).asText()).isEqualTo(id);

    sheets.type("Orders!C" + rowOf("Orders", id), "[[false]]");
    await().untilAsserted(() -> assertThat(orders("Ada").getFirst()).containsEntry("paid", false));

    jdbc.sql("UPDATE public.orders SET customer = 'Ada L.' WHERE id = ?")
        .param(ada.get("id"))
        .update();
    sheets.type("Orders!C" + rowOf("Orders", id), "[[true]]");
    await()
        .untilAsserted(() -> assertThat(orders("Ada L.").getFirst()).containsEntry("paid", true));
    assertThat(rows("Orders").get(rowOf("Orders", id) - 1).path(1).asText())
        .as("nothing goes out")
        .isEqualTo("Ada");
  }

  /** A lost batch of one tab keeps nobody from working on the other. */
  @Test
  void aLostAnswerOnOneTabHarmsNeither() {
    sheets.sandbox.fault(
        """
        {"kind": "apply-then-drop", "method": "POST", "path": ".*:batchUpdate", "times": 1}""");
    jdbc.sql("UPDATE public.stock SET pieces = 70 WHERE sku = 'S7'").update();
    int below = rows("Orders").size() + 1;
    sheets.type("Orders!B" + below, "[[\"Grace\"]]");

    await().untilAsserted(() -> assertThat(orders("Grace")).hasSize(1));
    await().until(() -> rows("Stock").get(rowOf("Stock", "S7") - 1).path(1).asInt() == 70);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        jdbc.sql("SELECT count(*) FROM lockstep.sheet_batch")
                            .query(Integer.class)
                            .single())
                    .isZero());
  }

  @Test
  void aValueThatDoesNotConvertIsNotedOnItsCellUntilItDoes() {
    int row = rowOf("Stock", "S3");
    sheets.type("Stock!B" + row, "[[\"a few\"]]");
    await()
        .untilAsserted(
            () -> assertThat(note("Stock!B" + row)).startsWith("Lockstep: ").contains("a few"));

    sheets.type("Stock!B" + row, "[[33]]");
    await().untilAsserted(() -> assertThat(note("Stock!B" + row)).isEmpty());
    await()
        .untilAsserted(
            () ->
                assertThat(
                        jdbc.sql("SELECT pieces FROM public.stock WHERE sku = 'S3'")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(33));
  }

  private static String note(String cell) {
    return lockstep
        .google(
            QuickSheets.ACCOUNT,
            "GET",
            "v4/spreadsheets/"
                + sheets.spreadsheet()
                + "?ranges="
                + cell
                + "&fields=sheets.data.rowData.values.note",
            "")
        .at("/sheets/0/data/0/rowData/0/values/0/note")
        .asText();
  }
}

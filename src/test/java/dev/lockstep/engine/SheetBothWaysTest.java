package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A table and a sheet, through the whole application. */
@SecondApplication
class SheetBothWaysTest {

  private static final String SYNC =
      """
      sync: products-sheet
      source: { table: products, modified: updated_at }
      target:
        sheet: Products
        account: finance
        spreadsheet: { create: "Products" }
      direction: both
      fields:
        SKU: sku
        Name: name
        Price: price
        Stock: stock
        Discontinued: discontinued
        Since: { column: since, direction: to-google }
      policies: { googleCreate: insert, googleDelete: delete, debounce: 0ms }
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
            CREATE TABLE public.products (
              sku text PRIMARY KEY, name text, price numeric(10,2), stock int,
              discontinued boolean NOT NULL DEFAULT false, since date DEFAULT '2026-03-01',
              updated_at timestamptz DEFAULT now())
            """)
        .update();
    for (int i = 1; i <= 20; i++) {
      insert("P%03d".formatted(i), "Product " + i, "1.10", i);
    }
    lockstep.run(SYNC);
    await().until(() -> rows().size() == 20);
  }

  @AfterAll
  static void stop() {
    sheets.close();
  }

  private static void insert(String sku, String name, String price, int stock) {
    jdbc.sql("INSERT INTO public.products (sku, name, price, stock) VALUES (?, ?, ?, ?)")
        .params(sku, name, new BigDecimal(price), stock)
        .update();
  }

  private static List<JsonNode> rows() {
    return sheets.rows("Products!A2:Z");
  }

  private static int rowOf(String sku) {
    List<JsonNode> rows = rows();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).path(0).asText().equals(sku)) {
        return i + 2;
      }
    }
    return -1;
  }

  private static JsonNode row(String sku) {
    return rows().stream()
        .filter(row -> row.path(0).asText().equals(sku))
        .findFirst()
        .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
  }

  private static Map<String, Object> product(String sku) {
    return jdbc
        .sql("SELECT * FROM public.products WHERE sku = ?")
        .param(sku)
        .query()
        .listOfRows()
        .stream()
        .findFirst()
        .orElse(Map.of());
  }

  @Test
  void valuesStandInTypedCells() {
    JsonNode row = row("P001");
    assertThat(row.path(1).asText()).isEqualTo("Product 1");
    assertThat(row.path(2).decimalValue()).isEqualByComparingTo("1.1");
    assertThat(row.path(3).isNumber()).isTrue();
    assertThat(row.path(4).isBoolean()).isTrue();
    assertThat(row.path(5).asInt()).as("a serial number").isEqualTo(46082);
  }

  @Test
  void aRowsChangeReachesItsCellAndNoOther() {
    jdbc.sql("UPDATE public.products SET price = 7.50 WHERE sku = 'P002'").update();

    await().until(() -> row("P002").path(2).asDouble() == 7.5);
    assertThat(row("P002").path(1).asText()).isEqualTo("Product 2");
  }

  @Test
  void aCellThatAPersonEditsReachesTheRow() {
    sheets.type("Products!B" + rowOf("P003"), "[[\"By hand\"]]");

    await().untilAsserted(() -> assertThat(product("P003")).containsEntry("name", "By hand"));
  }

  @Test
  void editsOfDifferentCellsOnBothSidesBothSurvive() {
    jdbc.sql("UPDATE public.products SET stock = 77, updated_at = now() WHERE sku = 'P004'")
        .update();
    sheets.type("Products!B" + rowOf("P004"), "[[\"Renamed\"]]");

    await()
        .untilAsserted(
            () -> {
              assertThat(product("P004"))
                  .containsEntry("name", "Renamed")
                  .containsEntry("stock", 77);
              assertThat(row("P004").path(1).asText()).isEqualTo("Renamed");
              assertThat(row("P004").path(3).asInt()).isEqualTo(77);
            });
  }

  @Test
  void aNewRowIsAppendedAndADeletedOneGoes() {
    insert("N001", "New", "3.00", 1);
    await().until(() -> row("N001").path(1).asText().equals("New"));

    jdbc.sql("DELETE FROM public.products WHERE sku = 'N001'").update();
    await().until(() -> rowOf("N001") < 0);
  }

  @Test
  void aRowThatAPersonTypesBecomesOne() {
    int below = rows().size() + 2;
    sheets.type("Products!A" + below, "[[\"T001\", \"Typed\", \"4.5\", 3, false]]");

    await().untilAsserted(() -> assertThat(product("T001")).containsEntry("name", "Typed"));
    assertThat(product("T001").get("price")).isEqualTo(new BigDecimal("4.50"));
  }

  @Test
  void aRowThatAPersonDeletesGoesOnceItIsSureThatItIsGone() {
    int row = rowOf("P005");
    int tab = jdbc.sql("SELECT sheet_id FROM lockstep.sheet_tab").query(Integer.class).single();
    lockstep.google(
        QuickSheets.ACCOUNT,
        "POST",
        "v4/spreadsheets/" + sheets.spreadsheet() + ":batchUpdate",
        """
        {"requests": [{"deleteDimension": {"range": {
            "sheetId": %d, "dimension": "ROWS", "startIndex": %d, "endIndex": %d}}}]}"""
            .formatted(tab, row - 1, row));

    await().untilAsserted(() -> assertThat(product("P005")).isEmpty());
    assertThat(rowOf("P005")).isEqualTo(-1);
  }

  @Test
  void aValueThatDoesNotConvertIsReportedAndStopsNothingElse() {
    sheets.type("Products!C" + rowOf("P006"), "[[\"cheap\", 66]]");

    await().untilAsserted(() -> assertThat(product("P006")).containsEntry("stock", 66));
    assertThat(product("P006").get("price")).isEqualTo(new BigDecimal("1.10"));
    assertThat(
            jdbc.sql(
                    "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'notice' AND key = 'P006' AND message LIKE '%cheap%'")
                .query(Integer.class)
                .single())
        .as("told once")
        .isEqualTo(1);
  }

  @Test
  void onceAllIsSettledNothingIsWritten_30() {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        jdbc.sql(
                                "SELECT count(*) FROM lockstep.sync_queue WHERE status <> 'failed'")
                            .query(Integer.class)
                            .single())
                    .isZero());
    long before = lastRequest();
    await().until(() -> readsAfter(before) >= 2);
    assertThat(writesAfter(before)).isZero();
  }

  private static long lastRequest() {
    long last = 0;
    for (JsonNode request : sheets.sandbox.requests(0)) {
      last = request.path("n").asLong();
    }
    return last;
  }

  private static long readsAfter(long n) {
    long reads = 0;
    for (JsonNode request : sheets.sandbox.requests(n)) {
      reads += request.path("path").asText().contains("ByDataFilter") ? 1 : 0;
    }
    return reads;
  }

  private static long writesAfter(long n) {
    long writes = 0;
    for (JsonNode request : sheets.sandbox.requests(n)) {
      writes += request.path("path").asText().endsWith(":batchUpdate") ? 1 : 0;
    }
    return writes;
  }
}

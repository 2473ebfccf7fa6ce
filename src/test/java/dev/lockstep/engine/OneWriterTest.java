package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.definition.Catalog;
import dev.lockstep.definition.Definitions;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two syncs with one target that their definitions name differently (PROTOCOL 11.4). */
@SecondApplication
class OneWriterTest {

  private static final String SHEET =
      """
      sync: %s
      source: { table: stock }
      target: { sheet: Stock, account: finance, spreadsheet: %s }
      direction: both
      fields: { SKU: sku, %s: pieces }
      policies: { debounce: 0ms }
      schedule: { every: 1m, min: 1s, max: 2s }
      """;

  private static final String CALENDAR =
      """
      sync: %s
      source: { table: visits }
      target: { calendar: %s, account: finance, timeZone: Europe/Berlin }
      direction: both
      fields: { summary: name, start: at, end: until }
      policies: { debounce: 0ms }
      """;

  private static TestSandbox sandbox;
  private static RunningLockstep lockstep;
  private static JdbcClient jdbc;

  @BeforeAll
  static void start() {
    TestDatabase database = TestDatabase.empty();
    sandbox = TestSandbox.start();
    lockstep =
        RunningLockstep.start(
            database, sandbox, "lockstep.sheets.settle=1s", "lockstep.sheets.rest=200ms");
    jdbc = lockstep.jdbc();
    jdbc.sql(
            """
            CREATE TABLE public.stock (sku text PRIMARY KEY, pieces int);
            INSERT INTO public.stock VALUES ('S1', 1), ('S2', 2);
            CREATE TABLE public.visits (id bigint PRIMARY KEY, name text, at timestamptz,
              until timestamptz);
            INSERT INTO public.visits VALUES (1, 'one', now() + interval '1 day', now() + interval '25 hours')
            """)
        .update();
    lockstep.connect("finance", "finance@example.com");
  }

  @AfterAll
  static void stop() {
    lockstep.close();
    sandbox.close();
  }

  /** Takes up the second beside the first. */
  private static void run(String first, String second) {
    lockstep
        .bean(Engine.class)
        .start(Definitions.parse(Map.of("first.yaml", first, "second.yaml", second)));
  }

  private static String waitsFor(String sync) {
    return jdbc.sql(
            "SELECT coalesce(max(last_error), '') FROM lockstep.sync_partition WHERE sync = ?")
        .param(sync)
        .query(String.class)
        .single();
  }

  private static int linked(String sync) {
    return jdbc.sql(
            "SELECT count(*) FROM lockstep.sync_mapping WHERE sync = ? AND state = 'linked'")
        .param(sync)
        .query(Integer.class)
        .single();
  }

  private static List<List<String>> rows(String spreadsheet) {
    JsonNode values =
        lockstep
            .google(
                "finance@example.com",
                "GET",
                "v4/spreadsheets/" + spreadsheet + "/values/Stock!A1:Z",
                "")
            .path("values");
    return nodes(values).stream()
        .map(row -> nodes(row).stream().map(JsonNode::asText).toList())
        .toList();
  }

  private static List<JsonNode> nodes(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  @Test
  void aTabThatIsNamedByTitleAndById_46() {
    String first = SHEET.formatted("stock-by-title", "{ create: Shop }", "Pieces");
    lockstep.run(first);
    await().until(() -> linked("stock-by-title") == 2);
    String spreadsheet =
        jdbc.sql("SELECT spreadsheet_id FROM lockstep.sheet_tab").query(String.class).single();

    run(first, SHEET.formatted("stock-by-id", spreadsheet, "Count"));

    await()
        .untilAsserted(
            () ->
                assertThat(waitsFor("stock-by-id"))
                    .contains("sync 'stock-by-title' keeps tab 'Stock' of spreadsheet 'Shop'")
                    .contains("give sync 'stock-by-id' a tab of its own"));
    jdbc.sql("INSERT INTO public.stock VALUES ('S3', 3)").update();
    await().until(() -> rows(spreadsheet).size() > 3);
    assertThat(rows(spreadsheet))
        .containsExactlyInAnyOrder(
            List.of("SKU", "Pieces"), List.of("S1", "1"), List.of("S2", "2"), List.of("S3", "3"));
    assertThat(waitsFor("stock-by-title")).isEmpty();
  }

  /** Nothing of it is planned, for the reason for which it would not run. */
  private static void refuses(Plan plan) {
    assertThat(plan.records()).isZero();
    assertThat(plan.places())
        .singleElement()
        .extracting(Plan.Place::failure)
        .asString()
        .contains("sync 'visits-primary' keeps the rows of public.visits");
  }

  private static void nobody(PlannedRecord record) {}

  @Test
  void aCalendarThatIsNamedPrimaryAndByItsAddress_46() {
    String first = CALENDAR.formatted("visits-primary", "primary");
    lockstep.run(first);
    await().until(() -> lockstep.events("finance@example.com").size() == 1);

    String second = CALENDAR.formatted("visits-by-address", "finance@example.com");
    LoadedDefinitions files =
        Definitions.check(
            Definitions.parse(Map.of("first.yaml", first, "second.yaml", second)),
            lockstep.bean(Catalog.class));
    Plans plans = lockstep.bean(Plans.class);
    refuses(plans.of(files, files.find("visits-by-address").orElseThrow(), OneWriterTest::nobody));
    assertThat(plans.of(files, files.find("visits-primary").orElseThrow(), OneWriterTest::nobody))
        .returns(true, Plan::isWhole);

    run(first, second);

    await()
        .untilAsserted(
            () ->
                assertThat(waitsFor("visits-by-address"))
                    .contains("sync 'visits-primary' keeps the rows of public.visits")
                    .contains("sync 'visits-by-address' would make"));
    refuses(plans.of("visits-by-address", OneWriterTest::nobody));
    assertThat(plans.of("visits-primary", OneWriterTest::nobody)).returns(true, Plan::isWhole);
    jdbc.sql("INSERT INTO public.visits SELECT 2, 'two', at, until FROM public.visits").update();
    await()
        .untilAsserted(
            () ->
                assertThat(lockstep.events("finance@example.com"))
                    .extracting(event -> event.path("summary").asText())
                    .containsExactlyInAnyOrder("one", "two"));
    assertThat(waitsFor("visits-primary")).isEmpty();
  }
}

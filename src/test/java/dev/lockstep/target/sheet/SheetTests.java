package dev.lockstep.target.sheet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.AddSheetRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.ValueRange;
import com.zaxxer.hikari.HikariDataSource;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.definition.SheetTemplate;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.google.RateLimits;
import dev.lockstep.google.TestGoogle;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.KeyCells;
import dev.lockstep.target.FieldProblem;
import dev.lockstep.target.KnownRecord;
import dev.lockstep.target.Problem;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Standing;
import dev.lockstep.target.Witness;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A tab of visits at the sandbox and what the engine would know of it. */
final class SheetTests implements AutoCloseable {

  static final List<String> FIELDS = List.of("id", "summary", "location", "start", "end");

  final TestSandbox sandbox = TestSandbox.start();
  final TestGoogle google = new TestGoogle(sandbox).withRoutes("routes/google/sheets.camel.yaml");
  final PartitionKey partition = new PartitionKey("visits", "anna", "Visits");
  final Told told = new Told();
  private final HikariDataSource pool = new HikariDataSource();
  final Reachable database = new Reachable(pool);
  final SheetStore store;
  final SheetCalls calls;
  final Tabs tabs;
  final TabShape shape;
  final SheetRules rules = rules(new SyncDefinition.Spreadsheet.Create("Visits"), "Visits");
  final SheetTarget target;

  SheetTests() {
    sandbox.accessToken("anna@example.com");
    pool.setDataSource(TestDatabase.migrated().dataSource());
    pool.setMaximumPoolSize(4);
    this.store = secondNode();
    this.calls = new SheetCalls(google.camel().createProducerTemplate(), google.clients());
    this.tabs = new Tabs(calls, store, "test-instance", hit -> {}, InstantSource.system());
    Column id =
        new Column("id", "text", ColumnType.of("text"), true, false, Column.Identity.NONE, true);
    this.shape =
        new TabShape(
            FIELDS,
            List.of("id"),
            new KeyCells("visits", List.of(new KeyCells.KeyField("id", id)), () -> null));
    this.target = target();
  }

  /** What another node would see the database by. */
  SheetStore secondNode() {
    return new SheetStore(
        new NamedParameterJdbcTemplate(database),
        new TransactionTemplate(new JdbcTransactionManager(database)),
        new ObjectMapper());
  }

  /** Of a tab in the spreadsheet that is made by its title. */
  SheetRules rules(String tab) {
    return rules(new SyncDefinition.Spreadsheet.Create("Visits"), tab);
  }

  /** Another worker with the same database. */
  SheetTarget target() {
    return target(partition, rules);
  }

  /** Another sync of the same spreadsheet, for another tab of it. */
  SheetTarget secondTab(String title) {
    return target(
        partitionOf(title), rules(new SyncDefinition.Spreadsheet.Id(spreadsheetId()), title));
  }

  PartitionKey partitionOf(String title) {
    return new PartitionKey(title.toLowerCase(java.util.Locale.ROOT), "anna", title);
  }

  static SheetRules rules(SyncDefinition.Spreadsheet spreadsheet, String title) {
    return new SheetRules(
        new SyncDefinition.SheetTarget(title, "anna", spreadsheet, null, List.of(), true),
        spreadsheet,
        true,
        true,
        Duration.ZERO);
  }

  private SheetTarget target(PartitionKey partition, SheetRules rules) {
    return new SheetTarget(
        partition,
        rules,
        shape,
        Map.of(),
        calls,
        store,
        new Tabs(calls, store, "test-instance", hit -> {}, InstantSource.system()),
        new Looks(calls, store.tabs(), "test-instance"),
        new Turns(store.turns(), new FlushPace(Duration.ZERO, 600_000, 600_000, 1)),
        new Layouts(
            calls, store.tabs(), told, shape, SheetTemplate.STANDARD, Map.of(), java.util.Set.of()),
        told,
        RateLimits.NONE,
        new LookPace(Duration.ofSeconds(5), Duration.ofMinutes(5), 60, 0.5),
        "test-instance");
  }

  /** A person makes a tab. */
  void makesTab(String title, List<List<Object>> values) {
    person(
        new Request()
            .setAddSheet(
                new AddSheetRequest().setProperties(new SheetProperties().setTitle(title))));
    type(title + "!A1", values);
  }

  /** What a person does, as one batch. */
  void person(Request... requests) {
    at(
        () ->
            client()
                .spreadsheets()
                .batchUpdate(
                    spreadsheetId(),
                    new BatchUpdateSpreadsheetRequest().setRequests(List.of(requests)))
                .execute());
  }

  int tab() {
    return store.tabs().find(partition).orElseThrow().sheetId();
  }

  List<List<Object>> values(String range) {
    return at(
        () ->
            client()
                .spreadsheets()
                .values()
                .get(spreadsheetId(), range)
                .setValueRenderOption("UNFORMATTED_VALUE")
                .execute()
                .getValues());
  }

  /** A number as a reading of values gives it. */
  Object number(int number) {
    return BigDecimal.valueOf(number);
  }

  static <T> T unchecked(java.util.concurrent.Callable<T> work) {
    try {
      return work.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  Sheets client() {
    return google.clients().sheets("anna");
  }

  String spreadsheetId() {
    return store.tabs().find(partition).orElseThrow().spreadsheetId();
  }

  private List<SheetProperties> grids() {
    return at(() -> client().spreadsheets().get(spreadsheetId()).execute()).getSheets().stream()
        .map(sheet -> sheet.getProperties())
        .toList();
  }

  List<String> tabTitles() {
    return grids().stream().map(SheetProperties::getTitle).toList();
  }

  int sheetId(String title) {
    return grids().stream()
        .filter(grid -> grid.getTitle().equals(title))
        .findFirst()
        .orElseThrow()
        .getSheetId();
  }

  /** Of all tabs, blank ones too: as Google counts them. */
  long cells() {
    return grids().stream()
        .mapToLong(
            grid ->
                (long) grid.getGridProperties().getRowCount()
                    * grid.getGridProperties().getColumnCount())
        .sum();
  }

  /** The tab's rows below the header, as anybody reads them. */
  List<List<Object>> rows() {
    return at(
        () -> {
          ValueRange all =
              client()
                  .spreadsheets()
                  .values()
                  .get(spreadsheetId(), "Visits")
                  .setValueRenderOption("UNFORMATTED_VALUE")
                  .execute();
          return all.getValues() == null
              ? List.of()
              : all.getValues().subList(1, all.getValues().size());
        });
  }

  /** The row of this key, counted from 1 as people do. */
  int rowOf(String key) {
    List<List<Object>> rows = rows();
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.get(i).isEmpty() && key.equals(String.valueOf(rows.get(i).getFirst()))) {
        return i + 2;
      }
    }
    throw new AssertionError("no row has the key " + key);
  }

  void type(String range, List<List<Object>> values) {
    at(
        () ->
            client()
                .spreadsheets()
                .values()
                .update(spreadsheetId(), range, new ValueRange().setValues(values))
                .setValueInputOption("USER_ENTERED")
                .execute());
  }

  interface Work<T> {
    T run() throws IOException;
  }

  static <T> T at(Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    google.close();
    sandbox.close();
    pool.close();
  }

  /** What the engine knows and is told. */
  static final class Told implements Witness {
    final Map<String, KnownRecord> known = new HashMap<>();
    final List<Problem> problems = new ArrayList<>();
    final List<FieldProblem> standing = new ArrayList<>();
    final List<String> misplaced = new ArrayList<>();
    List<Standing> rowsStanding = List.of();
    private int drawn;

    void noted(Remote remote) {
      if (remote.is(Remote.Trait.DELETED)) {
        known.remove(remote.remoteId());
      } else {
        known.put(remote.remoteId(), new KnownRecord(remote.version(), true));
      }
    }

    @Override
    public Map<String, KnownRecord> known(PartitionKey partition) {
      return known;
    }

    @Override
    public void problems(PartitionKey partition, List<Problem> problems) {
      this.problems.addAll(problems);
    }

    @Override
    public void stand(PartitionKey partition, List<Standing> rows) {
      rowsStanding = List.copyOf(rows);
    }

    @Override
    public List<FieldProblem> standing(PartitionKey partition) {
      return standing;
    }

    @Override
    public void misplaced(PartitionKey partition, @Nullable String key, Fields was, String text) {
      misplaced.add(text);
    }

    @Override
    public List<Map<String, Value>> drawKeys(PartitionKey partition, int count) {
      List<Map<String, Value>> keys = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        keys.add(Map.of("id", Value.text("drawn-" + ++drawn)));
      }
      return keys;
    }

    @Override
    public @Nullable List<String> referenced(PartitionKey partition, String column) {
      return null;
    }
  }
}

package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.definition.Definitions;
import dev.lockstep.queue.DeadLetters;
import dev.lockstep.queue.QueueFilter;
import dev.lockstep.queue.QueueList;
import dev.lockstep.source.WakeUp;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application with one ledger per sync: a table, and the tab of a spreadsheet. */
final class Ledgers implements AutoCloseable {

  static final String ACCOUNT = QuickSheets.ACCOUNT;

  /** Owns the spreadsheets that are shared with the account, and works in all of them. */
  static final String PERSON = "boss@example.com";

  private static final List<String> FIELDS = List.of("No", "Name", "Pieces");

  private static final String SYNC =
      """
      sync: NAME
      source: { table: NAME, modified: updated_at }
      target: { sheet: NAME, account: finance, spreadsheet: SPREADSHEET }
      direction: both
      fields: FIELDS
      schedule: { every: 1m, min: 1s, max: 1s }
      """;

  private final QuickSheets sheets;
  final TestSandbox sandbox;
  final TestDatabase database;
  final RunningLockstep lockstep;
  final JdbcClient jdbc;
  private final Map<String, String> files = new LinkedHashMap<>();

  Ledgers(String... settings) {
    this(TestDatabase.empty(), TestSandbox.start(), settings);
  }

  Ledgers(TestDatabase database, TestSandbox sandbox, String... settings) {
    this.sheets = new QuickSheets(database, sandbox, settings);
    this.database = database;
    this.sandbox = sandbox;
    this.lockstep = sheets.lockstep;
    this.jdbc = sheets.jdbc;
    sandbox.account(PERSON);
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofMillis(100));
  }

  /** One of that many rows; {@code policies} are added to the default ones. */
  Ledger open(String name, int rows, String policies) {
    return open(name, rows, policies, "{ No: no, Name: name, Pieces: pieces }");
  }

  Ledger open(String name, int rows, String policies, String fields) {
    String id =
        lockstep
            .google(
                PERSON,
                "POST",
                "v4/spreadsheets",
                "{\"properties\": {\"title\": \"%s\"}}".formatted(name))
            .path("spreadsheetId")
            .asText();
    jdbc.sql(
            """
            CREATE TABLE public.%1$s (
              no text PRIMARY KEY, name text, pieces int, updated_at timestamptz DEFAULT now());
            INSERT INTO public.%1$s (no, name, pieces)
              SELECT 'P' || n, 'Part ' || n, n FROM generate_series(1, %2$d) n
            """
                .formatted(name, rows))
        .update();
    Ledger ledger = new Ledger(name, id);
    ledger.share();
    define(
        name,
        SYNC.replace("NAME", name).replace("SPREADSHEET", id).replace("FIELDS", fields)
            + "policies: { debounce: 0ms"
            + (policies.isEmpty() ? "" : ", " + policies)
            + " }\n");
    return ledger;
  }

  void define(String name, String yaml) {
    files.put(name + ".yaml", yaml);
  }

  String definition(String name) {
    return files.get(name + ".yaml");
  }

  void run() {
    lockstep.bean(Engine.class).start(Definitions.parse(files));
  }

  long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  @Override
  public void close() {
    sheets.close();
  }

  /** One sync's table and tab; rows are counted from 1 as people do, the header is row 1. */
  final class Ledger {
    private final String name;
    private final String id;

    private Ledger(String name, String id) {
      this.name = name;
      this.id = id;
    }

    String name() {
      return name;
    }

    String id() {
      return id;
    }

    void share() {
      lockstep.google(
          PERSON,
          "POST",
          "drive/v3/files/" + id + "/permissions?sendNotificationEmail=false",
          "{\"type\": \"user\", \"role\": \"writer\", \"emailAddress\": \"%s\"}"
              .formatted(ACCOUNT));
    }

    void unshare() {
      for (JsonNode permission :
          lockstep
              .google(
                  PERSON,
                  "GET",
                  "drive/v3/files/" + id + "/permissions?fields=permissions(id,emailAddress)",
                  "")
              .path("permissions")) {
        if (permission.path("emailAddress").asText().equals(ACCOUNT)) {
          lockstep.google(
              PERSON,
              "DELETE",
              "drive/v3/files/" + id + "/permissions/" + permission.path("id").asText(),
              "");
        }
      }
    }

    void trash(boolean isTrashed) {
      lockstep.google(
          PERSON, "PATCH", "drive/v3/files/" + id, "{\"trashed\": %s}".formatted(isTrashed));
    }

    /** Calls of the account about this spreadsheet go wrong; see {@link TestSandbox#mend}. */
    String fault(String json) {
      return sandbox.fault(
          json.replaceFirst(
              "\\{",
              "{\"account\": \"%s\", \"path\": \"spreadsheets/%s\", ".formatted(ACCOUNT, id)));
    }

    /** What the rows show, by key; a missing cell is blank. */
    Map<String, List<String>> shown() {
      Map<String, List<String>> shown = new TreeMap<>();
      for (List<String> row : rows()) {
        if (!String.join("", row).isEmpty()) {
          shown.merge(
              row.getFirst(),
              row.subList(1, row.size()),
              (first, second) -> List.of("twice", first + " " + second));
        }
      }
      return shown;
    }

    /** The mapped cells of each row below the header, wherever their columns stand. */
    List<List<String>> rows() {
      List<List<String>> rows = new ArrayList<>();
      List<Integer> columns = new ArrayList<>();
      for (JsonNode row : values(name + "!A1:Z")) {
        List<String> cells = new ArrayList<>();
        row.forEach(cell -> cells.add(cell.asText()));
        if (columns.isEmpty()) {
          FIELDS.forEach(field -> columns.add(cells.indexOf(field)));
        } else {
          rows.add(columns.stream().map(at -> row.path(at).asText()).toList());
        }
      }
      return rows;
    }

    JsonNode values(String range) {
      return lockstep
          .google(
              PERSON,
              "GET",
              "v4/spreadsheets/" + id + "/values/" + range + "?valueRenderOption=UNFORMATTED_VALUE",
              "")
          .path("values");
    }

    /** What the table holds, in the same form. */
    Map<String, List<String>> held() {
      Map<String, List<String>> held = new TreeMap<>();
      jdbc.sql(
              "SELECT no, coalesce(name, ''), coalesce(pieces::text, '') FROM public.%s"
                  .formatted(name))
          .query(
              (row, n) -> held.put(row.getString(1), List.of(row.getString(2), row.getString(3))))
          .list();
      return held;
    }

    int rowOf(String key) {
      List<List<String>> rows = rows();
      for (int i = 0; i < rows.size(); i++) {
        if (rows.get(i).getFirst().equals(key)) {
          return i + 2;
        }
      }
      throw new AssertionError("no row of " + name + " has the key " + key);
    }

    /** A person types from this cell on; the column is a letter. */
    void type(String cell, String values) {
      lockstep.google(
          PERSON,
          "PUT",
          "v4/spreadsheets/"
              + id
              + "/values/"
              + name
              + "!"
              + cell
              + "?valueInputOption=USER_ENTERED",
          "{\"values\": " + values + "}");
    }

    void typeName(String key, String text) {
      type("B" + rowOf(key), "[[\"" + text + "\"]]");
    }

    /** A person's own batch; {@code TAB} stands for the tab's id. */
    JsonNode person(String requests) {
      return lockstep.google(
          PERSON,
          "POST",
          "v4/spreadsheets/" + id + ":batchUpdate",
          "{\"requests\": [" + requests.replace("TAB", "" + tab()) + "]}");
    }

    int tab() {
      return jdbc.sql("SELECT sheet_id FROM lockstep.sheet_tab WHERE sync = ?")
          .param(name)
          .query(Integer.class)
          .single();
    }

    void deleteRows(int first, int last) {
      person(
          """
          {"deleteDimension": {"range": {"sheetId": TAB, "dimension": "ROWS",
              "startIndex": %d, "endIndex": %d}}}"""
              .formatted(first - 1, last));
    }

    void set(String key, String assignment) {
      jdbc.sql(
              "UPDATE public.%s SET %s, updated_at = clock_timestamp() WHERE no = '%s'"
                  .formatted(name, assignment, key))
          .update();
    }

    /** The row was changed that long ago or ahead, by its own word. */
    void set(String key, String assignment, String when) {
      jdbc.sql(
              "UPDATE public.%s SET %s, updated_at = clock_timestamp() + interval '%s' WHERE no = '%s'"
                  .formatted(name, assignment, when, key))
          .update();
    }

    void insert(String key) {
      jdbc.sql("INSERT INTO public.%s (no, name, pieces) VALUES (?, ?, 1)".formatted(name))
          .params(key, "New " + key)
          .update();
    }

    void erase(String key) {
      jdbc.sql("DELETE FROM public.%s WHERE no = ?".formatted(name)).param(key).update();
    }

    String state(String key) {
      return jdbc.sql("SELECT state FROM lockstep.sync_mapping WHERE sync = ? AND key = ?")
          .params(name, key)
          .query(String.class)
          .optional()
          .orElse("");
    }

    boolean isIdle() {
      return count("SELECT count(*) FROM lockstep.sync_queue WHERE sync = '" + name + "'") == 0
          && count("SELECT count(*) FROM lockstep.sync_change") == 0;
    }

    /** Both sides are equal, and nothing more is to be done. */
    void inStep() {
      soon()
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                assertThat(shown()).isEqualTo(held());
                assertThat(isIdle()).isTrue();
              });
    }

    /** Two more looks at the tab went by. */
    void looked() {
      for (int i = 0; i < 2; i++) {
        long before = lastRequest();
        soon()
            .until(
                () -> {
                  for (JsonNode request : sandbox.requests(before)) {
                    if (request.path("path").asText().contains(id + "/values:batchGetByData")) {
                      return true;
                    }
                  }
                  return false;
                });
      }
    }

    /** Why the partition waits; empty where it does not. */
    String waitsFor() {
      return jdbc.sql(
              "SELECT last_error FROM lockstep.sync_partition WHERE sync = ? AND attempts > 0")
          .param(name)
          .query(String.class)
          .optional()
          .orElse("");
    }

    long attempts() {
      return count("SELECT attempts FROM lockstep.sync_partition WHERE sync = '" + name + "'");
    }

    /** It need not wait any longer, as after some minutes. */
    void backOffIsOver() {
      jdbc.sql("UPDATE lockstep.sync_partition SET back_off_until = NULL WHERE sync = ?")
          .param(name)
          .update();
      lockstep.bean(WakeUp.class).wake();
    }

    long items(String status) {
      return count(
          "SELECT count(*) FROM lockstep.sync_queue WHERE sync = '%s' AND status = '%s'"
              .formatted(name, status));
    }

    /** Key and reason of each dead letter. */
    List<String> deadLetters() {
      return new QueueList(lockstep.jdbc())
          .page(QueueFilter.failed(name), 0, 100).stream()
              .map(entry -> entry.item().key() + ": " + entry.item().lastError())
              .toList();
    }

    /** What the dead letters show of the rows, as JSON. */
    List<String> seen() {
      return new QueueList(lockstep.jdbc())
          .page(QueueFilter.failed(name), 0, 100).stream()
              .map(entry -> String.valueOf(entry.payload()))
              .toList();
    }

    void replay() {
      lockstep.bean(DeadLetters.class).replay(QueueFilter.failed(name), "a test");
      lockstep.bean(WakeUp.class).wake();
    }

    long usedAttempts() {
      return count(
          "SELECT coalesce(sum(retry_count), 0) FROM lockstep.sync_queue WHERE sync = '%s'"
              .formatted(name));
    }

    /** Neither direction flows until {@link #resume}; what is under way is over. */
    void pause() {
      lockstep.pause(name);
    }

    void resume() {
      lockstep.resume(name);
    }

    void approve() {
      lockstep.bean(DeadLetters.class).approve(name, null, "a test");
      lockstep.bean(WakeUp.class).wake();
    }

    void discard() {
      lockstep.bean(DeadLetters.class).discard(name, null, "a test");
      lockstep.bean(WakeUp.class).wake();
    }

    long notices(String kind) {
      return jdbc.sql(
              "SELECT count(*) FROM lockstep.sync_audit WHERE kind = 'notice' AND sync = ? AND method = ?")
          .params(name, kind)
          .query(Long.class)
          .single();
    }

    /** What was told about the tab or one of its rows. */
    List<String> told() {
      return jdbc.sql(
              "SELECT coalesce(message, '') FROM lockstep.sync_audit WHERE kind = 'notice' AND sync = ?")
          .param(name)
          .query(String.class)
          .list();
    }
  }

  long lastRequest() {
    long last = 0;
    for (JsonNode line : sandbox.requests(0)) {
      last = Math.max(last, line.path("n").asLong());
    }
    return last;
  }
}

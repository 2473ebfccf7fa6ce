package dev.lockstep.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole application with an account {@code finance} whose sheets settle within a second, and no
 * quota in the way.
 */
final class QuickSheets implements AutoCloseable {

  static final String ACCOUNT = "finance@example.com";

  final TestDatabase database;
  final TestSandbox sandbox;
  final RunningLockstep lockstep;
  final JdbcClient jdbc;

  QuickSheets(TestDatabase database, TestSandbox sandbox, String... settings) {
    this.database = database;
    this.sandbox = sandbox;
    sandbox.control(
        "quotas",
        "{\"api\": \"sheets\", \"perAccountPerMinute\": 60000, \"perProjectPerMinute\": 60000}");
    List<String> all =
        new ArrayList<>(
            List.of(
                "lockstep.sheets.settle=1s",
                "lockstep.sheets.rest=200ms",
                "lockstep.google.limits.sheets-per-account-per-minute=60000",
                "lockstep.google.limits.sheets-per-project-per-minute=60000"));
    all.addAll(List.of(settings));
    this.lockstep = RunningLockstep.start(database, sandbox, all.toArray(String[]::new));
    this.jdbc = lockstep.jdbc();
    lockstep.connect("finance", ACCOUNT);
  }

  /** The one spreadsheet that is kept in step; empty before there is one. */
  String spreadsheet() {
    return jdbc.sql("SELECT DISTINCT spreadsheet_id FROM lockstep.sheet_tab")
        .query(String.class)
        .optional()
        .orElse("");
  }

  List<JsonNode> rows(String range) {
    String id = spreadsheet();
    List<JsonNode> rows = new ArrayList<>();
    if (!id.isEmpty()) {
      lockstep
          .google(
              ACCOUNT,
              "GET",
              "v4/spreadsheets/" + id + "/values/" + range + "?valueRenderOption=UNFORMATTED_VALUE",
              "")
          .path("values")
          .forEach(rows::add);
    }
    return rows;
  }

  /**
   * A person types.
   *
   * @param values JSON of rows of cells
   */
  void type(String range, String values) {
    lockstep.google(
        ACCOUNT,
        "PUT",
        "v4/spreadsheets/" + spreadsheet() + "/values/" + range + "?valueInputOption=USER_ENTERED",
        "{\"values\": " + values + "}");
  }

  @Override
  public void close() {
    lockstep.close();
    sandbox.close();
  }
}

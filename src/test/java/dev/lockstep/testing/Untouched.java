package dev.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a database and a sandbox held at one moment, to prove that something wrote to neither. */
public final class Untouched {

  /** What makes calls possible: how much of the shared quota is used, and tokens that ran out. */
  private static final Set<String> OF_THE_CALLS =
      Set.of("lockstep.rate_bucket", "lockstep.rate_pace");

  private final TestDatabase database;
  private final TestSandbox sandbox;
  private final Map<String, String> tables;
  private final long lastRequest;

  private Untouched(TestDatabase database, TestSandbox sandbox) {
    this.database = database;
    this.sandbox = sandbox;
    this.tables = tables(database);
    this.lastRequest = last(sandbox);
  }

  public static Untouched now(TestDatabase database, TestSandbox sandbox) {
    return new Untouched(database, sandbox);
  }

  /** Neither a row of any table, nor a sequence, nor anything at Google is another one. */
  public void assertStillSo() {
    assertThat(tables(database)).isEqualTo(tables);
    List<String> writes = new ArrayList<>();
    List<String> reads = new ArrayList<>();
    for (JsonNode request : sandbox.requests(lastRequest)) {
      String line = request.path("method").asText() + " " + request.path("path").asText();
      (isRead(line) ? reads : writes).add(line);
    }
    assertThat(writes).isEmpty();
    assertThat(reads).as("it looked at all").isNotEmpty();
  }

  private static boolean isRead(String line) {
    return line.startsWith("GET ") || line.matches("POST .*/values:batchGetByDataFilter");
  }

  private static long last(TestSandbox sandbox) {
    long last = 0;
    for (JsonNode request : sandbox.requests(0)) {
      last = Math.max(last, request.path("n").asLong());
    }
    return last;
  }

  private static Map<String, String> tables(TestDatabase database) {
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    Map<String, String> tables = new LinkedHashMap<>();
    jdbc
        .sql(
            """
            SELECT n.nspname || '.' || c.relname, c.relkind::text
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'S') AND n.nspname IN ('public', 'lockstep')
            ORDER BY 1
            """)
        .query((row, n) -> List.of(row.getString(1), row.getString(2)))
        .list()
        .stream()
        .filter(table -> !OF_THE_CALLS.contains(table.getFirst()))
        .forEach(table -> tables.put(table.getFirst(), content(jdbc, table)));
    return tables;
  }

  /** Row versions too: a write that changes nothing leaves another one. */
  private static String content(JdbcClient jdbc, List<String> table) {
    return jdbc.sql(
            table.get(1).equals("S")
                ? "SELECT last_value || ' ' || is_called FROM " + table.getFirst()
                : "SELECT count(*) || ' ' || coalesce(md5(string_agg(t.xmin || t.ctid::text || t::text, '|' ORDER BY t.ctid)), '')"
                    + " FROM "
                    + table.getFirst()
                    + " t")
        .query(String.class)
        .single();
  }
}

package dev.lockstep.bench;

import dev.lockstep.bench.Course.Reading;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What an application in a process of its own takes up, there and in PostgreSQL. Tables that keep
 * what happened for a time are left out of the sizes, and told apart: the history (30 days), told
 * notices (7 days), the brake's counts (2 hours).
 */
final class Footprint {

  /** So many readings are about the whole; those of single tables follow. */
  static final int TOTALS = 8;

  private static final double MEGABYTE = 1024.0 * 1024.0;

  private static final String CONNECTIONS =
      """
      SELECT count(*)
      FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend'
        AND application_name <> :test
      """;

  private static final String IS_KEPT =
      "(relname LIKE 'sync_audit%' OR relname IN ('notice_told', 'sync_effect'))";

  /** Rows are dead that no VACUUM has cleared; up to its threshold none comes. */
  private static final String TABLES =
      """
      SELECT s.relname, pg_total_relation_size(s.relid) AS bytes,
        greatest(0, s.n_dead_tup - (
          coalesce(%1$s, current_setting('autovacuum_vacuum_threshold')::float8)
          + coalesce(%2$s, current_setting('autovacuum_vacuum_scale_factor')::float8)
            * greatest(0, c.reltuples))) AS overdue
      FROM pg_stat_user_tables s
      JOIN pg_class c ON c.oid = s.relid
      WHERE s.schemaname = 'lockstep' AND NOT %3$s
      ORDER BY s.relname
      """
          .formatted(
              option("autovacuum_vacuum_threshold"),
              option("autovacuum_vacuum_scale_factor"),
              IS_KEPT.replace("relname", "s.relname"));

  private static final String KEPT =
      """
      SELECT
        CASE relname
          WHEN 'notice_told' THEN 'told notices'
          WHEN 'sync_effect' THEN 'the brake''s counts'
          ELSE 'history'
        END AS what,
        sum(pg_total_relation_size(relid)) AS bytes
      FROM pg_stat_user_tables
      WHERE schemaname = 'lockstep' AND %s
      GROUP BY 1
      ORDER BY 1
      """
          .formatted(IS_KEPT);

  private final SmallHeap application;
  private final int port;
  private final JdbcClient jdbc;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param port on which it listens
   */
  Footprint(SmallHeap application, int port, JdbcClient jdbc) {
    this.application = application;
    this.port = port;
    this.jdbc = jdbc;
  }

  List<Reading> look() throws IOException, InterruptedException {
    List<Reading> look = new ArrayList<>();
    application.collect();
    look.add(new Reading("live heap MB", 2, application.liveMegabytes().getLast()));
    look.add(new Reading("virtual threads", 10, application.virtualThreads()));
    String metrics = metrics();
    look.add(new Reading("platform threads", 3, metric(metrics, "jvm_threads_live_threads")));
    long connections =
        jdbc.sql(CONNECTIONS).param("test", TestDatabase.CALLER).query(Long.class).single();
    look.add(new Reading("connections at PostgreSQL", 2, connections));
    look.add(new Reading("connections of the pool", 2, metric(metrics, "hikaricp_connections")));
    look.add(new Reading("busy", 2, metric(metrics, "hikaricp_connections_active")));
    double size = 0;
    double overdue = 0;
    List<Reading> tables = new ArrayList<>();
    for (var table : jdbc.sql(TABLES).query().listOfRows()) {
      double bytes = ((Number) table.get("bytes")).doubleValue();
      double dead = ((Number) table.get("overdue")).doubleValue();
      tables.add(new Reading(table.get("relname") + " kB", 256, bytes / 1024));
      tables.add(new Reading(table.get("relname") + " dead rows overdue", 2000, dead));
      size += bytes;
      overdue += dead;
    }
    look.add(new Reading("all tables MB", 1, size / MEGABYTE));
    look.add(new Reading("dead rows overdue", 5000, overdue));
    look.addAll(tables);
    return look;
  }

  /** Bytes of what keeps for a time what happened. */
  Map<String, Long> kept() {
    Map<String, Long> kept = new TreeMap<>();
    jdbc.sql(KEPT)
        .query(
            row -> {
              kept.put(row.getString("what"), row.getLong("bytes"));
            });
    return kept;
  }

  private String metrics() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the metrics answer " + answer.statusCode());
    }
    return answer.body();
  }

  private static double metric(String metrics, String name) {
    Matcher line =
        Pattern.compile("^" + name + "(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE).matcher(metrics);
    if (!line.find()) {
      throw new IllegalStateException("there is no metric " + name);
    }
    return Double.parseDouble(line.group(1));
  }

  private static String option(String name) {
    return """
        (SELECT option_value::float8 FROM pg_options_to_table(c.reloptions)
         WHERE option_name = '%s')"""
        .formatted(name);
  }
}

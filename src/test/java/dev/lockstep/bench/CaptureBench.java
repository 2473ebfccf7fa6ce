package dev.lockstep.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the triggers cost a writer of pgbench's table of accounts, in turns with and without them.
 * Commits do not wait for the disk, so that the triggers' own work weighs as much as it can.
 */
@Tag("bench")
class CaptureBench {

  private static final int CLIENTS = 8;
  private static final int ROWS = 100_000;
  private static final int BULK_ROWS = 300_000;
  private static final int ROUNDS = Integer.getInteger("bench.capture.rounds", 5);
  private static final Duration ROUND = Duration.ofSeconds(4);

  private static final String TABLE =
      """
      CREATE TABLE public.rows (id bigint PRIMARY KEY, account int, amount int, filler char(84))
      """;

  private static final String FILL =
      """
      INSERT INTO public.rows
      SELECT n, 1, 0, ''
      FROM generate_series(1, %d) n
      """;

  /** pgbench's own way is `simple`: the server parses and plans each statement anew. */
  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended"})
  void singleRowTransactions(String queryMode) throws Exception {
    try (Captured table = new Captured(TABLE)) {
      table.jdbc.sql(FILL.formatted(ROWS)).update();
      perSecond(table, queryMode);
      double[] without = new double[ROUNDS];
      double[] with = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        table.capture(false);
        without[round] = perSecond(table, queryMode);
        table.capture(true);
        with[round] = perSecond(table, queryMode);
        table.jdbc.sql("DELETE FROM lockstep.sync_change").update();
        table.jdbc.sql("VACUUM lockstep.sync_change").update();
      }
      double ratio = median(with) / median(without);
      Figures.record(
          Budget.CAPTURE_SINGLE,
          queryMode.equals("simple") ? "as pgbench sends them" : "prepared once",
          ratio >= 0.80,
          "%.2f (%.0f/s with, %.0f/s without; medians of %d rounds in turn)"
              .formatted(ratio, median(with), median(without), ROUNDS));
    }
  }

  @Test
  void oneStatementOverManyRows() throws Exception {
    try (Captured table = new Captured(TABLE)) {
      table.jdbc.sql(FILL.formatted(BULK_ROWS)).update();
      bulkMillis(table);
      double[] without = new double[ROUNDS];
      double[] with = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        table.capture(false);
        without[round] = bulkMillis(table);
        table.capture(true);
        with[round] = bulkMillis(table);
        table.jdbc.sql("DELETE FROM lockstep.sync_change").update();
        table.jdbc.sql("VACUUM lockstep.sync_change").update();
      }
      double ratio = median(with) / median(without);
      Figures.record(
          Budget.CAPTURE_BULK,
          "",
          ratio <= 1.4,
          "%.2f× (%.0f ms with, %.0f ms without; medians of %d rounds in turn)"
              .formatted(ratio, median(with), median(without), ROUNDS));
    }
  }

  private static double bulkMillis(Captured table) throws SQLException {
    table.jdbc.sql("VACUUM public.rows").update();
    table.jdbc.sql("CHECKPOINT").update();
    try (Connection connection = application(table, "extended");
        var statement = connection.createStatement()) {
      long start = System.nanoTime();
      statement.executeUpdate("UPDATE public.rows SET amount = amount + 1");
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static double perSecond(Captured table, String queryMode)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    long done = 0;
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Long>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        running.add(clients.submit(() -> updates(table, queryMode, start + ROUND.toNanos())));
      }
      for (Future<Long> one : running) {
        done += one.get();
      }
    }
    return done / ((System.nanoTime() - start) / 1e9);
  }

  private static long updates(Captured table, String queryMode, long end) throws SQLException {
    long done = 0;
    try (Connection connection = application(table, queryMode);
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE public.rows SET amount = amount + 1 WHERE id = ?")) {
      while (System.nanoTime() < end) {
        update.setLong(1, ThreadLocalRandom.current().nextLong(1, ROWS + 1));
        update.executeUpdate();
        done++;
      }
    }
    return done;
  }

  private static Connection application(Captured table, String queryMode) throws SQLException {
    Connection connection = table.application(queryMode);
    try (var statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
    }
    return connection;
  }

  private static double median(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

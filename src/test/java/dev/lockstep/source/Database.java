package dev.lockstep.source;

import dev.lockstep.core.Direction;
import dev.lockstep.mapping.TableShape;
import dev.lockstep.queue.Claims;
import dev.lockstep.queue.Item;
import dev.lockstep.queue.Lease;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated database with our sessions on one side and an application's on the other. */
final class Database {

  private static final String OWNERS = "SELECT v.owner FROM (VALUES ('1'), ('2')) AS v (owner)";

  final TestDatabase server;
  final DataSource ours;
  final JdbcClient jdbc;
  final DataSourceTransactionManager transactions;
  final Partitions partitions;
  final Leases leases;
  final Reconciles reconciles;
  final WorkQueue queue;
  final Claims claims;
  final Fold fold;
  final CaptureInstaller installer;
  final LiveCatalog catalog;

  Database() {
    this(TestDatabase.migrated());
  }

  Database(TestDatabase server) {
    this.server = server;
    this.ours =
        new DelegatingDataSource(server.dataSource()) {
          @Override
          public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            try (var statement = connection.createStatement()) {
              statement.execute(Session.INIT_SQL);
            }
            return connection;
          }
        };
    this.jdbc = JdbcClient.create(ours);
    this.transactions = new DataSourceTransactionManager(ours);
    this.partitions = new Partitions(jdbc);
    this.leases = new Leases(jdbc, partitions, Duration.ofSeconds(30));
    this.reconciles = new Reconciles(jdbc);
    this.queue = new WorkQueue(jdbc, partitions);
    this.claims = new Claims(jdbc);
    this.fold = new Fold(jdbc, transactions, queue, reconciles, OWNERS, () -> true);
    this.installer = new CaptureInstaller(jdbc, transactions, 3, Duration.ofMillis(50));
    this.catalog = new LiveCatalog(jdbc, transactions);
    // The engine's own table, as far as the fold reads it.
    execute("DROP TABLE IF EXISTS lockstep.sync_mapping CASCADE");
    execute(
        """
        CREATE TABLE lockstep.sync_mapping (
          sync text, account text, calendar text, key text, UNIQUE (sync, key, account))
        """);
  }

  /** With a role `app` that may use schema public and knows nothing of ours. */
  static Database withApplication() {
    Database database = new Database();
    database.execute(
        """
        DO $$ BEGIN
          CREATE ROLE app LOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """);
    database.execute("GRANT CREATE, USAGE ON SCHEMA public TO app");
    database.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO app");
    return database;
  }

  void execute(String sql) {
    try (var connection = server.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  void asApplication(String... sql) {
    try (var connection = application();
        var statement = connection.createStatement()) {
      for (String each : sql) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("; ", sql), e);
    }
  }

  Connection application() throws SQLException {
    return server.dataSource("app").getConnection();
  }

  TableShape shape(String table) {
    return catalog.table(table).orElseThrow();
  }

  SourceTable source(String table, String... key) {
    TableShape shape = shape(table);
    return new SourceTable(shape, key.length == 0 ? shape.primaryKey() : Arrays.asList(key), null);
  }

  SourceTable capture(String table, String... key) {
    SourceTable source = source(table, key);
    CaptureReport report = installer.ensure(List.of(source));
    if (!report.failed().isEmpty()) {
      throw new IllegalStateException(report.failed().toString());
    }
    return source;
  }

  /** The keys that the log holds; a truncation is shown as null. */
  List<String> logged() {
    return jdbc.sql("SELECT coalesce(key, '<truncated>') FROM lockstep.sync_change ORDER BY key")
        .query(String.class)
        .list();
  }

  void emptyLog() {
    execute("DELETE FROM lockstep.sync_change");
  }

  FoldTarget target(String sync, SourceTable source) {
    return new FoldTarget(
        sync, source, new Place.OfColumn("account"), new Place.Fixed("primary"), Duration.ZERO);
  }

  /** {@code account/key} of everything queued for the sync. */
  Set<String> queued(String sync) {
    return new TreeSet<>(
        jdbc.sql("SELECT account || '/' || key FROM lockstep.sync_queue WHERE sync = :sync")
            .param("sync", sync)
            .query(String.class)
            .list());
  }

  <T> T inTransaction(java.util.function.Supplier<T> work) {
    return new TransactionTemplate(transactions).execute(status -> work.get());
  }

  List<Item> claim(Lease lease, int limit) {
    return inTransaction(() -> claims.take(lease, Direction.TO_GOOGLE, limit));
  }

  Map<String, Object> one(String sql) {
    return jdbc.sql(sql).query().singleRow();
  }
}

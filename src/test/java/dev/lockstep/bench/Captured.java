package dev.lockstep.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.lockstep.queue.Claims;
import dev.lockstep.queue.Leases;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.Reconciles;
import dev.lockstep.queue.WorkQueue;
import dev.lockstep.source.CaptureInstaller;
import dev.lockstep.source.Fold;
import dev.lockstep.source.FoldTarget;
import dev.lockstep.source.LiveCatalog;
import dev.lockstep.source.Place;
import dev.lockstep.source.Session;
import dev.lockstep.source.SourceTable;
import dev.lockstep.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database with one table whose capture can be switched, and the parts that fold its log. */
final class Captured implements AutoCloseable {

  private final TestDatabase database = TestDatabase.migrated();
  private final HikariDataSource pool = new HikariDataSource();
  final JdbcClient jdbc;
  final TransactionTemplate transaction;
  final Leases leases;
  final Claims claims;
  final Fold fold;
  private final CaptureInstaller installer;
  private final LiveCatalog catalog;

  Captured(String ddl) {
    pool.setJdbcUrl(database.url());
    pool.setUsername("postgres");
    pool.setConnectionInitSql(Session.INIT_SQL);
    pool.setMaximumPoolSize(4);
    jdbc = JdbcClient.create(pool);
    var transactions = new DataSourceTransactionManager(pool);
    transaction = new TransactionTemplate(transactions);
    Partitions partitions = new Partitions(jdbc);
    leases = new Leases(jdbc, partitions, Duration.ofMinutes(1));
    claims = new Claims(jdbc);
    fold =
        new Fold(
            jdbc,
            transactions,
            new WorkQueue(jdbc, partitions),
            new Reconciles(jdbc),
            "SELECT v.owner FROM (VALUES ('1')) v (owner)",
            () -> true);
    installer = new CaptureInstaller(jdbc, transactions, 3, Duration.ofMillis(50));
    catalog = new LiveCatalog(jdbc, transactions);
    jdbc.sql(ddl).update();
  }

  void capture(boolean on) {
    installer.ensure(on ? List.of(source()) : List.of());
  }

  SourceTable source() {
    var shape = catalog.table("rows").orElseThrow();
    return new SourceTable(shape, shape.primaryKey(), null);
  }

  FoldTarget target() {
    return new FoldTarget(
        "s", source(), new Place.OfColumn("account"), new Place.Fixed("primary"), Duration.ZERO);
  }

  /** As an application's: none of our settings; the driver's `simple` or `extended` query mode. */
  Connection application(String queryMode) throws SQLException {
    return DriverManager.getConnection(
        database.url() + "?user=postgres&preferQueryMode=" + queryMode);
  }

  @Override
  public void close() {
    pool.close();
  }
}

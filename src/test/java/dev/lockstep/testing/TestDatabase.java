package dev.lockstep.testing;

import dev.lockstep.embedded.EmbeddedDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A fresh database in the one PostgreSQL server of this JVM, on a random port; the server ends with
 * the JVM.
 */
public final class TestDatabase {

  /** Under which name the test's own connections are known to PostgreSQL. */
  public static final String CALLER = "test";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final int port;

  private TestDatabase(String name, int port) {
    this.name = name;
    this.port = port;
  }

  /** The database of a server of the test's own, which it may stop. */
  public static TestDatabase on(EmbeddedDatabase server) {
    return new TestDatabase("lockstep", server.port());
  }

  /** An empty database. */
  public static TestDatabase empty() {
    String name = freshName();
    try (var connection = Server.POSTGRES.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot make the test database " + name, e);
    }
    return new TestDatabase(name, Server.POSTGRES.getPort());
  }

  /** A database with the engine's schema in place. */
  public static TestDatabase migrated() {
    return Migrated.TEMPLATE.copy();
  }

  /** Another database with all that is in this one, as a clone or a restored backup has it. */
  public TestDatabase copy() {
    TestDatabase copy = new TestDatabase(freshName(), port);
    try (var connection = Server.POSTGRES.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      // Whoever has just left may still be on the way out.
      statement.execute(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '"
              + name
              + "'");
      statement.execute("CREATE DATABASE " + copy.name + " TEMPLATE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot copy the test database " + name, e);
    }
    return copy;
  }

  private static String freshName() {
    return "test_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
  }

  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  public String url() {
    return "jdbc:postgresql://localhost:" + port() + "/" + name;
  }

  /** Connections as the superuser `postgres`, one new one each time. */
  public DataSource dataSource() {
    return dataSource("postgres");
  }

  public DataSource dataSource(String user) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url());
    source.setUser(user);
    source.setApplicationName(CALLER);
    return source;
  }

  /** The engine's schema, made once; databases that have it are copies. */
  private static final class Migrated {

    static final TestDatabase TEMPLATE = migrate(empty());

    private static TestDatabase migrate(TestDatabase database) {
      Flyway.configure()
          .dataSource(database.dataSource())
          .schemas("lockstep")
          .defaultSchema("lockstep")
          .load()
          .migrate();
      return database;
    }
  }

  private static final class Server {
    /** Where there can be none, as usual, writers wake the worker; else it polls. */
    static final String PREPARED_TRANSACTIONS =
        System.getProperty("lockstep.test.preparedTransactions", "10");

    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "300")
                .setServerConfig("max_prepared_transactions", PREPARED_TRANSACTIONS)
                .start();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      try {
                        postgres.close();
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    }));
        return postgres;
      } catch (IOException e) {
        throw new UncheckedIOException("the embedded PostgreSQL for the tests does not start", e);
      }
    }
  }
}

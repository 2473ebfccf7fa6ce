package dev.lockstep.cli;

import dev.lockstep.source.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One session of the database that a command works on: the named one, else the embedded one. */
final class CommandDatabase implements AutoCloseable {

  private static final String HAS_SCHEMA = "SELECT to_regclass('lockstep.instance') IS NOT NULL";

  private final SingleConnectionDataSource session;

  private CommandDatabase(SingleConnectionDataSource session) {
    this.session = session;
  }

  /** Whether a database is named; else it would be the embedded one, which may not be running. */
  static boolean isNamed(Settings settings) {
    return !settings.get("lockstep.database.url", "").isEmpty();
  }

  /**
   * @throws IllegalStateException naming the database, where it cannot be used
   */
  static CommandDatabase open(Settings settings) {
    String embedded =
        "jdbc:postgresql://127.0.0.1:%s/lockstep"
            .formatted(settings.get("lockstep.embedded.port", "5499"));
    String url = settings.get("lockstep.database.url", embedded);
    String user = settings.get("lockstep.database.username", "postgres");
    return open(url, user, settings.get("lockstep.database.password", ""));
  }

  private static CommandDatabase open(String url, String user, String password) {
    SingleConnectionDataSource session = new SingleConnectionDataSource(url, user, password, true);
    try {
      session.initConnection();
      try (var statement = session.getConnection().createStatement()) {
        statement.execute(Session.INIT_SQL);
      }
    } catch (SQLException e) {
      session.close();
      throw new IllegalStateException(
          "the database %s cannot be used as user '%s': %s"
              .formatted(withoutPassword(url), user, e.getMessage()),
          e);
    }
    return new CommandDatabase(session);
  }

  private static String withoutPassword(String url) {
    return url.replaceAll("(?i)(password=)[^&]*", "$1…");
  }

  /** The same, where Lockstep is installed. */
  static CommandDatabase installed(Settings settings) {
    return installed(open(settings));
  }

  /** The one that the application's own settings name. */
  static CommandDatabase installed(Environment environment) {
    return installed(
        open(
            environment.getProperty("spring.datasource.url", ""),
            environment.getProperty("spring.datasource.username", ""),
            environment.getProperty("spring.datasource.password", "")));
  }

  private static CommandDatabase installed(CommandDatabase database) {
    if (!database.isInstalled()) {
      database.close();
      throw new IllegalStateException("there is no schema lockstep in this database");
    }
    return database;
  }

  boolean isInstalled() {
    return Boolean.TRUE.equals(jdbc().sql(HAS_SCHEMA).query(Boolean.class).single());
  }

  JdbcClient jdbc() {
    return JdbcClient.create(session);
  }

  PlatformTransactionManager transactions() {
    return new JdbcTransactionManager(session);
  }

  <T extends @Nullable Object> T inTransaction(java.util.function.Supplier<T> work) {
    return new TransactionTemplate(transactions()).execute(status -> work.get());
  }

  @Override
  public void close() {
    session.close();
  }
}

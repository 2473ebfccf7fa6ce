package dev.lockstep.cli;

import dev.lockstep.source.CaptureInstaller;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes Lockstep out of a database again. */
@Command(
    name = "uninstall",
    description = {
      "Removes Lockstep's triggers and its schema from the database; tables and calendars stay.",
      "Stop the application first. The database is that of LOCKSTEP_DATABASE_URL, else the embedded"
          + " one."
    })
final class Uninstall implements Callable<Integer> {

  private static final String HAS_SCHEMA = "SELECT to_regnamespace('lockstep') IS NOT NULL";

  @Spec private CommandSpec spec;

  @Option(names = "--yes", required = true, description = "Says that you mean it.")
  private boolean sure;

  @Override
  public Integer call() {
    Map<String, String> environment = System.getenv();
    DataSource database = database(environment);
    JdbcClient jdbc = JdbcClient.create(database);
    if (!jdbc.sql(HAS_SCHEMA).query(Boolean.class).single()) {
      spec.commandLine().getOut().println("there is no schema lockstep in this database");
      return Commands.DONE;
    }
    new CaptureInstaller(jdbc, new JdbcTransactionManager(database), 30, Duration.ofSeconds(1))
        .uninstall();
    spec.commandLine().getOut().println("the triggers and the schema lockstep are gone");
    return Commands.DONE;
  }

  private static DataSource database(Map<String, String> environment) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    String embedded =
        "jdbc:postgresql://127.0.0.1:%s/lockstep"
            .formatted(environment.getOrDefault("LOCKSTEP_EMBEDDED_PORT", "5499"));
    database.setUrl(environment.getOrDefault("LOCKSTEP_DATABASE_URL", embedded));
    database.setUser(environment.getOrDefault("LOCKSTEP_DATABASE_USERNAME", "postgres"));
    database.setPassword(environment.getOrDefault("LOCKSTEP_DATABASE_PASSWORD", ""));
    return database;
  }
}

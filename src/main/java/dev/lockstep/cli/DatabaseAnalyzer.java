package dev.lockstep.cli;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says which database, and as which user, did not let us in. */
final class DatabaseAnalyzer extends AbstractFailureAnalyzer<PSQLException> {

  private final Environment environment;

  DatabaseAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, PSQLException cause) {
    String url = withoutPassword(environment.getProperty("spring.datasource.url", "(embedded)"));
    String user = environment.getProperty("spring.datasource.username", "postgres");
    return switch (kind(cause)) {
      case "28" ->
          new FailureAnalysis(
              "the database %s refuses user '%s': %s".formatted(url, user, cause.getMessage()),
              "Check LOCKSTEP_DATABASE_USERNAME and LOCKSTEP_DATABASE_PASSWORD.",
              cause);
      case "3D" ->
          new FailureAnalysis(
              "the server has no such database: %s (user '%s'): %s"
                  .formatted(url, user, cause.getMessage()),
              "Create the database, or correct LOCKSTEP_DATABASE_URL.",
              cause);
      case "08" ->
          new FailureAnalysis(
              "the database %s cannot be reached (user '%s'): %s"
                  .formatted(url, user, cause.getMessage()),
              "Start it, or correct LOCKSTEP_DATABASE_URL.",
              cause);
      case "42" ->
          "42501".equals(cause.getSQLState())
              ? new FailureAnalysis(
                  "user '%s' may not do what is needed in %s: %s"
                      .formatted(user, url, cause.getMessage()),
                  "Give the user the right to create the schema lockstep: GRANT CREATE ON DATABASE"
                      + " … TO \"%s\".".formatted(user),
                  cause)
              : null;
      default -> null;
    };
  }

  private static String kind(SQLException cause) {
    String state = cause.getSQLState();
    return state == null || state.length() < 2 ? "" : state.substring(0, 2);
  }

  private static String withoutPassword(String url) {
    return url.replaceAll("(?i)(password=)[^&]*", "$1…");
  }
}

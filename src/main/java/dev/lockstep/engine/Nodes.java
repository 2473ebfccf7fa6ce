package dev.lockstep.engine;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether the application runs anywhere. Each process of it keeps sessions with the database under
 * names of its own, and PostgreSQL ends them with the process.
 */
public final class Nodes {

  /** The session on which a node waits for changes; those of its pool are named by a setting. */
  static final String LISTENER = "lockstep-listen";

  /** How it is said that none is. */
  public static final String NONE = "no node is running";

  private static final String IS_ANY =
      """
      SELECT EXISTS (
        SELECT
        FROM pg_stat_activity
        WHERE datname = current_database() AND application_name IN ('lockstep', :listener))
      """;

  private final JdbcClient jdbc;

  public Nodes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public boolean isAny() {
    return jdbc.sql(IS_ANY).param("listener", LISTENER).query(Boolean.class).single();
  }
}

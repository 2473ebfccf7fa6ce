package dev.lockstep.metrics;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the database knows to be waiting for a person. */
@Component
class DatabaseFacts implements HealthFacts {

  private static final String OPEN =
      """
      SELECT 'account ' || owner AS subject,
        'must be connected again: ' || coalesce(reason, 'Google refuses the grant') AS message
      FROM lockstep.user_integrations
      WHERE is_current AND status = 'reconnect-required'
      UNION ALL
      SELECT 'sync ' || sync, count(*) || ' changes are held by the brake: dead-letters --held lists them, approve or discard decides'
      FROM lockstep.sync_queue
      WHERE status = 'held'
      GROUP BY sync
      ORDER BY subject
      LIMIT 100
      """;

  private final JdbcClient jdbc;

  DatabaseFacts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<Fact> open() {
    return jdbc.sql(OPEN)
        .query((row, n) -> new Fact(row.getString("subject"), row.getString("message")))
        .list();
  }
}

package dev.lockstep.engine.dispatch;

import dev.lockstep.engine.EngineSettings;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Work of syncs whose definition went long ago. Links and cursors stay (PROTOCOL 11.3); what waited
 * is found again where the sync returns, for then both sides are compared.
 */
@Component("goneSyncs")
public class GoneSyncs {

  private static final Logger LOG = LoggerFactory.getLogger(GoneSyncs.class);

  /** Stopped for so long, and among those that the newest set of nodes has stored it is none. */
  private static final String GONE =
      """
      SELECT DISTINCT p.sync
      FROM lockstep.sync_pause p
      WHERE p.cause = 'stopped' AND p.account = '' AND p.calendar = ''
        AND p.since < lockstep.clock() - :keep * INTERVAL '1 millisecond'
        AND NOT EXISTS (
          SELECT
          FROM lockstep.sync_definition d
          WHERE d.sync = p.sync AND d.absent_since IS NULL)
      ORDER BY p.sync
      """;

  private static final List<String> WORK =
      List.of("sync_queue", "sync_poll_state", "sync_poll_seen", "sync_window_look");

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final EngineSettings settings;

  GoneSyncs(JdbcClient jdbc, TransactionTemplate transaction, EngineSettings settings) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.settings = settings;
  }

  /** A step of route {@code housekeeping}. */
  public void forgetOld() {
    List<String> gone =
        jdbc.sql(GONE).param("keep", settings.keepGone().toMillis()).query(String.class).list();
    gone.forEach(sync -> transaction.executeWithoutResult(status -> forget(sync)));
  }

  private void forget(String sync) {
    int rows = 0;
    for (String table : WORK) {
      rows +=
          jdbc.sql("DELETE FROM lockstep.%s WHERE sync = :sync".formatted(table))
              .param("sync", sync)
              .update();
    }
    if (rows > 0) {
      LOG.info(
          "sync={} is gone since more than {}: {} waiting rows forgotten",
          sync,
          settings.keepGone(),
          rows);
    }
  }
}

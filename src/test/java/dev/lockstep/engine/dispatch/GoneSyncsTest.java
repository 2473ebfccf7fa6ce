package dev.lockstep.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.EngineSettings;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class GoneSyncsTest {

  private final TestDatabase database = TestDatabase.migrated();
  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  private final GoneSyncs gone =
      new GoneSyncs(
          jdbc,
          new TransactionTemplate(new JdbcTransactionManager(database.dataSource())),
          new EngineSettings(
              true,
              1,
              Duration.ofMinutes(1),
              Duration.ofDays(30),
              Duration.ofSeconds(30),
              Duration.ofSeconds(30)));

  @BeforeEach
  void threeSyncs() {
    for (String sync : List.of("gone long", "gone lately", "invalid", "running")) {
      jdbc.sql(
              """
              WITH p AS (
                INSERT INTO lockstep.sync_partition (sync, account, calendar)
                VALUES (:sync, '1', 'primary')
                RETURNING id)
              INSERT INTO lockstep.sync_queue (
                partition_id, sync, direction, account, calendar, key, first_changed_at, changed_at,
                not_before)
              SELECT id, :sync, 'to_google', '1', 'primary', '7', now(), now(), now()
              FROM p
              """)
          .param("sync", sync)
          .update();
      jdbc.sql(
              """
              INSERT INTO lockstep.sync_mapping (
                sync, account, calendar, key, remote_id, sync_source, state)
              VALUES (:sync, '1', 'primary', '7', 'event', 'postgres', 'linked')
              """)
          .param("sync", sync)
          .update();
      jdbc.sql("INSERT INTO lockstep.sync_poll_seen (sync, key, hash) VALUES (:sync, '7', 1)")
          .param("sync", sync)
          .update();
    }
    stopped("gone long", 31);
    stopped("gone lately", 29);
    stopped("invalid", 31);
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_definition (sync, definition, absent_since)
            VALUES ('invalid', '{}', NULL), ('running', '{}', NULL), ('gone long', '{}', now())
            """)
        .update();
  }

  private void stopped(String sync, int days) {
    jdbc.sql(
            """
            INSERT INTO lockstep.sync_pause (sync, account, calendar, direction, cause, reason, since)
            VALUES (:sync, '', '', 'to_google', 'stopped', 'a test', now() - :days * interval '1 day')
            """)
        .param("sync", sync)
        .param("days", days)
        .update();
  }

  @Test
  void whatWaitsForASyncThatIsLongGoneIsForgotten() {
    gone.forgetOld();
    assertThat(syncsIn("sync_queue")).containsExactly("gone lately", "invalid", "running");
    assertThat(syncsIn("sync_poll_seen")).containsExactly("gone lately", "invalid", "running");
  }

  @Test
  void itsLinksAndPartitionsStay() {
    gone.forgetOld();
    assertThat(syncsIn("sync_mapping")).contains("gone long");
    assertThat(syncsIn("sync_partition")).contains("gone long");
  }

  private List<String> syncsIn(String table) {
    return jdbc.sql("SELECT sync FROM lockstep." + table + " ORDER BY sync")
        .query(String.class)
        .list();
  }
}

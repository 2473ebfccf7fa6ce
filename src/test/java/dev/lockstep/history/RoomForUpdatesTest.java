package dev.lockstep.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tables whose rows are rewritten all the time take new versions without new index entries. */
class RoomForUpdatesTest {

  private final TestDatabase database = TestDatabase.migrated();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "rate_bucket; (id, state) SELECT 'calendar:' || n, decode(repeat('00', 100), 'hex');"
            + " state = decode(repeat('11', 100), 'hex')",
        "rate_pace; (id, pace, lowered_at) SELECT n::text, 1, now(); pace = 0.5",
        "sheet_tab; (sync, account, calendar, spreadsheet_id, sheet_id, zone, heard_at)"
            + " SELECT 's', 'a', n::text, 'f', n, 'UTC', now(); heard_at = now()",
        "sheet_saves; (spreadsheet_id) SELECT n::text; batch = batch + 1",
        "access_token; (id, name, hash, scopes, last_used_at) SELECT gen_random_uuid(), 'n',"
            + " sha256(n::text::bytea), '{}', now(); last_used_at = now()"
      })
  void everyRowIsRewrittenOnItsPage(String table, String rows, String change) {
    var dataSource = database.dataSource();
    JdbcClient jdbc = JdbcClient.create(dataSource);
    long moved =
        new TransactionTemplate(new JdbcTransactionManager(dataSource))
            .execute(
                status -> {
                  jdbc.sql(
                          "INSERT INTO lockstep.%s %s FROM generate_series(1, 500) n"
                              .formatted(table, rows))
                      .update();
                  assertThat(
                          jdbc.sql("UPDATE lockstep.%s SET %s".formatted(table, change)).update())
                      .isEqualTo(500);
                  return jdbc.sql(
                          """
                          SELECT pg_stat_get_xact_tuples_updated(t) - pg_stat_get_xact_tuples_hot_updated(t)
                          FROM CAST(:table AS regclass) t
                          """)
                      .param("table", "lockstep." + table)
                      .query(Long.class)
                      .single();
                });
    assertThat(moved).isZero();
  }
}

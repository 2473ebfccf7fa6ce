package dev.lockstep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.queue.Pauses;
import dev.lockstep.source.Instance;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a start says whose database is in doubt. */
@ExtendWith(OwnOutput.class)
class DoubtfulStartTest {

  private static final String SYNC =
      """
      sync: kept
      source: { table: kept, account: owner }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields: { summary: title, start: starts_at, end: ends_at }
      """;

  @Test
  void noSyncIsSaidToRunThatWritesNothing(CapturedOutput output) {
    TestDatabase database = TestDatabase.migrated();
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    assertThat(
            new InstanceGuard(new Instance(jdbc), new Pauses(jdbc), "http://127.0.0.1:9", false)
                .reason())
        .isNull();
    jdbc.sql(
            """
            CREATE TABLE public.kept (id bigint PRIMARY KEY, owner text, title text,
              starts_at timestamptz, ends_at timestamptz)
            """)
        .update();

    try (TestSandbox sandbox = TestSandbox.start();
        RunningLockstep lockstep =
            RunningLockstep.start(
                database, sandbox, "lockstep.public-url=http://127.0.0.1:9/elsewhere")) {
      lockstep.run(SYNC);
    }

    assertThat(output)
        .contains("every sync is paused, nothing is written")
        .contains("direction=BOTH waits until the database is accepted")
        .contains("engine started: 1 syncs wait until the database is accepted, 0 stopped")
        .doesNotContain("direction=BOTH runs", "syncs run");
  }
}

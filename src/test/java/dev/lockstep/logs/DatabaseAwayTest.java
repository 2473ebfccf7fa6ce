package dev.lockstep.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.embedded.EmbeddedDatabase;
import dev.lockstep.testing.FreePort;
import dev.lockstep.testing.OwnOutput;
import dev.lockstep.testing.RunningLockstep;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application while its database is stopped: what an operator reads. */
@ExtendWith(OwnOutput.class)
class DatabaseAwayTest {

  private static final String SYNC =
      """
      sync: kept
      source: { table: kept, account: owner }
      target: { calendar: primary, timeZone: Europe/Berlin }
      direction: both
      fields: { summary: title, start: starts_at, end: ends_at }
      """;

  @TempDir private Path data;

  @Test
  void aStoppedDatabaseIsALineAndNotAThousandTraces(CapturedOutput output) {
    int port = FreePort.next();
    EmbeddedDatabase server = EmbeddedDatabase.start(data, port);
    TestDatabase database = TestDatabase.on(server);
    try (TestSandbox sandbox = TestSandbox.start();
        RunningLockstep lockstep =
            RunningLockstep.start(
                database,
                sandbox,
                "spring.datasource.hikari.connection-timeout=500",
                // So that what fails fails often.
                "lockstep.channels.look=0/1 * * * * ?",
                "lockstep.tables.look=0/1 * * * * ?")) {
      lockstep
          .jdbc()
          .sql(
              """
              CREATE TABLE public.kept (id bigint PRIMARY KEY, owner text, title text,
                starts_at timestamptz, ends_at timestamptz)
              """)
          .update();
      lockstep.connect("1", "anna@example.com");
      lockstep.run(SYNC);
      DatabaseOutage outage = lockstep.bean(DatabaseOutage.class);
      int before = output.getAll().length();

      server.close();
      await().atMost(Duration.ofMinutes(1)).until(() -> outage.keptBack() >= 40);
      server = EmbeddedDatabase.start(data, port);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> output.getAll().substring(before).contains("the database answers again"));

      String meanwhile = output.getAll().substring(before);
      assertThat(meanwhile).containsOnlyOnce("the database does not answer, everything waits");
      assertThat(meanwhile.lines().filter(line -> line.startsWith("\tat "))).isEmpty();
      assertThat(meanwhile.lines()).hasSizeLessThan(20);
      assertThat(meanwhile).doesNotContain(" waits kind=", "SELECT");
    } finally {
      server.close();
    }
  }

  /** As after a process was stopped for so long that the server gave its sessions up. */
  @Test
  void sessionsThatEndInTheMiddleAreALineToo(CapturedOutput output) {
    TestDatabase database = TestDatabase.empty();
    try (TestSandbox sandbox = TestSandbox.start();
        RunningLockstep lockstep = RunningLockstep.start(database, sandbox)) {
      JdbcClient jdbc = JdbcClient.create(database.dataSource());
      jdbc.sql(
              """
              CREATE TABLE public.kept (id bigint PRIMARY KEY, owner text, title text,
                starts_at timestamptz, ends_at timestamptz)
              """)
          .update();
      lockstep.connect("1", "anna@example.com");
      lockstep.run(SYNC);
      DatabaseOutage outage = lockstep.bean(DatabaseOutage.class);
      int before = output.getAll().length();
      long ends = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      for (int id = 1; System.nanoTime() < ends; id++) {
        jdbc.sql("INSERT INTO public.kept VALUES (?, '1', 'kept', now(), now())")
            .param(id)
            .update();
        // So long that a pass begins, and is met at another place each time.
        jdbc.sql("SELECT pg_sleep(0.1 + random() / 3)").query().singleRow();
        jdbc.sql(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """)
            .query(Long.class)
            .single();
      }
      await().atMost(Duration.ofMinutes(1)).until(() -> !outage.isSuspected());

      String meanwhile = output.getAll().substring(before);
      assertThat(meanwhile.lines()).hasSizeBetween(1, 9);
      assertThat(meanwhile).doesNotContain("\tat ", " waits kind=", "goes on after", "SELECT");
    }
  }
}

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
    } finally {
      server.close();
    }
  }
}

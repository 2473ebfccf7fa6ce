package dev.lockstep.engine;

import static dev.lockstep.engine.Diaries.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.embedded.EmbeddedDatabase;
import dev.lockstep.engine.Diaries.Diary;
import dev.lockstep.testing.FreePort;
import dev.lockstep.testing.SecondApplication;
import dev.lockstep.testing.TestDatabase;
import dev.lockstep.testing.TestSandbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server of PostgreSQL is restarted while the application works. */
@SecondApplication
class DatabaseRestartTest {

  /**
   * The first change of Google's side in the user's table takes its time, when it is repeated not.
   */
  private static final String SLOW =
      """
      CREATE SEQUENCE public.changed;
      CREATE FUNCTION public.take_time() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF current_setting('lockstep.origin', true) <> '' AND nextval('public.changed') = 1 THEN
          PERFORM pg_sleep(60);
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER take_time AFTER UPDATE ON public.kept
        FOR EACH ROW EXECUTE FUNCTION public.take_time();
      """;

  private static final String IN_THE_MIDDLE =
      "SELECT count(*) FROM pg_stat_activity"
          + " WHERE state = 'active' AND wait_event = 'PgSleep' AND xact_start IS NOT NULL";

  /** Only the session that listens says so, each second. */
  private static final String ASLEEP =
      "SELECT count(*) FROM lockstep.asleep_until WHERE last_value > 0";

  @TempDir private Path data;

  private final int port = FreePort.next();
  private EmbeddedDatabase server;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aRestartInTheMiddleOfATransactionLosesNothing_40() throws SQLException {
    server = EmbeddedDatabase.start(data, port);
    TestDatabase database = TestDatabase.on(server);
    try (Diaries diaries = new Diaries(database, TestSandbox.start())) {
      Diary kept = diaries.open("kept", "");
      diaries.run();
      long named = kept.writeLinked("named here");
      long plain = kept.writeLinked("plain");
      diaries.jdbc.sql(SLOW).update();

      kept.edit("named here", "{\"location\": \"Their St\"}");
      kept.pull();
      soon().until(() -> diaries.count(IN_THE_MIDDLE) == 1);
      kept.set(plain, "title = 'committed'");
      long written = kept.write("written before the restart");
      Connection open = database.dataSource().getConnection();
      open.setAutoCommit(false);
      open.createStatement()
          .execute("UPDATE public.kept SET title = 'never committed' WHERE id = " + written);
      server.close();
      assertThat(open.isValid(1)).as("the open transaction went with the server").isFalse();

      server = EmbeddedDatabase.start(data, port);
      soon().until(() -> "Their St".equals(kept.value(named, "place")));
      soon().until(() -> kept.event("committed") != null);
      soon().until(() -> "linked".equals(kept.state(written)));
      kept.settle();
      assertThat(kept.events()).hasSize(3);
      assertThat(kept.event("never committed")).isNull();
      assertThat(kept.event("written before the restart")).isNotNull();
      assertThat(kept.notices("conflict") + kept.notices("failed")).isZero();
      diaries.count("SELECT setval('lockstep.asleep_until', 0)");
      soon().until(() -> diaries.count(ASLEEP) == 1);
    }
  }
}

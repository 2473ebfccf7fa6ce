package dev.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a server where transactions can be prepared, so by looking; NotifyTest has the other one. */
class WakeUpTest {

  /** The session that looks into the log while somebody sleeps. */
  private static final String WATCHES =
      """
      SELECT EXISTS (
        SELECT
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND query = 'SELECT EXISTS (SELECT FROM lockstep.sync_change)') AS watches
      """;

  private final Database database = new Database();
  private final WakeUp wakeUp = new WakeUp(database.server.dataSource());

  @BeforeEach
  void capturesATable() {
    database.execute("CREATE TABLE plain (id bigint PRIMARY KEY, account text)");
    database.capture("plain");
  }

  @AfterEach
  void closes() throws InterruptedException {
    wakeUp.close();
  }

  @Test
  void aChangeEndsTheSleep() throws InterruptedException {
    CountDownLatch awake = sleeper(Duration.ofMinutes(5));
    database.execute("INSERT INTO plain VALUES (1, '1')");

    assertThat(awake.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aCallEndsTheSleepAlsoWhenItComesBefore() throws InterruptedException {
    wakeUp.wake();
    wakeUp.await(Duration.ofMinutes(5));
    CountDownLatch awake = sleeper(Duration.ofMinutes(5));
    wakeUp.wake();

    assertThat(awake.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theSleepEndsByItself() throws InterruptedException {
    assertThat(sleeper(Duration.ofMillis(10)).await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aLostConnectionIsMadeAnew_40() throws InterruptedException {
    CountDownLatch first = sleeper(Duration.ofMinutes(5));
    database.execute("INSERT INTO plain VALUES (1, '1')");
    assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
    database.emptyLog();
    database.execute(
        """
        SELECT pg_terminate_backend(pid)
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        """);

    AtomicBoolean seen = new AtomicBoolean();
    Thread looking =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (database.logged().isEmpty()) {
                      wakeUp.await(Duration.ofMinutes(5));
                    }
                    seen.set(true);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    database.execute("INSERT INTO plain VALUES (2, '1')");

    await().atMost(Duration.ofSeconds(20)).untilTrue(seen);
    looking.join();
    database.emptyLog();
    AtomicReference<CountDownLatch> awake = new AtomicReference<>(sleeper(Duration.ofMinutes(5)));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              if (awake.get().getCount() == 0) {
                awake.set(sleeper(Duration.ofMinutes(5))); // An earlier call came late.
              }
              assertThat(database.one(WATCHES))
                  .as("it watches again")
                  .containsEntry("watches", true);
            });
  }

  private CountDownLatch sleeper(Duration atMost) {
    CountDownLatch awake = new CountDownLatch(1);
    List.of(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    wakeUp.await(atMost);
                    awake.countDown();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    return awake;
  }
}

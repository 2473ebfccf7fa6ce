package dev.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.lockstep.testing.BesideOthers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** Sleeping and waking by NOTIFY: on a server of its own, where no transaction can be prepared. */
@BesideOthers
class NotifyTest {

  private static EmbeddedPostgres server;
  private static HikariDataSource pool;
  private static JdbcClient jdbc;

  private final WakeUp wakeUp = new WakeUp(server.getPostgresDatabase());

  @BeforeAll
  static void starts() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    Flyway.configure()
        .dataSource(server.getPostgresDatabase())
        .schemas("lockstep")
        .defaultSchema("lockstep")
        .load()
        .migrate();
    pool = new HikariDataSource();
    pool.setDataSource(server.getPostgresDatabase());
    pool.setConnectionInitSql(Session.INIT_SQL);
    jdbc = JdbcClient.create(pool);
    jdbc.sql("CREATE TABLE plain (id bigserial PRIMARY KEY, n int)").update();
    var transactions = new DataSourceTransactionManager(pool);
    var shape = new LiveCatalog(jdbc, transactions).table("plain").orElseThrow();
    new CaptureInstaller(jdbc, transactions, 3, Duration.ofMillis(10))
        .ensure(List.of(new SourceTable(shape, List.of("id"), null)));
  }

  @AfterAll
  static void stops() throws IOException {
    pool.close();
    server.close();
  }

  @AfterEach
  void closes() throws InterruptedException {
    wakeUp.close();
    jdbc.sql("DELETE FROM lockstep.sync_change").update();
  }

  private static boolean isAsleep() {
    return jdbc.sql("SELECT last_value > 0 FROM lockstep.asleep_until")
        .query(Boolean.class)
        .single();
  }

  private CountDownLatch sleeper() {
    CountDownLatch awake = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                wakeUp.await(Duration.ofMinutes(5));
                awake.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    return awake;
  }

  @Test
  void aChangeWakesTheSleeperWhichThenWantsNoMoreNotices() throws InterruptedException {
    CountDownLatch awake = sleeper();
    await().until(NotifyTest::isAsleep);

    jdbc.sql("INSERT INTO plain DEFAULT VALUES").update();

    assertThat(awake.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(isAsleep()).isFalse();
  }

  @Test
  void aWriterThatFoundTheWorkerAwakeAndCommitsLaterIsSeen() throws Exception {
    CountDownLatch awake;
    try (Connection writer = server.getPostgresDatabase().getConnection();
        var statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO plain DEFAULT VALUES");
      awake = sleeper();
      await().until(NotifyTest::isAsleep);
      assertThat(awake.getCount()).isEqualTo(1);
      writer.commit();
    }

    assertThat(awake.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void noWakeUpIsLostWhileWritersAndASleeperRace() throws Exception {
    AtomicLong oldest = new AtomicLong(Long.MAX_VALUE);
    AtomicInteger running = new AtomicInteger(4);
    AtomicInteger wokenByPoll = new AtomicInteger();
    List<Thread> writers =
        IntStream.range(0, 4)
            .mapToObj(
                n ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              write(new Random(n), oldest);
                              running.decrementAndGet();
                            }))
            .toList();
    AtomicLong stood = new AtomicLong();
    Thread looking = Thread.ofPlatform().start(() -> lookHowLongTheMachineStands(running, stood));
    while (running.get() > 0 || rows() > 0) {
      long stoodBefore = stood.get();
      wakeUp.await(Duration.ofMillis(5000));
      long awake = System.nanoTime();
      long since = oldest.getAndSet(Long.MAX_VALUE);
      int taken = jdbc.sql("DELETE FROM lockstep.sync_change").update();
      if (taken > 0 && since != Long.MAX_VALUE) {
        long waited = awake - since - (stood.get() - stoodBefore);
        if (waited > Duration.ofMillis(900).toNanos()) {
          wokenByPoll.incrementAndGet();
        }
      }
    }
    for (Thread writer : writers) {
      writer.join();
    }
    looking.join();

    assertThat(rows()).isZero();
    // A lost one would be found by the poll of each second only.
    assertThat(wokenByPoll).hasValue(0);
  }

  /** Whoever sleeps for some milliseconds and wakes much later has waited for the machine. */
  private static void lookHowLongTheMachineStands(AtomicInteger running, AtomicLong stood) {
    long before = System.nanoTime();
    while (running.get() > 0) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      long now = System.nanoTime();
      long late = now - before - Duration.ofMillis(20).toNanos();
      if (late > 0) {
        stood.addAndGet(late);
      }
      before = now;
    }
  }

  private static void write(Random random, AtomicLong oldest) {
    try (Connection writer = server.getPostgresDatabase().getConnection();
        var statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      for (int i = 0; i < 150; i++) {
        if (random.nextInt(3) == 0) {
          writer.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        } else {
          writer.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        statement.execute("SELECT 1");
        TimeUnit.MICROSECONDS.sleep(random.nextInt(8000));
        statement.execute("INSERT INTO plain DEFAULT VALUES");
        TimeUnit.MICROSECONDS.sleep(random.nextInt(3000));
        writer.commit();
        oldest.accumulateAndGet(System.nanoTime(), Math::min);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(30000));
      }
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long rows() {
    return jdbc.sql("SELECT count(*) FROM lockstep.sync_change").query(Long.class).single();
  }

  @Test
  void nobodyIsNotifiedAfterTheSleeperDied() throws Exception {
    jdbc.sql("SELECT setval('lockstep.asleep_until', extract(epoch FROM now())::bigint - 1)")
        .query()
        .listOfRows();
    try (Connection listener = server.getPostgresDatabase().getConnection();
        var statement = listener.createStatement()) {
      statement.execute("LISTEN lockstep");
      jdbc.sql("INSERT INTO plain DEFAULT VALUES").update();

      assertThat(listener.unwrap(org.postgresql.PGConnection.class).getNotifications(200))
          .isNullOrEmpty();
    }
  }
}

package dev.lockstep.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sleeps until there may be something to do. Writers send a NOTIFY only while somebody sleeps here
 * (PROTOCOL 1.3), on a connection of its own that no transaction pooler may stand before.
 */
public final class WakeUp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WakeUp.class);

  private static final int POLL_MILLIS = 1000;
  private static final int LOOK_MILLIS = 20;
  private static final int SLOW_LOOK_MILLIS = 100;
  private static final long SLOW_AFTER_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int PREPARED_POLL_MILLIS = 50;

  /** Longer than a poll, so that it never ends in a sleep; short, should this process die. */
  private static final String FALL_ASLEEP =
      """
      SELECT setval('lockstep.asleep_until', extract(epoch FROM clock_timestamp())::bigint + 3)
      """;

  private static final String STAY_AWAKE = "SELECT setval('lockstep.asleep_until', 0)";

  private static final String LISTEN = "LISTEN lockstep";

  private static final String NEVER_NOTIFIED =
      "SELECT current_setting('max_prepared_transactions') <> '0'";

  private static final String LOG_HAS_ROWS = "SELECT EXISTS (SELECT FROM lockstep.sync_change)";

  // Who appended before we fell asleep may have found us awake; until it ends it holds this lock.
  private static final String SOMEBODY_WRITES =
      """
      SELECT EXISTS (
        SELECT
        FROM pg_locks
        WHERE locktype = 'relation' AND relation = 'lockstep.sync_change'::regclass
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND mode = 'RowExclusiveLock' AND granted)
      """;

  private final DataSource dataSource;
  private final Semaphore calls = new Semaphore(0);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread watcher;
  private boolean sleeping;
  private long sleeps;
  private volatile boolean closed;
  private @Nullable Connection connection;
  private boolean neverNotified;

  /**
   * @param dataSource gives direct connections ({@code LOCKSTEP_DATABASE_LISTEN_URL} where the main
   *     one goes through a pooler); one is kept open
   */
  public WakeUp(DataSource dataSource) {
    this.dataSource = dataSource;
    this.watcher = Thread.ofVirtual().name("lockstep-wake-up").start(this::watch);
  }

  /**
   * Returns when the log has something, when {@link #wake} was called since the last return, or
   * when the time is over; sometimes for nothing. For one thread at a time.
   */
  public void await(Duration atMost) throws InterruptedException {
    if (!calls.tryAcquire()) {
      setSleeping(true);
      try {
        calls.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
      } finally {
        setSleeping(false);
      }
    }
    calls.drainPermits();
  }

  /** Ends the sleep, or the next one at once. */
  public void wake() {
    calls.release();
  }

  private void setSleeping(boolean now) {
    lock.lock();
    try {
      sleeping = now;
      sleeps += now ? 1 : 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isSleeping() {
    lock.lock();
    try {
      return sleeping && !closed;
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    while (!closed) {
      try {
        awaitSleeper();
        if (!closed) {
          watchOverSleep();
        }
      } catch (SQLException e) {
        if (!closed) {
          LOG.warn("the connection that waits for changes is lost", e);
          disconnect();
          // The caller looks for itself meanwhile.
          wake();
          pauseQuietly(POLL_MILLIS);
        }
      } catch (InterruptedException e) {
        break;
      }
    }
    disconnect();
  }

  private void awaitSleeper() throws InterruptedException {
    lock.lock();
    try {
      while (!sleeping && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void watchOverSleep() throws SQLException, InterruptedException {
    Connection open = connected();
    if (neverNotified) {
      while (isSleeping() && !isTrue(open, LOG_HAS_ROWS)) {
        Thread.sleep(PREPARED_POLL_MILLIS);
      }
    } else {
      run(open, FALL_ASLEEP);
      try {
        if (isQuiet(open)) {
          awaitNotice(open);
        }
      } finally {
        if (!open.isClosed()) {
          run(open, STAY_AWAKE);
        }
      }
    }
    endSleep();
  }

  /** Whether nobody is left who may append without a NOTIFY; not where the log has something. */
  private boolean isQuiet(Connection open) throws SQLException {
    long since = System.nanoTime();
    while (isSleeping()) {
      // Locks first: who is not among them has committed, and the log shows it.
      boolean somebodyWrites = isTrue(open, SOMEBODY_WRITES);
      if (isTrue(open, LOG_HAS_ROWS)) {
        return false;
      }
      if (!somebodyWrites) {
        return true;
      }
      boolean slow = System.nanoTime() - since > SLOW_AFTER_NANOS;
      if (isNotified(open, slow ? SLOW_LOOK_MILLIS : LOOK_MILLIS)) {
        return false;
      }
      run(open, FALL_ASLEEP);
    }
    return false;
  }

  private void awaitNotice(Connection open) throws SQLException {
    while (isSleeping() && !isNotified(open, POLL_MILLIS) && !isTrue(open, LOG_HAS_ROWS)) {
      run(open, FALL_ASLEEP);
    }
  }

  /** Wakes the sleeper and returns when it is awake, or sleeps anew already. */
  private void endSleep() throws InterruptedException {
    lock.lock();
    try {
      long ended = sleeps;
      if (sleeping) {
        wake();
      }
      while (sleeping && sleeps == ended && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private Connection connected() throws SQLException {
    Connection open = connection;
    if (open == null || open.isClosed()) {
      open = dataSource.getConnection();
      connection = open;
      open.setAutoCommit(true);
      run(open, Session.INIT_SQL);
      run(open, LISTEN);
      neverNotified = isTrue(open, NEVER_NOTIFIED);
    }
    return open;
  }

  private static boolean isNotified(Connection open, int millis) throws SQLException {
    var notices = open.unwrap(PGConnection.class).getNotifications(millis);
    return notices != null && notices.length > 0;
  }

  private static boolean isTrue(Connection open, String sql) throws SQLException {
    try (var statement = open.createStatement();
        var result = statement.executeQuery(sql)) {
      return result.next() && result.getBoolean(1);
    }
  }

  private static void run(Connection open, String sql) throws SQLException {
    try (var statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.debug("closing a connection that is gone: {}", e.getMessage());
      }
    }
  }

  private static void pauseQuietly(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the sleep of whoever sleeps; later ones end at once. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    setSleeping(false);
    wake();
    watcher.join(Duration.ofSeconds(3));
    watcher.interrupt();
  }
}

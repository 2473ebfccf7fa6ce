package dev.lockstep.google;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * PostgreSQL's clock, so that all nodes share one: asked now and then, carried on by this JVM's own
 * nanoseconds in between.
 */
final class DatabaseClock implements TimeMeter {

  private static final String NOW =
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

  private static final long RECHECK = Duration.ofSeconds(30).toNanos();

  private final LongSupplier database;
  private final LongSupplier nanos;
  private long offset;
  private long checkedAt;
  private boolean isSet;

  DatabaseClock(JdbcClient jdbc) {
    this(
        () -> TimeUnit.MICROSECONDS.toNanos(jdbc.sql(NOW).query(Long.class).single()),
        System::nanoTime);
  }

  DatabaseClock(LongSupplier database, LongSupplier nanos) {
    this.database = database;
    this.nanos = nanos;
  }

  @Override
  public synchronized long currentTimeNanos() {
    long now = nanos.getAsLong();
    if (!isSet || now - checkedAt > RECHECK) {
      offset = database.getAsLong() - now;
      checkedAt = now;
      isSet = true;
    }
    return now + offset;
  }

  @Override
  public boolean isWallClockBased() {
    return true;
  }
}

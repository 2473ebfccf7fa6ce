package dev.lockstep.google;

import dev.lockstep.core.Failure;
import dev.lockstep.core.Failure.Scope;
import dev.lockstep.logs.DatabaseFailure;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketExceptions;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rate limits that all nodes share: token buckets in PostgreSQL, on its clock, per account, per
 * project and per day.
 */
final class SharedRateLimits implements RateLimits {

  /** Where Google's day ends at midnight. */
  private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

  private static final long DAY_IS_READ_EVERY = Duration.ofMinutes(1).toNanos();

  private final RateSettings settings;
  private final ProxyManager<String> buckets;
  private final DatabaseClock clock;
  private final Pace pace;
  private final Map<String, Meter> meters = new ConcurrentHashMap<>();
  private final QuotaUse use = new QuotaUse(System::nanoTime);
  private volatile double dayUsed;
  private volatile long dayReadAt = System.nanoTime() - DAY_IS_READ_EVERY;

  SharedRateLimits(DataSource dataSource, RateSettings settings) {
    JdbcClient jdbc = JdbcClient.create(dataSource);
    this.settings = settings;
    this.clock = new DatabaseClock(jdbc);
    this.pace = new Pace(jdbc);
    this.buckets =
        Bucket4jPostgreSQL.selectForUpdateBasedBuilder(dataSource)
            .primaryKeyMapper(PrimaryKeyMapper.STRING)
            .table("lockstep.rate_bucket")
            .idColumn("id")
            .stateColumn("state")
            .clientClock(clock)
            .build();
  }

  @Override
  public void take(Api api, String owner, String method) throws IOException {
    Lane lane = Lane.current();
    long deadline = System.nanoTime() + settings.maxWait().toNanos();
    int cost = settings.cost(api, method);
    try {
      Meter account = account(api, owner, lane);
      long units = units(cost, accountId(api, owner));
      account.take(units, deadline);
      try {
        takeFromProject(api, lane, cost, deadline);
      } catch (QuotaExhausted e) {
        account.giveBack(units);
        throw e;
      }
      use.took(accountId(api, owner), cost);
      use.took(projectId(api), cost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the rate limit");
    } catch (DataAccessException | BucketExceptions.BucketExecutionException e) {
      throw new IOException("the rate limits cannot be read: " + DatabaseFailure.words(e), e);
    }
  }

  @Override
  public void refused(Api api, String owner, Failure refusal) {
    pace.lower(refusal.scope() == Scope.PROJECT ? projectId(api) : accountId(api, owner));
  }

  @Override
  public boolean isTight(Api api, String owner) {
    for (Lane lane : Lane.values()) {
      if (isTight(accountId(api, owner), lane) || isTight(projectId(api), lane)) {
        return true;
      }
    }
    return false;
  }

  /** What is used of our share: of the busiest account, of the project, of the project's day. */
  void show(MeterRegistry metrics) {
    for (Api api : Api.values()) {
      gauge(metrics, api, "account", accountId(api, ""), settings.perAccountPerMinute(api));
      gauge(metrics, api, "project", projectId(api), settings.perProjectPerMinute(api));
    }
    Gauge.builder("lockstep.quota.used", this, limits -> limits.dayUsed)
        .tags("api", word(Api.CALENDAR), "scope", "day")
        .register(metrics);
  }

  private void gauge(MeterRegistry metrics, Api api, String scope, String quotas, int perMinute) {
    Gauge.builder(
            "lockstep.quota.used",
            this,
            limits -> limits.use.most(quotas) / (perMinute * settings.use()))
        .tags("api", word(api), "scope", scope)
        .register(metrics);
  }

  /** The day's bucket is the database's: looked at now and then, on the way past. */
  private void lookAt(Meter day) {
    long now = System.nanoTime();
    if (now - dayReadAt >= DAY_IS_READ_EVERY) {
      dayReadAt = now;
      dayUsed = day.used();
    }
  }

  private boolean isTight(String id, Lane lane) {
    Meter meter = meters.get(id + "#" + lane);
    return meter != null && meter.isTight();
  }

  private void takeFromProject(Api api, Lane lane, int cost, long deadline)
      throws QuotaExhausted, InterruptedException {
    Meter project = project(api, lane);
    long units = units(cost, projectId(api));
    project.take(units, deadline);
    if (api == Api.CALENDAR) {
      try {
        Meter day = day(lane);
        day.take(cost * Meter.CALL, deadline);
        lookAt(day);
      } catch (QuotaExhausted e) {
        project.giveBack(units);
        throw e;
      }
    }
  }

  private long units(int cost, String id) {
    return (long) Math.ceil(cost * Meter.CALL / pace.of(id));
  }

  private Meter account(Api api, String owner, Lane lane) {
    return perMinute(
        accountId(api, owner), Scope.ACCOUNT, api, settings.perAccountPerMinute(api), 2, lane);
  }

  private Meter project(Api api, Lane lane) {
    return perMinute(
        projectId(api), Scope.PROJECT, api, settings.perProjectPerMinute(api), 8, lane);
  }

  private Meter perMinute(
      String id, Scope scope, Api api, int quota, int chunksInBurst, Lane lane) {
    return meters.computeIfAbsent(
        id + "#" + lane,
        key -> {
          long burst = settings.burst(api, quota) * Meter.CALL;
          Bucket bucket = bucket(id + "@" + quota, perMinute(quota, burst));
          return new Meter(
              id, scope, bucket, burst, burst / chunksInBurst, reserve(lane, burst), true);
        });
  }

  private Meter day(Lane lane) {
    String id = "calendar/day";
    return meters.computeIfAbsent(
        id + "#" + lane,
        key -> {
          long quota = settings.calendarPerProjectPerDay() * Meter.CALL;
          Bucket bucket = bucket(id + "@" + settings.calendarPerProjectPerDay(), perDay(quota));
          long chunk = Math.max(Meter.CALL, Math.min(100 * Meter.CALL, quota / 1000));
          return new Meter(id, Scope.PROJECT, bucket, quota, chunk, reserve(lane, quota), false);
        });
  }

  private long reserve(Lane lane, long burst) {
    return switch (lane) {
      case LIVE -> 0;
      case BACKFILL -> (long) (burst * settings.liveReserve());
    };
  }

  /** The id carries the quota: another quota is another bucket. */
  private Bucket bucket(String id, BucketConfiguration configuration) {
    return buckets.builder().build(id, () -> configuration);
  }

  private BucketConfiguration perMinute(int quota, long burst) {
    long refill = (long) (quota * Meter.CALL * settings.use());
    return BucketConfiguration.builder()
        .addLimit(limit -> limit.capacity(burst).refillGreedy(refill, Duration.ofMinutes(1)))
        .build();
  }

  private BucketConfiguration perDay(long quota) {
    Instant now = Instant.EPOCH.plusNanos(clock.currentTimeNanos());
    ZonedDateTime midnight = now.atZone(PACIFIC).toLocalDate().plusDays(1).atStartOfDay(PACIFIC);
    return BucketConfiguration.builder()
        .addLimit(
            limit ->
                limit
                    .capacity(quota)
                    .refillIntervallyAligned(quota, Duration.ofDays(1), midnight.toInstant()))
        .build();
  }

  private static String accountId(Api api, String owner) {
    return word(api) + "/account/" + owner;
  }

  private static String projectId(Api api) {
    return word(api) + "/project";
  }

  private static String word(Api api) {
    return switch (api) {
      case CALENDAR -> "calendar";
      case SHEETS_READ -> "sheets-read";
      case SHEETS_WRITE -> "sheets-write";
      case DRIVE -> "drive";
    };
  }
}

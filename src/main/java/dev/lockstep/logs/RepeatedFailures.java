package dev.lockstep.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Keeps out of the log what it has said already: that the database cannot be reached, which {@link
 * DatabaseOutage} tells for all; the stack trace of a route that fails again as it did within the
 * last hour, in whose place one line stands; and what a transaction says of a failure that is
 * {@link Told} by whoever runs it.
 */
final class RepeatedFailures extends TurboFilter {

  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int AT_MOST = 1000;

  private static final String ROUTES = "org.apache.camel.processor.errorhandler.";
  private static final String JOBS = "org.apache.camel.component.quartz.CamelJob";

  private static final String TRANSACTIONS = "org.apache.camel.spring.spi.TransactionErrorHandler";

  private final DatabaseOutage outage;
  private final LongSupplier nanos;

  private final Map<String, Long> seen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > AT_MOST;
        }
      };

  RepeatedFailures(DatabaseOutage outage, LongSupplier nanos) {
    this.outage = outage;
    this.nanos = nanos;
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable failure) {
    if (!level.isGreaterOrEqual(logger.getEffectiveLevel())
        || !level.isGreaterOrEqual(Level.WARN)) {
      return FilterReply.NEUTRAL;
    }
    Throwable thrown = failure == null ? last(params) : failure;
    if (thrown == null) {
      if (isOfTransactionThatCallerTells(logger)) {
        return FilterReply.DENY;
      }
      // What the job of a route adds, the route has said in more words.
      return outage.isSuspected() && logger.getName().equals(JOBS)
          ? FilterReply.DENY
          : FilterReply.NEUTRAL;
    }
    String why = unreachable(thrown);
    if (why != null) {
      outage.failed(why);
      return FilterReply.DENY;
    }
    if (isOfTransactionThatCallerTells(logger)) {
      return FilterReply.DENY;
    }
    if (logger.getName().startsWith(ROUTES) && isRepeated(thrown)) {
      if (!Told.isByCaller()) {
        logger.log(
            marker,
            RepeatedFailures.class.getName(),
            Level.toLocationAwareLoggerInteger(level),
            "{} (again; its stack trace stands where it came first)",
            new Object[] {firstLine(format)},
            null);
      }
      return FilterReply.DENY;
    }
    return FilterReply.NEUTRAL;
  }

  private static boolean isOfTransactionThatCallerTells(Logger logger) {
    return logger.getName().equals(TRANSACTIONS) && Told.isByCaller();
  }

  /** Where the message is put together only if it is logged, what was thrown is among its parts. */
  private static @Nullable Throwable last(Object @Nullable [] params) {
    return params != null
            && params.length > 0
            && params[params.length - 1] instanceof Throwable thrown
        ? thrown
        : null;
  }

  /** Why the database cannot be reached, if that is what was thrown. */
  private @Nullable String unreachable(Throwable thrown) {
    Optional<String> away = DatabaseFailure.away(thrown);
    // A pool says no state of what it could not get: which is so with too few, too.
    return away.isEmpty() && outage.isSuspected()
        ? DatabaseFailure.refusals(thrown)
            .filter(refused -> refused.getSQLState() == null)
            .reduce((outer, inner) -> inner)
            .map(DatabaseFailure::said)
            .orElse(null)
        : away.orElse(null);
  }

  private boolean isRepeated(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    String failure = thrown + (trace.length == 0 ? "" : " " + trace[0]);
    long now = nanos.getAsLong();
    synchronized (seen) {
      Long before = seen.get(failure);
      if (before != null && now - before < REMEMBERED.toNanos()) {
        return true;
      }
      seen.remove(failure);
      seen.put(failure, now);
      return false;
    }
  }

  private static String firstLine(@Nullable String text) {
    return String.valueOf(text).lines().findFirst().orElse("").strip();
  }
}

package dev.lockstep.logs;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in one line for everybody that the database is away, again each minute, and when it is
 * back.
 */
final class DatabaseOutage {

  static final Duration TOLD_EACH = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseOutage.class);

  private final BooleanSupplier answers;
  private final LongSupplier nanos;
  private final Runnable watch;

  private @Nullable String cause;
  private boolean isWatched;
  private boolean isAway;
  private long since;
  private long told;
  private boolean everTold;
  private boolean isStopped;
  private long keptBack;

  /**
   * @param answers whether the database does
   * @param nanos a clock that only goes on
   * @param watch begins to call {@link #look} until nothing is left to look for
   */
  DatabaseOutage(BooleanSupplier answers, LongSupplier nanos, Runnable watch) {
    this.answers = answers;
    this.nanos = nanos;
    this.watch = watch;
  }

  /** Somebody could not talk to the database; their own words need not be logged. */
  void failed(String why) {
    boolean begins;
    synchronized (this) {
      cause = why;
      keptBack++;
      begins = !isWatched;
      if (begins) {
        isWatched = true;
        since = nanos.getAsLong();
      }
    }
    if (begins) {
      watch.run();
    }
  }

  /** Whether somebody could not talk to it, and it has not answered since. */
  synchronized boolean isSuspected() {
    return isWatched;
  }

  /** How many messages stand behind what was told of this outage. */
  synchronized long keptBack() {
    return keptBack;
  }

  /**
   * Looks once and tells what there is to tell.
   *
   * @return whether to look again in a second
   */
  boolean look() {
    return answers.getAsBoolean() ? over() : goesOn();
  }

  /** Nobody is left who needs the database. */
  synchronized void stop() {
    isStopped = true;
  }

  private synchronized boolean goesOn() {
    if (isStopped) {
      return false;
    }
    if (!isAway) {
      isAway = true;
      told = nanos.getAsLong();
      everTold = true;
      LOG.warn("the database does not answer, everything waits for it: {}", cause);
    } else if (isTimeToTell()) {
      told = nanos.getAsLong();
      LOG.warn("the database has not answered for {} s: {}", seconds(), cause);
    }
    return true;
  }

  private synchronized boolean over() {
    if (isAway) {
      LOG.info(
          "the database answers again after {} s; {} messages about it were kept back",
          seconds(),
          keptBack);
    } else if (!everTold || isTimeToTell()) {
      told = nanos.getAsLong();
      everTold = true;
      LOG.warn("a connection to a database failed, and ours answers: {}", cause);
    }
    isAway = false;
    isWatched = false;
    keptBack = 0;
    return false;
  }

  private boolean isTimeToTell() {
    return nanos.getAsLong() - told >= TOLD_EACH.toNanos();
  }

  private long seconds() {
    return Duration.ofNanos(nanos.getAsLong() - since).toSeconds();
  }
}

package dev.lockstep.google;

import dev.lockstep.core.Failure;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One quota as this node takes from it in one lane: a few calls' worth at a time, so that the
 * database is not asked for each, and never more than lapses unused within a second.
 */
final class Meter {

  /** What one call takes from a bucket at full pace; more where the pace is lowered. */
  static final long CALL = 1000;

  private static final long LAPSE = Duration.ofSeconds(1).toNanos();

  /** A shorter wait holds nobody up. */
  private static final long UNNOTICED = Duration.ofMillis(20).toNanos();

  private final String name;
  private final Failure.Scope scope;
  private final Bucket bucket;
  private final long capacity;
  private final long mostAtOnce;
  private final long reserve;
  private final boolean lapses;

  private final ReentrantLock lock = new ReentrantLock(true);
  private long stock;
  private long chunk = CALL;
  private long filledAt = System.nanoTime() - LAPSE;
  private volatile boolean isWaiting;
  private volatile long waitedAt = System.nanoTime() - LAPSE;

  /**
   * @param capacity what the bucket holds when full
   * @param mostAtOnce how much is taken from the bucket at once when busy
   * @param reserve what must be left in the bucket for others, zero for live calls
   * @param lapses whether what is not used within a second is given up
   */
  Meter(
      String name,
      Failure.Scope scope,
      Bucket bucket,
      long capacity,
      long mostAtOnce,
      long reserve,
      boolean lapses) {
    this.name = name;
    this.scope = scope;
    this.bucket = bucket;
    this.capacity = capacity;
    this.mostAtOnce = Math.max(CALL, mostAtOnce);
    this.reserve = reserve;
    this.lapses = lapses;
  }

  /** Waits for that much, at most until the deadline (nanoTime). */
  void take(long wanted, long deadline) throws QuotaExhausted, InterruptedException {
    long units = Math.min(wanted, capacity);
    if (!lock.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
      throw exhausted(Duration.ofNanos(Math.max(1, bucketWait(units))));
    }
    try {
      long now = System.nanoTime();
      boolean isBusy = now - filledAt < LAPSE;
      if (lapses && !isBusy) {
        stock = 0;
      }
      if (stock < units) {
        chunk = isBusy ? Math.min(mostAtOnce, 2 * chunk) : CALL;
        fill(units - stock, deadline);
      }
      stock -= units;
    } finally {
      lock.unlock();
    }
  }

  void giveBack(long units) {
    lock.lock();
    try {
      stock += units;
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody had to wait within the last second. */
  boolean isTight() {
    return isWaiting || System.nanoTime() - waitedAt < LAPSE;
  }

  /** The part of the bucket that is gone, by the database: 0 to 1. */
  double used() {
    return 1 - Math.min(1.0, Math.max(0, bucket.getAvailableTokens()) / (double) capacity);
  }

  private void fill(long needed, long deadline) throws QuotaExhausted, InterruptedException {
    long got = Math.max(needed, chunk);
    if (!obtain(got, deadline)) {
      got = needed;
      if (!obtain(got, deadline)) {
        throw exhausted(Duration.ofNanos(bucketWait(needed)));
      }
    }
    stock += got;
    filledAt = System.nanoTime();
  }

  private boolean obtain(long units, long deadline) throws InterruptedException {
    return reserve == 0 ? ahead(units, deadline) : leaving(units, deadline);
  }

  /**
   * Takes it now, into debt if need be, and waits until the debt is paid: first come, first served.
   */
  private boolean ahead(long units, long deadline) throws InterruptedException {
    long patience = Math.max(1, deadline - System.nanoTime());
    return bucket.asBlocking().tryConsume(units, patience, this::await);
  }

  /** Takes it only where the reserve is left over. */
  private boolean leaving(long units, long deadline) throws InterruptedException {
    long left = Math.min(reserve, capacity - units);
    while (true) {
      ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(units + left);
      if (probe.isConsumed()) {
        if (left > 0) {
          bucket.addTokens(left);
        }
        return true;
      }
      long wait = probe.getNanosToWaitForRefill();
      if (System.nanoTime() + wait > deadline) {
        return false;
      }
      await(wait);
    }
  }

  /** For the quota's own sake; what the database takes to answer does not count. */
  private void await(long nanos) throws InterruptedException {
    isWaiting = nanos > UNNOTICED;
    try {
      BlockingStrategy.PARKING.park(nanos);
    } finally {
      if (isWaiting) {
        waitedAt = System.nanoTime();
      }
      isWaiting = false;
    }
  }

  private long bucketWait(long units) {
    return bucket
        .estimateAbilityToConsume(Math.min(units + reserve, capacity))
        .getNanosToWaitForRefill();
  }

  private QuotaExhausted exhausted(Duration wait) {
    return new QuotaExhausted(
        scope, wait, "our share of the quota %s is used up for %s".formatted(name, wait));
  }
}

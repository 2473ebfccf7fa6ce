package dev.lockstep.google;

import java.util.concurrent.Callable;

/**
 * How urgent the calls of a thread are: a backfill leaves room in the rate limits for live edits.
 */
public enum Lane {
  LIVE,
  BACKFILL;

  private static final ThreadLocal<Lane> CURRENT = ThreadLocal.withInitial(() -> LIVE);

  /** The lane of this thread's calls; live unless it says otherwise. */
  public static Lane current() {
    return CURRENT.get();
  }

  /** Runs the work with every Google call of this thread in this lane. */
  public <T> T call(Callable<T> work) throws Exception {
    Lane before = CURRENT.get();
    CURRENT.set(this);
    try {
      return work.call();
    } finally {
      CURRENT.set(before);
    }
  }
}

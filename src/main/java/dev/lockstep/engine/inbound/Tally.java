package dev.lockstep.engine.inbound;

import dev.lockstep.engine.PassLog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one pull has done so far: one for all its pages, worked on by one thread at a time. */
final class Tally {

  private final long startedAt = System.nanoTime();
  private long pulled;
  private long echoes;
  private long applied;
  private long conflicts;
  private long failed;
  private @Nullable String method;
  private Duration listed = Duration.ZERO;

  /**
   * A call that listed or read has ended.
   *
   * @param began {@link System#nanoTime} before it
   */
  void listed(String method, long began) {
    this.method = method;
    this.listed = Duration.ofNanos(System.nanoTime() - began);
  }

  /** The last such call; null before the first. */
  @Nullable String method() {
    return method;
  }

  /** How long that took. */
  Duration listed() {
    return listed;
  }

  void pulled(int records) {
    pulled += records;
  }

  void echoes(int records) {
    echoes += records;
  }

  void settled(long applied, long conflicts, long failed) {
    this.applied += applied;
    this.conflicts += conflicts;
    this.failed += failed;
  }

  /** Whether anything was listed that is no echo of ours. */
  boolean hasNews() {
    return pulled > echoes;
  }

  PassLog.Pulled sum() {
    return new PassLog.Pulled(pulled, echoes, applied, conflicts, failed);
  }

  Duration took() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }
}

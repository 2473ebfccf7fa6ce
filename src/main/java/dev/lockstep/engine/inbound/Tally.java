package dev.lockstep.engine.inbound;

import dev.lockstep.engine.PassLog;
import java.time.Duration;

/** What one pull has done so far: one for all its pages, worked on by one thread at a time. */
final class Tally {

  private final long startedAt = System.nanoTime();
  private long pulled;
  private long echoes;
  private long applied;
  private long conflicts;
  private long failed;

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

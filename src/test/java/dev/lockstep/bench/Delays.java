package dev.lockstep.bench;

import java.time.Duration;
import java.util.List;

/** Measured delays, by their percentiles. */
record Delays(List<Duration> sorted) {

  Delays {
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    sorted = sorted.stream().sorted().toList();
  }

  Duration p50() {
    return percentile(0.50);
  }

  Duration p99() {
    return percentile(0.99);
  }

  private Duration percentile(double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }

  boolean within(Duration p50, Duration p99) {
    return p50().compareTo(p50) <= 0 && p99().compareTo(p99) <= 0;
  }

  @Override
  public String toString() {
    return "p50 %s, p99 %s (%d samples)"
        .formatted(Figures.millis(p50()), Figures.millis(p99()), sorted.size());
  }
}

package dev.lockstep.api;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often somebody may call: buckets by name, of which the least used are forgotten. */
final class ApiLimits {

  private static final int REMEMBERED = 10_000;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Bandwidth bandwidth;
  private final TimeMeter time;
  private final Map<String, Bucket> buckets =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
              return size() > REMEMBERED;
            }
          });

  /**
   * @param atOnce how many may come at once
   */
  ApiLimits(long perMinute, long atOnce, TimeMeter time) {
    this.bandwidth =
        Bandwidth.builder().capacity(atOnce).refillGreedy(perMinute, Duration.ofMinutes(1)).build();
    this.time = time;
  }

  /** Takes one; in how many seconds there is one again, 0 where it was there. */
  long take(String name) {
    return seconds(bucket(name).tryConsumeAndReturnRemaining(1));
  }

  /** The same without taking it. */
  long look(String name) {
    var estimate = bucket(name).estimateAbilityToConsume(1);
    return estimate.canBeConsumed() ? 0 : seconds(estimate.getNanosToWaitForRefill());
  }

  private static long seconds(ConsumptionProbe probe) {
    return probe.isConsumed() ? 0 : seconds(probe.getNanosToWaitForRefill());
  }

  private static long seconds(long nanos) {
    return Math.max(1, (nanos + SECOND - 1) / SECOND);
  }

  private Bucket bucket(String name) {
    return buckets.computeIfAbsent(
        name, n -> Bucket.builder().withCustomTimePrecision(time).addLimit(bandwidth).build());
  }
}

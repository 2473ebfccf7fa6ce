package dev.lockstep.metrics;

import dev.lockstep.queue.Depth;
import dev.lockstep.queue.Pauses;
import dev.lockstep.queue.QueueCounts;
import dev.lockstep.queue.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gauges whose values stand in the database. They are read on a schedule, so that scrapes cost
 * nothing and never wait.
 */
@Component
public class DatabaseGauges {

  private static final String RECORDS =
      """
      SELECT sync, state, count(*) AS records
      FROM lockstep.sync_mapping
      GROUP BY sync, state
      UNION ALL
      SELECT sync, status, count(*)
      FROM lockstep.sync_queue
      WHERE status = 'failed'
      GROUP BY sync, status
      """;

  private final JdbcClient jdbc;
  private final QueueCounts queue;
  private final MultiGauge depth;
  private final MultiGauge lag;
  private final MultiGauge records;
  private final MultiGauge paused;
  private final Pauses pauses;

  DatabaseGauges(JdbcClient jdbc, MeterRegistry metrics) {
    this.jdbc = jdbc;
    this.queue = new QueueCounts(jdbc);
    this.depth = MultiGauge.builder("lockstep.queue.depth").register(metrics);
    this.lag = MultiGauge.builder("lockstep.lag").baseUnit("seconds").register(metrics);
    this.records = MultiGauge.builder("lockstep.records").register(metrics);
    this.paused = MultiGauge.builder("lockstep.paused").register(metrics);
    this.pauses = new Pauses(jdbc);
  }

  /** Depth and lag of the queue, and what is paused; a step of route `queue-gauges`. */
  public void readQueue() {
    List<Depth> depths = queue.depths();
    depth.register(
        depths.stream()
            .map(
                d ->
                    MultiGauge.Row.of(
                        tags(d).and("status", word(d.status()), "lane", word(d.lane())), d.items()))
            .toList(),
        true);
    Map<Tags, Duration> oldest = new HashMap<>();
    depths.stream()
        .filter(d -> d.status() == Status.PENDING || d.status() == Status.PROCESSING)
        .forEach(d -> oldest.merge(tags(d), d.lag(), (a, b) -> a.compareTo(b) > 0 ? a : b));
    lag.register(
        oldest.entrySet().stream()
            .map(entry -> MultiGauge.Row.of(entry.getKey(), seconds(entry.getValue())))
            .toList(),
        true);
    paused.register(
        pauses.counts().stream()
            .map(
                count ->
                    MultiGauge.Row.of(
                        Tags.of(
                            "sync",
                            count.sync(),
                            "direction",
                            word(count.direction()),
                            "cause",
                            word(count.cause())),
                        count.partitions()))
            .toList(),
        true);
  }

  /**
   * Links by state, and dead letters; a whole table is counted, so seldom; a step of route
   * `record-gauges`.
   */
  public void readRecords() {
    records.register(
        jdbc.sql(RECORDS)
            .query(
                (row, n) ->
                    MultiGauge.Row.of(
                        Tags.of("sync", row.getString("sync"), "state", row.getString("state")),
                        row.getLong("records")))
            .list(),
        true);
  }

  private static Tags tags(Depth depth) {
    return Tags.of("sync", depth.sync(), "direction", word(depth.direction()));
  }

  private static double seconds(Duration duration) {
    return Math.max(0, duration.toMillis()) / 1_000.0;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

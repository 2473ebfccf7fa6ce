package dev.lockstep.google;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The part of a quota that is used after Google refused a call: others may share it, so it is
 * lowered at each refusal and comes back slowly. The table `rate_pace` tells all nodes.
 */
final class Pace {

  private static final String EFFECTIVE =
      "least(1, pace + 0.05 * extract(epoch FROM clock_timestamp() - lowered_at) / 60)";

  private static final String READ =
      "SELECT " + EFFECTIVE + " FROM lockstep.rate_pace WHERE id = :id";

  /**
   * Google's minute slides: what it refuses within one after the pace was lowered may still be for
   * what was called before. So a minute's refusals count once.
   */
  private static final String LOWER =
      """
      INSERT INTO lockstep.rate_pace AS known (id, pace, lowered_at)
      VALUES (:id, 0.7, clock_timestamp())
      ON CONFLICT (id) DO UPDATE
         SET pace = greatest(0.1, 0.7 * least(1, known.pace
               + 0.05 * extract(epoch FROM clock_timestamp() - known.lowered_at) / 60)),
             lowered_at = clock_timestamp()
       WHERE known.lowered_at < clock_timestamp() - interval '1 minute'
      """;

  private static final long RECHECK = Duration.ofSeconds(2).toNanos();

  private final JdbcClient jdbc;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  Pace(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Above 0, at most 1. */
  double of(String id) {
    Known last = known.get(id);
    if (last != null && System.nanoTime() - last.at() < RECHECK) {
      return last.pace();
    }
    double pace = jdbc.sql(READ).param("id", id).query(Double.class).optional().orElse(1.0);
    known.put(id, new Known(pace, System.nanoTime()));
    return pace;
  }

  void lower(String id) {
    jdbc.sql(LOWER).param("id", id).update();
    known.remove(id);
  }

  private record Known(double pace, long at) {}
}

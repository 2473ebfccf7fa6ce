package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the queue has of given records, for whoever decides about them. */
public final class QueueKeys {

  private static final String WAITING =
      """
      SELECT key
      FROM lockstep.sync_queue
      WHERE sync = :sync AND direction = :direction AND account = :account
        AND calendar = :calendar AND key = ANY(:keys)
        AND status NOT IN ('failed', 'skipped')
      """;

  private static final String DEAD =
      """
      SELECT key, failed_version
      FROM lockstep.sync_queue
      WHERE sync = :sync AND direction = 'from_google' AND account = :account
        AND calendar = :calendar AND key = ANY(:keys) AND status IN ('failed', 'skipped')
        AND finding = ''
      """;

  private static final String CHANGED_AT =
      """
      SELECT key, changed_at
      FROM lockstep.sync_queue
      WHERE sync = :sync AND direction = 'to_google' AND account = :account
        AND calendar = :calendar AND key = ANY(:keys)
      """;

  private final JdbcClient jdbc;

  public QueueKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Which of these keys have an item in that direction that is not given up. */
  public Set<String> waiting(PartitionKey partition, Direction direction, Collection<String> keys) {
    return Set.copyOf(
        of(WAITING, partition, keys)
            .param("direction", Columns.direction(direction))
            .query(String.class)
            .list());
  }

  /**
   * Of these records at Google those that could not be taken and are dead letters, by key with the
   * version that was seen then.
   */
  public Map<String, @Nullable String> dead(PartitionKey partition, Collection<String> keys) {
    Map<String, @Nullable String> dead = new LinkedHashMap<>();
    of(DEAD, partition, keys)
        .query(
            row -> {
              dead.put(row.getString("key"), row.getString("failed_version"));
            });
    return dead;
  }

  /** When records that wait to go to Google changed, by the capture log; others are missing. */
  public Map<String, Instant> changedAt(PartitionKey partition, Collection<String> keys) {
    Map<String, Instant> changed = new LinkedHashMap<>();
    of(CHANGED_AT, partition, keys)
        .query(
            row -> {
              changed.put(row.getString("key"), Columns.instant(row, "changed_at"));
            });
    return changed;
  }

  private JdbcClient.StatementSpec of(String sql, PartitionKey partition, Collection<String> keys) {
    return jdbc.sql(sql)
        .param("sync", partition.sync())
        .param("account", partition.account())
        .param("calendar", partition.calendar())
        .param("keys", keys.toArray(String[]::new));
  }
}

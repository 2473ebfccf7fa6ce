package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import dev.lockstep.core.PartitionKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The partitions that there are, and how each stands. Methods join the caller's transaction; each
 * is one or two statements and right without one too.
 */
public final class Partitions {

  private static final String ENSURE =
      """
      WITH made AS (
        INSERT INTO lockstep.sync_partition (sync, account, calendar)
        SELECT n.sync, n.account, n.calendar
        FROM unnest(CAST(:syncs AS text[]), CAST(:accounts AS text[]), CAST(:calendars AS text[]))
          AS n (sync, account, calendar)
        ORDER BY n.sync, n.account, n.calendar
        ON CONFLICT ON CONSTRAINT sync_partition_once DO NOTHING
        RETURNING id
      )
      INSERT INTO lockstep.sync_due (partition_id)
      SELECT id FROM made
      """;

  private static final String IDS =
      """
      SELECT p.id, p.sync, p.account, p.calendar
      FROM unnest(CAST(:syncs AS text[]), CAST(:accounts AS text[]), CAST(:calendars AS text[]))
        AS n (sync, account, calendar)
      JOIN lockstep.sync_partition p
        ON p.sync = n.sync AND p.account = n.account AND p.calendar = n.calendar
      """;

  private static final String SELECT =
      """
      SELECT p.*, d.due_at,
        CASE WHEN d.pull_generation > d.pull_done
            AND (d.pull_not_before IS NULL OR d.pull_not_before <= lockstep.clock())
          THEN d.pull_generation ELSE 0 END AS pull,
        CASE WHEN d.reconcile_generation > d.reconcile_done
          THEN d.reconcile_generation ELSE 0 END AS reconcile,
        CASE WHEN d.reconcile_generation > d.reconcile_done
          THEN d.reconcile_asked ELSE d.pull_asked END AS asked,
        %s AS to_google_paused, %s AS from_google_paused
      FROM lockstep.sync_partition p
      JOIN lockstep.sync_due d ON d.partition_id = p.id
      """
          .formatted(
              Pauses.causes("p", Direction.TO_GOOGLE), Pauses.causes("p", Direction.FROM_GOOGLE));

  private static final String SYNCS =
      "SELECT DISTINCT sync FROM lockstep.sync_partition ORDER BY sync";

  private final JdbcClient jdbc;

  public Partitions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The ids of these partitions, made where they are missing. */
  public Map<PartitionKey, Long> ensure(Collection<PartitionKey> keys) {
    Map<PartitionKey, Long> ids = ids(keys);
    if (!ids.keySet().containsAll(keys)) {
      Columns.ofPartitions(jdbc.sql(ENSURE), keys).update();
      ids = ids(keys);
    }
    return ids;
  }

  public long ensure(PartitionKey key) {
    return Objects.requireNonNull(ensure(List.of(key)).get(key));
  }

  private Map<PartitionKey, Long> ids(Collection<PartitionKey> keys) {
    Map<PartitionKey, Long> ids = new HashMap<>();
    Columns.ofPartitions(jdbc.sql(IDS), keys)
        .query(
            row -> {
              ids.put(Columns.partition(row), row.getLong("id"));
            });
    return ids;
  }

  public Partition get(long id) {
    return jdbc.sql(SELECT + "WHERE p.id = :id").param("id", id).query(Partitions::row).single();
  }

  public Optional<Partition> find(PartitionKey key) {
    return jdbc.sql(
            SELECT + "WHERE p.sync = :sync AND p.account = :account AND p.calendar = :calendar")
        .param("sync", key.sync())
        .param("account", key.account())
        .param("calendar", key.calendar())
        .query(Partitions::row)
        .optional();
  }

  /** Every sync that has partitions, whether it has a definition or not. */
  public List<String> syncs() {
    return jdbc.sql(SYNCS).query(String.class).list();
  }

  public List<Partition> ofSync(String sync) {
    return jdbc.sql(SELECT + "WHERE p.sync = :sync ORDER BY p.account, p.calendar")
        .param("sync", sync)
        .query(Partitions::row)
        .list();
  }

  public List<Partition> ofAccount(String account) {
    return jdbc.sql(SELECT + "WHERE p.account = :account ORDER BY p.sync, p.calendar")
        .param("account", account)
        .query(Partitions::row)
        .list();
  }

  private static Partition row(ResultSet row, int number) throws SQLException {
    return new Partition(
        row.getLong("id"),
        Columns.partition(row),
        row.getString("lease_holder"),
        row.getLong("lease_token"),
        Columns.instant(row, "lease_until"),
        row.getString("cursor"),
        row.getString("page_state"),
        Columns.instant(row, "last_full_sync"),
        causes(row, "to_google_paused"),
        causes(row, "from_google_paused"),
        Columns.instant(row, "back_off_until"),
        row.getInt("attempts"),
        row.getString("last_error"),
        Columns.instant(row, "due_at"),
        row.getLong("pull"),
        row.getLong("reconcile"),
        row.getString("asked"));
  }

  private static Set<PauseCause> causes(ResultSet row, String column) throws SQLException {
    return Arrays.stream((String[]) row.getArray(column).getArray())
        .map(PauseCause::of)
        .collect(Collectors.toUnmodifiableSet());
  }
}

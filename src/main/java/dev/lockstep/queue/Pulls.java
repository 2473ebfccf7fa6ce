package dev.lockstep.queue;

import dev.lockstep.core.PartitionKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The pulls that partitions are asked for: any number of requests is one pull until it starts, and
 * one that comes later is open still when it ends. Methods join the caller's transaction.
 */
public final class Pulls {

  private static final String ASK =
      """
      UPDATE lockstep.sync_due
      SET pull_generation = pull_generation + 1,
        due_at = least(due_at, greatest(lockstep.clock(), pull_not_before)),
        pull_asked = CAST(:asked AS jsonb) || jsonb_build_object('at', lockstep.clock())
      WHERE partition_id = :id AND pull_generation = pull_taken
      """;

  private static final String ASK_EACH =
      """
      WITH open AS (
        SELECT d.partition_id, n.asked
        FROM unnest(CAST(:ids AS bigint[]), CAST(:asked AS text[])) AS n (partition_id, asked)
        JOIN lockstep.sync_due d ON d.partition_id = n.partition_id
        WHERE d.pull_generation = d.pull_taken
        ORDER BY d.partition_id
        FOR UPDATE OF d
      )
      UPDATE lockstep.sync_due d
      SET pull_generation = d.pull_generation + 1,
        due_at = least(d.due_at, greatest(
          lockstep.clock() + random() * :within::interval, d.pull_not_before)),
        pull_asked = CAST(open.asked AS jsonb) || jsonb_build_object('at', lockstep.clock())
      FROM open
      WHERE d.partition_id = open.partition_id
      """;

  // Those that wait for a person have no worker whose transaction this could wait for.
  private static final String CUT_SHORT =
      """
      WITH heard AS (
        SELECT id
        FROM lockstep.sync_partition
        WHERE waits_for_person AND back_off_until > lockstep.clock() + :soon::interval
          AND sync = ANY(:syncs) AND (sync, account, calendar) IN (
            SELECT *
            FROM unnest(CAST(:syncs AS text[]), CAST(:accounts AS text[]), CAST(:calendars AS text[])))
        ORDER BY id
        FOR NO KEY UPDATE
      ), cut AS (
        UPDATE lockstep.sync_partition p
        SET back_off_until = lockstep.clock() + :soon::interval
        FROM heard
        WHERE p.id = heard.id
      )
      UPDATE lockstep.sync_due d
      SET due_at = least(d.due_at, lockstep.clock() + :soon::interval)
      FROM heard
      WHERE d.partition_id = heard.id
      """;

  private static final String TAKE =
      """
      UPDATE lockstep.sync_due
      SET pull_taken = pull_generation
      WHERE partition_id = :id
      RETURNING pull_generation
      """;

  private static final String DONE =
      """
      UPDATE lockstep.sync_due
      SET pull_done = greatest(pull_done, :generation), pull_not_before = NULL, pull_pause = NULL
      WHERE partition_id = :id
      """;

  // The pause doubles while pulls follow each other for nothing, and begins anew after a quiet
  // time.
  private static final String BROUGHT_NOTHING =
      """
      UPDATE lockstep.sync_due d
      SET pull_done = greatest(d.pull_done, :generation), pull_pause = next.pause,
        pull_not_before = lockstep.clock() + next.pause
      FROM (
        SELECT partition_id,
          CASE WHEN pull_not_before > lockstep.clock() - interval '2 seconds'
            THEN least(2 * pull_pause, interval '1 second')
            ELSE interval '50 milliseconds' END AS pause
        FROM lockstep.sync_due
        WHERE partition_id = :id) next
      WHERE d.partition_id = next.partition_id
      """;

  private final JdbcClient jdbc;
  private final Partitions partitions;
  private final Fence fence;

  public Pulls(JdbcClient jdbc, Partitions partitions) {
    this.jdbc = jdbc;
    this.partitions = partitions;
    this.fence = new Fence(jdbc);
  }

  /** Asks for a pull; once is enough for any number of requests until it starts. */
  public void ask(long partitionId, Trigger why) {
    jdbc.sql(ASK).param("id", partitionId).param("asked", why.json()).update();
  }

  public void ask(PartitionKey partition, Trigger why) {
    ask(partitions.ensure(partition), why);
  }

  /** Asks each of them for a pull at once, with one statement. */
  public void ask(Collection<PartitionKey> keys, Trigger why) {
    Map<PartitionKey, Trigger> alike = new HashMap<>();
    keys.forEach(key -> alike.put(key, why));
    ask(alike, Duration.ZERO);
  }

  /** Each for a reason of its own, and at some moment within this time. */
  public void ask(Map<PartitionKey, Trigger> pulls, Duration within) {
    if (pulls.isEmpty()) {
      return;
    }
    Map<PartitionKey, Long> ids = partitions.ensure(pulls.keySet());
    List<PartitionKey> keys = List.copyOf(ids.keySet());
    jdbc.sql(ASK_EACH)
        .param("ids", keys.stream().map(ids::get).toArray(Long[]::new))
        .param("asked", keys.stream().map(key -> pulls.get(key).json()).toArray(String[]::new))
        .param("within", within.toString())
        .update();
  }

  /**
   * Somebody is at work there: what waits for a person to mend something looks again in two
   * seconds, however often this is told.
   */
  public void heard(Collection<PartitionKey> keys) {
    if (!keys.isEmpty()) {
      Columns.ofPartitions(jdbc.sql(CUT_SHORT), keys).param("soon", "PT2S").update();
    }
  }

  /** A pull starts; the generation is what {@link #done} is told. */
  public long take(Lease lease) {
    fence.around(lease);
    return jdbc.sql(TAKE).param("id", lease.partitionId()).query(Long.class).single();
  }

  /** The pull ended; a request made since it started is still open. */
  public void done(Lease lease, long generation) {
    fence.around(lease);
    update(DONE, lease, generation);
  }

  /**
   * As {@link #done}, and nothing was new. Notifications of our own writes and floods of them bring
   * such pulls: the next one waits a moment, twice as long each time, a second at most.
   */
  public void broughtNothing(Lease lease, long generation) {
    fence.around(lease);
    update(BROUGHT_NOTHING, lease, generation);
  }

  private void update(String sql, Lease lease, long generation) {
    jdbc.sql(sql).param("id", lease.partitionId()).param("generation", generation).update();
  }
}

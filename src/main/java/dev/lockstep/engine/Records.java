package dev.lockstep.engine;

import dev.lockstep.core.Asked;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Report;
import dev.lockstep.engine.link.AskedJson;
import dev.lockstep.engine.link.LinkJson;
import dev.lockstep.queue.Lane;
import dev.lockstep.queue.Offer;
import dev.lockstep.queue.Partitions;
import dev.lockstep.queue.WorkQueue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Single records, for people who look at them and ask something of them. What they ask goes into
 * the queue, so that whoever works on the partition does it, in its order.
 */
public final class Records {

  private static final String COLUMNS =
      """
      SELECT account, calendar, key, remote_id, state, reported
      FROM lockstep.sync_mapping
      """;

  // Of the lives that a key has had in several accounts the one that is not over, else the last.
  private static final String FIND =
      COLUMNS
          + """
          WHERE sync = :sync AND key = :key
          ORDER BY state = 'gone', last_modified_at DESC
          LIMIT 1
          """;

  private static final String CONFLICTS =
      COLUMNS
          + """
          WHERE sync = :sync AND state = 'conflict'
          ORDER BY key, account
          """;

  private final JdbcClient jdbc;
  private final WorkQueue queue;
  private final LinkJson json = new LinkJson();

  public Records(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.queue = new WorkQueue(jdbc, new Partitions(jdbc, Duration.ofMinutes(1)));
  }

  /**
   * A record that is or was linked.
   *
   * @param waiting its conflicts that nobody has decided
   */
  public record Found(
      PartitionKey partition, String key, String remoteId, Link.State state, List<Report> waiting) {
    public Found {
      waiting = List.copyOf(waiting);
    }
  }

  public Optional<Found> find(String sync, String key) {
    return jdbc.sql(FIND)
        .param("sync", sync)
        .param("key", key)
        .query((row, n) -> found(sync, row))
        .optional();
  }

  /** Every record of the sync that waits for a person to decide. */
  public List<Found> conflicts(String sync) {
    return jdbc.sql(CONFLICTS).param("sync", sync).query((row, n) -> found(sync, row)).list();
  }

  private Found found(String sync, ResultSet row) throws SQLException {
    return new Found(
        new PartitionKey(sync, row.getString("account"), row.getString("calendar")),
        row.getString("key"),
        row.getString("remote_id"),
        Link.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        json.reports(row.getString("reported")).stream().filter(Report::waits).toList());
  }

  /** Asks something of the record; run it in a transaction. */
  public void ask(Found record, Asked asked) {
    queue.offer(
        Direction.FROM_GOOGLE,
        Lane.LIVE,
        Duration.ZERO,
        List.of(Offer.asking(record.partition(), record.remoteId(), AskedJson.write(asked))));
  }
}

package dev.lockstep.queue;

import dev.lockstep.core.Failure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The queue as people look at it, page by page. */
public final class QueueList {

  private static final String SHOWN =
      """
      SELECT %s, q.failure_kind, q.payload::text AS payload,
        nullif(q.finding, '') AS finding
      FROM lockstep.sync_queue q
      """
          .formatted(ItemRow.COLUMNS);

  private static final String PAGE =
      SHOWN
          + "WHERE q.id > :after AND "
          + QueueFilter.PASSES
          + """
          ORDER BY q.id
          LIMIT :limit
          """;

  private static final String FIND = SHOWN + "WHERE q.id = :id";

  private static final String OF_RECORD =
      SHOWN
          + """
          WHERE q.sync = :sync AND (q.key = :key AND (q.direction = 'to_google' OR q.finding <> '')
            OR q.direction = 'from_google' AND q.key IN (
              SELECT m.remote_id FROM lockstep.sync_mapping m WHERE m.sync = :sync AND m.key = :key))
          ORDER BY q.id
          """;

  private final JdbcClient jdbc;

  public QueueList(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param after the last id of the page before, 0 for the first
   */
  public List<QueueEntry> page(QueueFilter filter, long after, int limit) {
    return jdbc.sql(PAGE)
        .params(filter.params())
        .param("after", after)
        .param("limit", limit)
        .query(QueueList::entry)
        .list();
  }

  /** Any item of the queue by its number. */
  public Optional<QueueEntry> find(long id) {
    return jdbc.sql(FIND).param("id", id).query(QueueList::entry).optional();
  }

  /** What is queued of the record with this key of the source, in both directions. */
  public List<QueueEntry> ofRecord(String sync, String key) {
    return jdbc.sql(OF_RECORD).param("sync", sync).param("key", key).query(QueueList::entry).list();
  }

  private static QueueEntry entry(ResultSet row, int number) throws SQLException {
    String kind = row.getString("failure_kind");
    return new QueueEntry(
        ItemRow.read(row, number),
        kind == null ? null : Failure.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        row.getString("payload"),
        row.getString("finding"));
  }
}

package dev.lockstep.queue;

import dev.lockstep.core.PartitionKey;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.DigestUtils;

/**
 * Dead letters about what people left wrong at Google: a value that does not convert, a row that
 * needs a key. They stand beside the record's own work, nothing tries them again, and they go once
 * it is mended. Methods join the caller's transaction.
 */
public final class Findings {

  /** What the values of a record are found to be: the row cannot take them. */
  static final String VALUES = "values";

  /** How those begin that a look finds about a row. */
  private static final String ROW = "row ";

  private static final String ADD =
      """
      INSERT INTO lockstep.sync_queue AS q (
        partition_id, sync, direction, account, calendar, key, finding, status,
        first_changed_at, changed_at, not_before, last_error, payload)
      SELECT p.id, p.sync, 'from_google', p.account, p.calendar, f.key, f.finding, 'failed',
        lockstep.clock(), lockstep.clock(), 'infinity', f.text, CAST(f.seen AS jsonb)
      FROM unnest(
        CAST(:keys AS text[]), CAST(:findings AS text[]), CAST(:texts AS text[]),
        CAST(:seen AS text[])) AS f (key, finding, text, seen)
      JOIN lockstep.sync_partition p
        ON p.sync = :sync AND p.account = :account AND p.calendar = :calendar
      ORDER BY f.key, f.finding
      ON CONFLICT ON CONSTRAINT sync_queue_once DO UPDATE SET
        last_error = excluded.last_error,
        payload = excluded.payload,
        -- what a person skipped was the error that it named
        status = CASE WHEN q.last_error = excluded.last_error THEN q.status ELSE 'failed' END,
        skipped = CASE WHEN q.last_error = excluded.last_error THEN q.skipped END,
        hold_reason = CASE WHEN q.last_error = excluded.last_error THEN q.hold_reason END,
        skip_reason = CASE WHEN q.last_error = excluded.last_error THEN q.skip_reason END
      WHERE (q.last_error, q.payload) IS DISTINCT FROM (excluded.last_error, excluded.payload)
      RETURNING q.status
      """;

  private static final String OF_PARTITION =
      """
      partition_id = (
        SELECT id
        FROM lockstep.sync_partition
        WHERE sync = :sync AND account = :account AND calendar = :calendar)
      """;

  private static final String DROP_VALUES =
      """
      DELETE FROM lockstep.sync_queue
      WHERE finding <> '' AND finding = :finding AND key = ANY(CAST(:keys AS text[])) AND
      """
          + OF_PARTITION;

  private static final String DROP_ROWS =
      """
      DELETE FROM lockstep.sync_queue
      WHERE finding <> '' AND starts_with(finding, :row)
        AND finding <> ALL(CAST(:findings AS text[])) AND
      """
          + OF_PARTITION;

  private static final String SAY_AGAIN =
      """
      UPDATE lockstep.sync_queue
      SET last_error = f.text
      FROM unnest(CAST(:findings AS text[]), CAST(:texts AS text[])) AS f (name, text)
      WHERE finding <> '' AND finding = f.name AND last_error IS DISTINCT FROM f.text AND
      """
          + OF_PARTITION;

  private static final String DROP_UNLINKED =
      """
      DELETE FROM lockstep.sync_queue q
      WHERE q.finding <> '' AND q.finding = :finding AND q.account = :account
        AND NOT EXISTS (
          SELECT FROM lockstep.sync_mapping m
          WHERE m.sync = q.sync AND m.account = q.account AND m.key = q.key)
      """;

  private final JdbcClient jdbc;

  public Findings(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What is wrong with the values of a record.
   *
   * @param seen the text of each value that was seen at Google
   */
  public record Wrong(String text, Map<String, @Nullable String> seen) {}

  /**
   * What the values of these records are found to be now, in place of what was found before.
   *
   * @param found by key; null: nothing is wrong with them
   */
  public void values(PartitionKey partition, Map<String, @Nullable Wrong> found) {
    List<String> mended =
        found.entrySet().stream()
            .filter(entry -> entry.getValue() == null)
            .map(Map.Entry::getKey)
            .toList();
    if (!mended.isEmpty()) {
      of(partition, DROP_VALUES)
          .param("finding", VALUES)
          .param("keys", mended.toArray(String[]::new))
          .update();
    }
    Map<Place, Wrong> wrong = new LinkedHashMap<>();
    found.forEach(
        (key, what) -> {
          if (what != null) {
            wrong.put(new Place(key, VALUES), what);
          }
        });
    add(partition, wrong);
  }

  /**
   * Something that a look at a tab found about a row.
   *
   * @param name tells it from others, wherever the row stands
   * @param key of the record; null where the row shows none
   */
  public record OfRow(String name, @Nullable String key, Wrong wrong) {}

  /** These were found just now; how many of them nobody had skipped. */
  public long found(PartitionKey partition, Collection<OfRow> rows) {
    Map<Place, Wrong> found = new LinkedHashMap<>();
    rows.forEach(
        row ->
            found.put(
                new Place(row.key() == null ? "" : row.key(), finding(row.name())), row.wrong()));
    return add(partition, found);
  }

  /**
   * What still stands of what looks found about rows: all else is mended.
   *
   * @param texts by name, as it is to be said now; null: as before
   */
  public void stand(PartitionKey partition, Map<String, @Nullable String> texts) {
    of(partition, DROP_ROWS)
        .param("row", ROW)
        .param("findings", texts.keySet().stream().map(Findings::finding).toArray(String[]::new))
        .update();
    List<Map.Entry<String, @Nullable String>> said =
        texts.entrySet().stream().filter(entry -> entry.getValue() != null).toList();
    if (!said.isEmpty()) {
      of(partition, SAY_AGAIN)
          .param(
              "findings",
              said.stream().map(entry -> finding(entry.getKey())).toArray(String[]::new))
          .param("texts", said.stream().map(Map.Entry::getValue).toArray(String[]::new))
          .update();
    }
  }

  /** Mappings of the account were put aside: what their records show is not known now. */
  public void putAside(String account) {
    jdbc.sql(DROP_UNLINKED).param("finding", VALUES).param("account", account).update();
  }

  private record Place(String key, String finding) {}

  private long add(PartitionKey partition, Map<Place, Wrong> findings) {
    if (findings.isEmpty()) {
      return 0;
    }
    return of(partition, ADD)
        .param("keys", findings.keySet().stream().map(Place::key).toArray(String[]::new))
        .param("findings", findings.keySet().stream().map(Place::finding).toArray(String[]::new))
        .param("texts", findings.values().stream().map(Wrong::text).toArray(String[]::new))
        .param(
            "seen",
            findings.values().stream()
                .map(wrong -> Payload.json(wrong.seen()))
                .toArray(String[]::new))
        .query(String.class)
        .list()
        .stream()
        .filter(status -> Status.of(status) == Status.FAILED)
        .count();
  }

  /** An index entry holds no long text. */
  private static String finding(String name) {
    return ROW
        + (name.length() <= 200
            ? name
            : DigestUtils.md5DigestAsHex(name.getBytes(StandardCharsets.UTF_8)));
  }

  private JdbcClient.StatementSpec of(PartitionKey partition, String sql) {
    return jdbc.sql(sql)
        .param("sync", partition.sync())
        .param("account", partition.account())
        .param("calendar", partition.calendar());
  }
}

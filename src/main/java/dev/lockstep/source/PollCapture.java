package dev.lockstep.source;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Capture of what has no triggers (PROTOCOL 1.6). One poll: {@link #begin}, run {@link #query} and
 * give what it streams to {@link #captured} page by page, {@link #sweep} after a full one, {@link
 * #finish}. Changes go into the capture log, from there all is as with triggers.
 */
public final class PollCapture {

  /** Two looks that miss a row must be this far apart to make it a deleted one. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  // Where other sessions' transactions are not visible, ten minutes stand for the longest of them.
  private static final String BEGIN =
      """
      SELECT p.polled_from,
        (p.full_compare_at IS NULL
          OR p.full_compare_at <= lockstep.clock() - :fullCompare::interval) AS full,
        CASE
          WHEN pg_has_role('pg_read_all_stats', 'USAGE') THEN (
            SELECT least(min(a.xact_start), clock_timestamp(), (
              SELECT min(x.prepared) - interval '10 minutes' FROM pg_prepared_xacts x))
            FROM pg_stat_activity a
            WHERE a.datname = current_database())
          ELSE clock_timestamp() - interval '10 minutes' END AS horizon
      FROM (SELECT CAST(:sync AS text) AS sync) s
      LEFT JOIN lockstep.sync_poll_state p ON p.sync = s.sync
      """;

  private static final String QUERY =
      """
      SELECT look.key, look.hash
      FROM (
        SELECT %s AS key, hashtextextended(CAST(ROW(%s) AS text), 0) AS hash
        FROM %s
        WHERE (%s) IS NOT NULL %s) look
      LEFT JOIN lockstep.sync_poll_seen seen ON seen.sync = %s AND seen.key = look.key
      WHERE seen.hash IS DISTINCT FROM look.hash OR seen.missing_since IS NOT NULL
      """;

  private static final String CAPTURED =
      """
      WITH look AS (
        SELECT DISTINCT ON (l.key) l.key, l.hash
        FROM unnest(CAST(:keys AS text[]), CAST(:hashes AS bigint[])) AS l (key, hash)
        ORDER BY l.key
      ), put AS (
        INSERT INTO lockstep.sync_poll_seen AS seen (sync, key, hash)
        SELECT :sync, key, hash FROM look
        ON CONFLICT ON CONSTRAINT sync_poll_seen_pk DO UPDATE
        SET hash = excluded.hash, missing_since = NULL
        RETURNING seen.key
      )
      INSERT INTO lockstep.sync_change (capture, key)
      SELECT :capture, key FROM put
      """;

  private static final String MISSING =
      """
      UPDATE lockstep.sync_poll_seen seen
      SET missing_since = lockstep.clock()
      WHERE seen.sync = :sync AND seen.missing_since IS NULL
        AND NOT EXISTS (SELECT FROM %s WHERE %s = seen.key)
      """;

  private static final String DELETED =
      """
      WITH gone AS (
        DELETE FROM lockstep.sync_poll_seen seen
        WHERE seen.sync = :sync AND seen.missing_since <= lockstep.clock() - :between::interval
          AND NOT EXISTS (SELECT FROM %s WHERE %s = seen.key)
        RETURNING seen.key
      )
      INSERT INTO lockstep.sync_change (capture, key)
      SELECT :capture, key FROM gone
      """;

  private static final String IS_SOMETHING_MISSING =
      """
      SELECT EXISTS (
        SELECT
        FROM lockstep.sync_poll_seen
        WHERE sync = :sync AND missing_since IS NOT NULL)
      """;

  private static final String FINISH =
      """
      INSERT INTO lockstep.sync_poll_state (sync, polled_from, full_compare_at)
      VALUES (:sync, :horizon, CASE WHEN :full THEN lockstep.clock() END)
      ON CONFLICT ON CONSTRAINT sync_poll_state_pk DO UPDATE
      SET polled_from = excluded.polled_from,
        full_compare_at = coalesce(excluded.full_compare_at, sync_poll_state.full_compare_at)
      """;

  private static final String REGISTER =
      """
      INSERT INTO lockstep.sync_capture (source_schema, source_table, key_columns, installed_at)
      VALUES (:schema, :table, CAST(:key AS text[]), now())
      ON CONFLICT ON CONSTRAINT sync_capture_once DO UPDATE SET installed_at = sync_capture.installed_at
      RETURNING id
      """;

  private static final String FORGET =
      """
      WITH state AS (DELETE FROM lockstep.sync_poll_state WHERE sync = :sync)
      DELETE FROM lockstep.sync_poll_seen
      WHERE sync = :sync
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate inTransaction;

  public PollCapture(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.inTransaction = new TransactionTemplate(transactions);
  }

  /**
   * One poll of one sync.
   *
   * @param from rows modified before this are not looked at; null: all are
   * @param horizon from where the next poll reads
   */
  public record Poll(
      String sync,
      SourceTable source,
      int capture,
      @Nullable OffsetDateTime from,
      OffsetDateTime horizon) {

    public boolean isFull() {
      return from == null;
    }
  }

  /**
   * SQL with the named parameters it needs; its rows are {@code key text, hash bigint}, those only
   * that are not as they were seen last.
   */
  public record Query(String sql, Map<String, Object> parameters) {}

  /**
   * Starts a poll.
   *
   * @param modified column that says when a row changed; null: every poll looks at every row
   * @param fullCompare how often every row is looked at all the same
   */
  public Poll begin(
      String sync, SourceTable source, @Nullable String modified, Duration fullCompare) {
    CaptureKey key = CaptureKey.of(source);
    int capture =
        jdbc.sql(REGISTER)
            .param("schema", key.schema())
            .param("table", key.table())
            .param("key", key.keyColumns().toArray(String[]::new))
            .query(Integer.class)
            .single();
    return jdbc.sql(BEGIN)
        .param("sync", sync)
        .param("fullCompare", fullCompare.toString())
        .query(
            (row, n) ->
                new Poll(
                    sync,
                    source,
                    capture,
                    modified == null || row.getBoolean("full")
                        ? null
                        : row.getObject("polled_from", OffsetDateTime.class),
                    Objects.requireNonNull(row.getObject("horizon", OffsetDateTime.class))))
        .single();
  }

  /**
   * The look itself, to be streamed.
   *
   * @param modified as for {@link #begin}
   */
  public Query query(Poll poll, @Nullable String modified) {
    RowSql sql = new RowSql(poll.source());
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("sync", poll.sync());
    String since = "";
    if (poll.from() != null && modified != null) {
      // NULL says nothing about when the row changed, so it is looked at.
      since = "AND (s.%1$s >= :from OR s.%1$s IS NULL)".formatted(Identifiers.quote(modified));
      parameters.put("from", poll.from());
    }
    String columns =
        poll.source().shape().columns().stream()
            .map(c -> "s." + Identifiers.quote(c.name()) + "::text")
            .collect(java.util.stream.Collectors.joining(", "));
    return new Query(
        QUERY.formatted(sql.keyText(), columns, sql.table(), sql.keyOrder(), since, ":sync"),
        parameters);
  }

  /** Rows that {@link #query} gave, by key: they are remembered and go into the capture log. */
  public void captured(Poll poll, Map<String, Long> hashes) {
    if (!hashes.isEmpty()) {
      Collection<String> keys = hashes.keySet();
      jdbc.sql(CAPTURED)
          .param("sync", poll.sync())
          .param("capture", poll.capture())
          .param("keys", keys.toArray(String[]::new))
          .param("hashes", keys.stream().map(hashes::get).toArray(Long[]::new))
          .update();
    }
  }

  /**
   * Looks for rows that are gone: after a full poll, and after any while {@link
   * #isSomethingMissing}. What two looks miss goes into the capture log.
   *
   * @return how many rows are gone for good
   */
  public int sweep(Poll poll) {
    RowSql sql = new RowSql(poll.source());
    return inTransaction.execute(
        status -> {
          int deleted =
              jdbc.sql(DELETED.formatted(sql.table(), sql.keyText()))
                  .param("sync", poll.sync())
                  .param("between", BETWEEN_LOOKS.toString())
                  .param("capture", poll.capture())
                  .update();
          jdbc.sql(MISSING.formatted(sql.table(), sql.keyText()))
              .param("sync", poll.sync())
              .update();
          return deleted;
        });
  }

  /** Whether a row was missed by the last look and waits for the second one. */
  public boolean isSomethingMissing(String sync) {
    return jdbc.sql(IS_SOMETHING_MISSING).param("sync", sync).query(Boolean.class).single();
  }

  /** The poll is complete; one that was not is repeated from where it began. */
  public void finish(Poll poll) {
    jdbc.sql(FINISH)
        .param("sync", poll.sync())
        .param("horizon", poll.horizon())
        .param("full", poll.isFull())
        .update();
  }

  /** The sync is gone or has another source: the next poll begins anew. */
  public void forget(String sync) {
    jdbc.sql(FORGET).param("sync", sync).update();
  }
}

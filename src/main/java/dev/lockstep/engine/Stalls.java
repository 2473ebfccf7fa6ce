package dev.lockstep.engine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Calendars and tabs that have made no progress for long though nothing keeps them: their passes
 * fail time after time, or what is due stays and nothing of it is done.
 */
public final class Stalls {

  /** Failures in a row; with the waits between them they take a minute at least. */
  private static final int FAILURES = 8;

  private static final String PLACE =
      "p.sync, format('account %L %s %L', p.account, lockstep.place(p.sync), p.calendar) AS scope";

  private static final String OF_PARTITION =
      "a.sync = p.sync AND a.account = p.account AND a.calendar = p.calendar";

  // Of what is due now and then, the history tells whether anything went through.
  private static final String STALLED =
      """
      SELECT %1$s, NULL::timestamptz AS since,
        format('%%s passes in a row failed: %%s', p.attempts, p.last_error) AS reason
      FROM lockstep.sync_partition p
      WHERE p.attempts >= :failures AND (CAST(:sync AS text) IS NULL OR p.sync = :sync)
        AND NOT EXISTS (
          SELECT
          FROM lockstep.sync_pause s
          WHERE s.sync IN ('', p.sync) AND s.account IN ('', p.account)
            AND s.calendar IN ('', p.calendar))
      UNION ALL
      SELECT %1$s, due.since,
        coalesce(
          (SELECT a.message
           FROM lockstep.sync_audit a
           WHERE %2$s AND a.kind IN ('attempt', 'pass') AND a.outcome <> 'done'
             AND a.at > clock_timestamp() - interval '1 hour'
           ORDER BY a.id DESC
           LIMIT 1),
          'the log of the application tells why')
      FROM (
        SELECT q.partition_id, min(q.not_before) AS since
        FROM lockstep.sync_queue q
        JOIN lockstep.sync_partition qp ON qp.id = q.partition_id
        WHERE q.status IN ('pending', 'processing')
          AND q.not_before < lockstep.clock() - interval '10 minutes'
          AND NOT EXISTS (
            SELECT
            FROM lockstep.sync_pause s
            WHERE s.direction = q.direction AND s.sync IN ('', qp.sync)
              AND s.account IN ('', qp.account) AND s.calendar IN ('', qp.calendar))
        GROUP BY q.partition_id) due
      JOIN lockstep.sync_partition p ON p.id = due.partition_id
      WHERE p.attempts < :failures AND (CAST(:sync AS text) IS NULL OR p.sync = :sync)
        AND NOT EXISTS (
          SELECT
          FROM lockstep.sync_back_off b
          WHERE b.scope IN ('project', 'account:' || p.account)
            AND b.back_off_until > lockstep.clock())
        AND NOT EXISTS (
          SELECT
          FROM lockstep.sync_audit a
          WHERE %2$s AND (a.kind = 'change' OR a.outcome = 'done')
            AND a.at > clock_timestamp() - interval '10 minutes')
      ORDER BY 1, 2
      LIMIT 100
      """
          .formatted(PLACE, OF_PARTITION);

  private final JdbcClient jdbc;

  public Stalls(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One of them.
   *
   * @param since when the oldest of what waits was due; null where passes fail
   */
  public record Stall(String sync, String scope, @Nullable Instant since, String reason) {
    /** In a sentence about its scope. */
    public String words() {
      return since == null
          ? "makes no progress: " + reason
          : "makes no progress since %s: %s".formatted(since, reason);
    }
  }

  /**
   * @param sync null: of every one
   */
  public List<Stall> of(@Nullable String sync) {
    return jdbc.sql(STALLED)
        .param("sync", sync)
        .param("failures", FAILURES)
        .query((row, n) -> stall(row))
        .list();
  }

  private static Stall stall(ResultSet row) throws SQLException {
    OffsetDateTime since = row.getObject("since", OffsetDateTime.class);
    return new Stall(
        row.getString("sync"),
        row.getString("scope"),
        since == null ? null : since.toInstant(),
        row.getString("reason"));
  }
}

package dev.lockstep.queue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is tried again later since it failed as a whole: partitions, accounts, everything. */
public final class Waits {

  /** An account's or the project's wait is told for each sync that it holds up. */
  private static final String OF_SYNC =
      """
      SELECT format('account %L %s %L', p.account, lockstep.place(p.sync), p.calendar) AS scope, p.attempts,
        CASE WHEN p.back_off_until > lockstep.clock() THEN p.back_off_until END AS until,
        coalesce(p.last_error, '') AS reason
      FROM lockstep.sync_partition p
      WHERE p.sync = :sync AND p.attempts > 0 AND p.back_off_until IS NOT NULL
      UNION ALL
      SELECT b.scope, b.attempts, b.back_off_until, coalesce(b.last_error, '')
      FROM lockstep.sync_back_off b
      WHERE b.back_off_until > lockstep.clock()
        AND (b.scope = 'project'
          OR EXISTS (
            SELECT FROM lockstep.sync_partition p
            WHERE p.sync = :sync AND b.scope = 'account:' || p.account))
      ORDER BY 1
      """;

  private final JdbcClient jdbc;

  public Waits(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One wait: whose it is, how often it was tried, why.
   *
   * @param until when it is tried again; null: at its next turn, which a pause puts off
   */
  public record Wait(String scope, int attempts, @Nullable Instant until, String reason) {

    /** When it is tried again, as people are told. */
    public String again() {
      return until == null
          ? "tried again at its next turn, once nothing pauses it"
          : "tried again at " + until;
    }
  }

  public List<Wait> of(String sync) {
    return jdbc.sql(OF_SYNC)
        .param("sync", sync)
        .query(
            (row, number) ->
                new Wait(
                    row.getString("scope"),
                    row.getInt("attempts"),
                    Columns.instant(row, "until"),
                    row.getString("reason")))
        .list();
  }
}

package dev.lockstep.queue;

import dev.lockstep.core.Direction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What keeps directions from running: any number of causes at once, each set and lifted without
 * touching the others. Methods join the caller's transaction.
 */
public final class Pauses {

  private static final String IS_ABOUT =
      "s.sync IN ('', %1$s.sync) AND s.account IN ('', %1$s.account)"
          + " AND s.calendar IN ('', %1$s.calendar)";

  private static final String SET =
      """
      INSERT INTO lockstep.sync_pause AS s (sync, account, calendar, direction, cause, reason)
      VALUES (:sync, :account, :calendar, :direction, :cause, :reason)
      ON CONFLICT ON CONSTRAINT sync_pause_pk DO UPDATE SET reason = excluded.reason
      WHERE s.reason <> excluded.reason
      """;

  private static final String LIFT =
      """
      DELETE FROM lockstep.sync_pause
      WHERE sync = :sync AND account = :account AND calendar = :calendar
        AND direction = :direction AND cause = :cause
      """;

  private static final String WAKE =
      """
      UPDATE lockstep.sync_due
      SET due_at = lockstep.clock()
      WHERE partition_id IN (
        SELECT d.partition_id
        FROM lockstep.sync_due d
        JOIN lockstep.sync_partition p ON p.id = d.partition_id
        WHERE :sync IN ('', p.sync) AND :account IN ('', p.account) AND :calendar IN ('', p.calendar)
        ORDER BY d.partition_id
        FOR UPDATE OF d)
      """;

  private static final String STANDING =
      """
      SELECT s.sync, s.account, s.calendar, s.cause, s.reason, min(s.since) AS since,
        CASE count(DISTINCT s.direction) WHEN 2 THEN 'both' ELSE min(s.direction) END AS direction,
        count(DISTINCT p.id) AS partitions
      FROM lockstep.sync_pause s
      LEFT JOIN lockstep.sync_partition p ON %s
      GROUP BY s.sync, s.account, s.calendar, s.cause, s.reason
      HAVING CAST(:sync AS text) IS NULL OR s.sync = :sync OR bool_or(p.sync = :sync)
      ORDER BY s.sync, s.account, s.calendar, s.cause
      """
          .formatted(IS_ABOUT.formatted("p"));

  private static final String COUNTS =
      """
      SELECT p.sync, s.direction, s.cause, count(DISTINCT p.id) AS partitions
      FROM lockstep.sync_pause s
      JOIN lockstep.sync_partition p ON %s
      GROUP BY p.sync, s.direction, s.cause
      ORDER BY p.sync, s.direction, s.cause
      """
          .formatted(IS_ABOUT.formatted("p"));

  private final JdbcClient jdbc;

  public Pauses(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** SQL: whether a direction of the named row of {@code sync_partition} is paused. */
  static String isPaused(String partition, Direction direction) {
    return "EXISTS (SELECT FROM lockstep.sync_pause s WHERE s.direction = '%s' AND %s)"
        .formatted(Columns.direction(direction), IS_ABOUT.formatted(partition));
  }

  /** SQL: why a direction of the named row of {@code sync_partition} is paused, as an array. */
  static String causes(String partition, Direction direction) {
    return "ARRAY(SELECT DISTINCT s.cause FROM lockstep.sync_pause s WHERE s.direction = '%s' AND %s)"
        .formatted(Columns.direction(direction), IS_ABOUT.formatted(partition));
  }

  /** Sets one cause; where it stands already only what is said of it changes. */
  public void set(Pause.Scope scope, Direction direction, PauseCause cause, String reason) {
    for (Direction way : ways(direction)) {
      about(SET, scope, way, cause).param("reason", reason).update();
    }
  }

  /**
   * Lifts one cause; what waited is due at once, as far as no other cause stands.
   *
   * @return whether it stood, in either direction
   */
  public boolean lift(Pause.Scope scope, Direction direction, PauseCause cause) {
    int lifted = 0;
    for (Direction way : ways(direction)) {
      lifted += about(LIFT, scope, way, cause).update();
    }
    if (lifted > 0) {
      jdbc.sql(WAKE)
          .param("sync", scope.sync())
          .param("account", scope.account())
          .param("calendar", scope.calendar())
          .update();
    }
    return lifted > 0;
  }

  private static List<Direction> ways(Direction direction) {
    return direction == Direction.BOTH
        ? List.of(Direction.TO_GOOGLE, Direction.FROM_GOOGLE)
        : List.of(direction);
  }

  private JdbcClient.StatementSpec about(
      String sql, Pause.Scope scope, Direction way, PauseCause cause) {
    return jdbc.sql(sql)
        .param("sync", scope.sync())
        .param("account", scope.account())
        .param("calendar", scope.calendar())
        .param("direction", Columns.direction(way))
        .param("cause", cause.column());
  }

  /** Every cause that stands. */
  public List<Pause> standing() {
    return about(null);
  }

  /** Every cause that keeps something of this sync from running. */
  public List<Pause> of(String sync) {
    return about(sync);
  }

  private List<Pause> about(@Nullable String sync) {
    return jdbc.sql(STANDING).param("sync", sync).query(Pauses::pause).list();
  }

  /**
   * How many partitions of a sync one cause keeps from running in one direction.
   *
   * @param direction one of the two, never both
   */
  public record Count(String sync, Direction direction, PauseCause cause, long partitions) {}

  /** Every cause that keeps partitions from running, counted. */
  public List<Count> counts() {
    return jdbc.sql(COUNTS)
        .query(
            (row, n) ->
                new Count(
                    row.getString("sync"),
                    Columns.direction(row.getString("direction")),
                    PauseCause.of(row.getString("cause")),
                    row.getLong("partitions")))
        .list();
  }

  private static Pause pause(ResultSet row, int number) throws SQLException {
    String direction = row.getString("direction");
    return new Pause(
        new Pause.Scope(row.getString("sync"), row.getString("account"), row.getString("calendar")),
        direction.equals("both") ? Direction.BOTH : Columns.direction(direction),
        PauseCause.of(row.getString("cause")),
        row.getString("reason"),
        Objects.requireNonNull(Columns.instant(row, "since")),
        row.getLong("partitions"));
  }
}

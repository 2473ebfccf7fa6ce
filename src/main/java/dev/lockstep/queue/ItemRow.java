package dev.lockstep.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/** An item as its row of {@code sync_queue q} shows it. */
final class ItemRow {

  static final String COLUMNS =
      """
      q.id, q.partition_id, q.sync, q.direction, q.account, q.calendar, q.key, q.status, q.lane,
      q.effect, q.generation, q.retry_count, q.first_changed_at, q.changed_at, q.not_before,
      q.origin, q.approved, q.discarded, q.asked,
      CASE WHEN q.status = 'held' THEN q.hold_reason END AS hold_reason,
      CASE WHEN q.status = 'skipped' THEN coalesce(q.hold_reason, q.skip_reason) END AS skip_reason,
      q.last_error, q.trace,
      q.changes, q.caused_by
      """;

  private ItemRow() {}

  static Item read(ResultSet row, int number) throws SQLException {
    String effect = row.getString("effect");
    return new Item(
        row.getLong("id"),
        row.getLong("partition_id"),
        Columns.partition(row),
        Columns.direction(row.getString("direction")),
        row.getString("key"),
        Status.of(row.getString("status")),
        Lane.of(row.getString("lane")),
        effect == null ? null : Effect.of(effect),
        row.getLong("generation"),
        row.getInt("retry_count"),
        Objects.requireNonNull(Columns.instant(row, "first_changed_at")),
        Objects.requireNonNull(Columns.instant(row, "changed_at")),
        Objects.requireNonNull(Columns.instant(row, "not_before")),
        row.getString("origin"),
        row.getBoolean("approved"),
        row.getBoolean("discarded"),
        row.getString("asked"),
        row.getString("hold_reason"),
        row.getString("skip_reason"),
        row.getString("last_error"),
        row.getString("trace"),
        row.getInt("changes"),
        row.getString("caused_by"));
  }
}

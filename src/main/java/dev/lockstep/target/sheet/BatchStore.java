package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The batches that were committed to and are not settled, and the number of the last one (tables
 * {@code sheet_batch}, {@code sheet_saves}).
 */
final class BatchStore {

  private static final String NEXT =
      """
      UPDATE lockstep.sheet_saves
      SET batch = :batch,
          flush_until = lockstep.clock() + make_interval(secs => :seconds)
      WHERE spreadsheet_id = :spreadsheet AND flush_token = :token
      """;

  private static final String ADD =
      """
      INSERT INTO lockstep.sheet_batch (spreadsheet_id, batch, sync, account, calendar, plan)
      VALUES (:spreadsheet, :batch, :sync, :account, :calendar, CAST(:plan AS jsonb))
      """;

  private static final String UNSETTLED =
      """
      SELECT batch, sync, account, calendar, plan,
             called_at < lockstep.clock() - interval '5 minutes' AS old
      FROM lockstep.sheet_batch
      WHERE spreadsheet_id = :spreadsheet
      ORDER BY batch
      """;

  private static final String DROP =
      """
      DELETE FROM lockstep.sheet_batch
      WHERE spreadsheet_id = :spreadsheet AND batch = :batch
      """;

  private static final String BATCH =
      "SELECT batch FROM lockstep.sheet_saves WHERE spreadsheet_id = :spreadsheet";

  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  BatchStore(NamedParameterJdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * Commits to a batch before its call.
   *
   * @throws FlushLost where the turn was lost meanwhile
   */
  Turn commit(Turn turn, PartitionKey partition, String plan, Duration keeps) {
    long number = turn.batch() + 1;
    transaction.executeWithoutResult(
        status -> {
          int updated =
              jdbc.update(
                  NEXT,
                  new MapSqlParameterSource("spreadsheet", turn.spreadsheetId())
                      .addValue("token", turn.token())
                      .addValue("batch", number)
                      .addValue("seconds", Parameters.seconds(keeps)));
          if (updated == 0) {
            throw new FlushLost(turn.spreadsheetId());
          }
          jdbc.update(
              ADD,
              Parameters.of(partition)
                  .addValue("spreadsheet", turn.spreadsheetId())
                  .addValue("batch", number)
                  .addValue("plan", plan));
        });
    return new Turn(turn.spreadsheetId(), turn.token(), number);
  }

  /**
   * A batch that is not settled.
   *
   * @param old whether its call can no longer arrive
   */
  record Unsettled(long batch, PartitionKey partition, String plan, boolean old) {}

  List<Unsettled> unsettled(String spreadsheetId) {
    return jdbc.query(
        UNSETTLED,
        Map.of("spreadsheet", spreadsheetId),
        (row, n) ->
            new Unsettled(
                row.getLong("batch"),
                Parameters.partition(row),
                row.getString("plan"),
                row.getBoolean("old")));
  }

  void settled(String spreadsheetId, long batch) {
    jdbc.update(DROP, Map.of("spreadsheet", spreadsheetId, "batch", batch));
  }

  /** Whether a batch of this spreadsheet up to that number waits to be judged, or to be dropped. */
  boolean isUnsettled(String spreadsheetId, long shown) {
    return unsettled(spreadsheetId).stream().anyMatch(batch -> batch.batch() <= shown);
  }

  /** Whether a batch that had not arrived when that number was shown may still do so. */
  boolean isAwaited(String spreadsheetId, long shown) {
    return unsettled(spreadsheetId).stream()
        .anyMatch(batch -> batch.batch() > shown && !batch.old());
  }

  /**
   * @throws TabFault where the hidden tab shows a batch that was never committed to
   */
  void requireOurs(String spreadsheetId, long shown) {
    long committed = batch(spreadsheetId);
    if (shown > committed) {
      throw new TabFault(
          "anotherWriter",
          ("tab '%s' of spreadsheet %s shows batch %d, and this installation has committed to %d:"
                  + " another one writes there, or this database was set back")
              .formatted(Tab.SAVES, spreadsheetId, shown, committed));
    }
  }

  private long batch(String spreadsheetId) {
    return jdbc.queryForList(BATCH, Map.of("spreadsheet", spreadsheetId), Long.class).stream()
        .findFirst()
        .orElse(0L);
  }
}

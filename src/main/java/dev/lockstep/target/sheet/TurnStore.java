package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Who may write to a spreadsheet, and since when it rests (table {@code sheet_saves}). */
final class TurnStore {

  /** Takes the spreadsheet where nobody writes to it and its last flush is long enough ago. */
  private static final String ENTER =
      """
      UPDATE lockstep.sheet_saves
      SET flush_token = :token,
          flush_until = lockstep.clock() + make_interval(secs => :seconds)
      WHERE spreadsheet_id = :spreadsheet
        AND (flush_until IS NULL OR flush_until < lockstep.clock()
          -- the worker that had it has lost the lease of its partition since
          OR left(CAST(flush_token AS text), 18) = left(CAST(CAST(:token AS uuid) AS text), 18))
        AND (next_flush_at IS NULL OR next_flush_at <= lockstep.clock())
      RETURNING batch
      """;

  private static final String WAIT =
      """
      SELECT extract(epoch FROM greatest(coalesce(flush_until, lockstep.clock()),
                      coalesce(next_flush_at, lockstep.clock())) - lockstep.clock()) AS seconds,
             flush_until IS NOT NULL AND flush_until >= lockstep.clock() AS busy
      FROM lockstep.sheet_saves
      WHERE spreadsheet_id = :spreadsheet
      """;

  private static final String LEAVE =
      """
      UPDATE lockstep.sheet_saves
      SET flush_token = NULL,
          flush_until = NULL,
          next_flush_at = lockstep.clock() + make_interval(secs => :seconds)
      WHERE spreadsheet_id = :spreadsheet AND flush_token = :token
      """;

  private static final String ACTIVITY =
      """
      SELECT count(DISTINCT s.spreadsheet_id) FILTER (WHERE t.account = :account) AS of_account,
             count(DISTINCT s.spreadsheet_id) AS everywhere
      FROM lockstep.sheet_saves s
      JOIN lockstep.sheet_tab t USING (spreadsheet_id)
      WHERE s.next_flush_at > lockstep.clock() - interval '1 minute'
         OR s.flush_until > lockstep.clock()
      """;

  private final NamedParameterJdbcTemplate jdbc;

  TurnStore(NamedParameterJdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Takes the right to write to a spreadsheet for whoever has the lease of this partition; empty
   * while another partition has it or it must rest. The first half of the token tells whose it is.
   */
  Optional<Turn> enter(String spreadsheetId, PartitionKey partition, Duration keeps) {
    byte[] name = partition.toString().getBytes(StandardCharsets.UTF_8);
    UUID token =
        new UUID(
            ByteBuffer.wrap(TabShape.sha256().digest(name)).getLong(),
            ThreadLocalRandom.current().nextLong());
    return jdbc
        .queryForList(
            ENTER,
            new MapSqlParameterSource("spreadsheet", spreadsheetId)
                .addValue("token", token)
                .addValue("seconds", Parameters.seconds(keeps)),
            Long.class)
        .stream()
        .findFirst()
        .map(batch -> new Turn(spreadsheetId, token, batch));
  }

  /** How long until the spreadsheet may be free; and whether somebody has it. */
  Waiting waiting(String spreadsheetId) {
    return jdbc
        .query(
            WAIT,
            Map.of("spreadsheet", spreadsheetId),
            (row, n) ->
                new Waiting(
                    Duration.ofMillis(Math.max(1, (long) (row.getDouble("seconds") * 1000))),
                    row.getBoolean("busy")))
        .stream()
        .findFirst()
        .orElse(new Waiting(Duration.ofMillis(1), false));
  }

  record Waiting(Duration left, boolean busy) {}

  FlushPace.Activity activity(String account) {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            ACTIVITY,
            Map.of("account", account),
            (row, n) ->
                new FlushPace.Activity(row.getInt("of_account"), row.getInt("everywhere"))));
  }

  /** Gives the right back; the spreadsheet rests for a while. */
  void leave(Turn turn, Duration rests) {
    jdbc.update(
        LEAVE,
        new MapSqlParameterSource("spreadsheet", turn.spreadsheetId())
            .addValue("token", turn.token())
            .addValue("seconds", Parameters.seconds(rests)));
  }
}

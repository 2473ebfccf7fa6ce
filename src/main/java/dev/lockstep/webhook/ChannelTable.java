package dev.lockstep.webhook;

import dev.lockstep.core.PartitionKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table {@code sync_channel}. All its times are PostgreSQL's. */
@Repository
class ChannelTable {

  private static final String ALL =
      """
      SELECT id, sync, account, calendar, spreadsheet_id, resource_id, secret_hash, state, verified,
        created_at, changed_at, expires_at, attempts, renewal_asked
      FROM lockstep.sync_channel
      """;

  private static final String ONE =
      """
      SELECT id, sync, account, calendar, spreadsheet_id, resource_id, secret_hash, state, verified,
        created_at, changed_at, expires_at, attempts, renewal_asked, now() AS now
      FROM lockstep.sync_channel
      WHERE id = :id
      """;

  /** The lock makes two nodes open one channel, not two. */
  private static final String LOCK_PARTITION =
      """
      SELECT pg_advisory_xact_lock(hashtextextended('lockstep.channel/' || :partition, 0))
      """;

  private static final String REGISTER =
      """
      INSERT INTO lockstep.sync_channel
        (id, sync, account, calendar, spreadsheet_id, secret_hash, state)
      SELECT :id, :sync, :account, :calendar, :spreadsheet, :secretHash, 'opening'
      WHERE NOT EXISTS (
        SELECT
        FROM lockstep.sync_channel
        WHERE sync = :sync AND account = :account AND calendar = :calendar
          AND (created_at >= :plannedAt
            OR (state IN ('opening', 'open') AND changed_at >= :plannedAt)
            OR (state = 'opening'
              AND changed_at > now() - :stuckAfter * INTERVAL '1 millisecond')))
      """;

  private static final String OPENED =
      """
      UPDATE lockstep.sync_channel
      SET state = 'open', resource_id = :resourceId, expires_at = :expiresAt, changed_at = now(),
        reason = NULL
      WHERE id = :id
      """;

  private static final String ENTER =
      """
      UPDATE lockstep.sync_channel
      SET state = :state, reason = :reason, changed_at = now(), attempts = 0
      WHERE id = :id
      """;

  private static final String NOT_STOPPED =
      """
      UPDATE lockstep.sync_channel
      SET state = 'stopping', resource_id = :resourceId, reason = :reason, changed_at = now(),
        attempts = attempts + 1
      WHERE id = :id
      """;

  private static final String VERIFIED =
      """
      UPDATE lockstep.sync_channel
      SET verified = true, resource_id = :resourceId
      WHERE id = :id AND (NOT verified OR resource_id IS NULL)
      """;

  private static final String ORPHANED =
      """
      UPDATE lockstep.sync_channel
      SET state = 'stopping', resource_id = :resourceId, changed_at = now(), attempts = 0,
        reason = 'it delivers although its registration failed'
      WHERE id = :id AND state IN ('failed', 'stopped') AND resource_id IS NULL
      """;

  private static final String END_OF_ACCOUNT =
      """
      UPDATE lockstep.sync_channel
      SET state = 'stopped', reason = :reason, changed_at = now()
      WHERE account = :account AND state <> 'stopped'
      """;

  private static final String ASK_RENEWAL =
      """
      UPDATE lockstep.sync_channel
      SET renewal_asked = true
      WHERE account = :account AND state = 'open'
      """;

  private static final String FORGIVE =
      """
      UPDATE lockstep.sync_channel
      SET state = 'stopped', changed_at = now()
      WHERE account = :account AND state = 'failed'
      """;

  private static final String PUT_OFF =
      """
      UPDATE lockstep.sync_channel
      SET pull_due_at = coalesce(pull_due_at, now() + :wait * INTERVAL '1 millisecond')
      WHERE id IN (SELECT id FROM lockstep.sync_channel WHERE id IN (:ids) ORDER BY id FOR UPDATE)
      RETURNING id, extract(epoch FROM pull_due_at - now()) AS seconds_left
      """;

  private static final String TAKE_PUT_OFF =
      """
      UPDATE lockstep.sync_channel
      SET pull_due_at = NULL
      WHERE pull_due_at <= now()
      RETURNING sync, account, calendar
      """;

  private static final String FORGET =
      """
      DELETE FROM lockstep.sync_channel
      WHERE state IN ('stopped', 'failed')
        AND changed_at < now() - :keep * INTERVAL '1 millisecond'
      """;

  private static final String NOW =
      """
      SELECT now()
      """;

  private final JdbcClient jdbc;

  ChannelTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Instant now() {
    return jdbc.sql(NOW).query(OffsetDateTime.class).single().toInstant();
  }

  List<Channel> all() {
    return jdbc.sql(ALL).query((row, n) -> channel(row)).list();
  }

  Optional<Found> find(String id) {
    return jdbc.sql(ONE)
        .param("id", id)
        .query(
            (row, n) ->
                new Found(channel(row), row.getObject("now", OffsetDateTime.class).toInstant()))
        .optional();
  }

  /** False when another node has been at this partition since the plan was made. */
  boolean register(
      String id, Watched watched, byte[] secretHash, Instant plannedAt, Duration stuckAfter) {
    PartitionKey partition = watched.partition();
    jdbc.sql(LOCK_PARTITION).param("partition", partition.toString()).query().singleRow();
    return jdbc.sql(REGISTER)
            .param("id", id)
            .param("sync", partition.sync())
            .param("account", partition.account())
            .param("calendar", partition.calendar())
            .param("spreadsheet", watched.spreadsheetId())
            .param("secretHash", secretHash)
            .param("plannedAt", OffsetDateTime.ofInstant(plannedAt, ZoneOffset.UTC))
            .param("stuckAfter", stuckAfter.toMillis())
            .update()
        == 1;
  }

  void opened(String id, String resourceId, Instant expiresAt) {
    jdbc.sql(OPENED)
        .param("id", id)
        .param("resourceId", resourceId)
        .param("expiresAt", OffsetDateTime.ofInstant(expiresAt, ZoneOffset.UTC))
        .update();
  }

  void enter(String id, Channel.State state, @Nullable String reason) {
    jdbc.sql(ENTER).param("id", id).param("state", state.word()).param("reason", reason).update();
  }

  void notStopped(String id, String resourceId, String reason) {
    jdbc.sql(NOT_STOPPED)
        .param("id", id)
        .param("resourceId", resourceId)
        .param("reason", reason)
        .update();
  }

  void verified(String id, String resourceId) {
    jdbc.sql(VERIFIED).param("id", id).param("resourceId", resourceId).update();
  }

  void orphaned(String id, String resourceId) {
    jdbc.sql(ORPHANED).param("id", id).param("resourceId", resourceId).update();
  }

  void endOfAccount(String account, String reason) {
    jdbc.sql(END_OF_ACCOUNT).param("account", account).param("reason", reason).update();
  }

  /** Every channel of the account is renewed at once, whatever failed before. */
  void renew(String account) {
    jdbc.sql(ASK_RENEWAL).param("account", account).update();
    jdbc.sql(FORGIVE).param("account", account).update();
  }

  /** Puts the pulls of flooded partitions off; for how long, where that is decided already. */
  Map<String, Duration> putOff(Collection<String> channelIds, Duration wait) {
    Map<String, Duration> left = new HashMap<>();
    jdbc.sql(PUT_OFF)
        .param("ids", channelIds)
        .param("wait", wait.toMillis())
        .query(
            row -> {
              long millis = row.getBigDecimal("seconds_left").movePointRight(3).longValue();
              left.put(row.getString("id"), Duration.ofMillis(millis));
            });
    return left;
  }

  /** Partitions whose pull was put off until now. */
  Set<PartitionKey> takePutOff() {
    return Set.copyOf(jdbc.sql(TAKE_PUT_OFF).query((row, n) -> partition(row)).set());
  }

  int forget(Duration keep) {
    return jdbc.sql(FORGET).param("keep", keep.toMillis()).update();
  }

  private static Channel channel(ResultSet row) throws SQLException {
    return new Channel(
        row.getString("id"),
        Watched.of(partition(row), row.getString("spreadsheet_id")),
        row.getString("resource_id"),
        row.getBytes("secret_hash"),
        Channel.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getBoolean("verified"),
        instant(row, "created_at"),
        instant(row, "changed_at"),
        row.getObject("expires_at") == null ? null : instant(row, "expires_at"),
        row.getInt("attempts"),
        row.getBoolean("renewal_asked"));
  }

  private static PartitionKey partition(ResultSet row) throws SQLException {
    return new PartitionKey(
        row.getString("sync"), row.getString("account"), row.getString("calendar"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** A channel and the database's time when it was read. */
  record Found(Channel channel, Instant now) {}
}

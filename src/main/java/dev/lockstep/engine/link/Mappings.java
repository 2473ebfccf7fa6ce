package dev.lockstep.engine.link;

import dev.lockstep.core.Bases;
import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;

/** The one class that reads and writes {@code sync_mapping}. */
@Component
public class Mappings {

  private static final String COLUMNS =
      """
      SELECT sync, account, calendar, key, remote_id, etag, remote_updated, bs, br, seen,
             seen_updated, sending, reported, sync_source, version, incarnation, state, reason
      FROM lockstep.sync_mapping
      """;

  private static final String BY_KEY =
      COLUMNS + "WHERE sync = :sync AND account = :account AND key = ANY(:keys)";

  private static final String BY_KEY_LOCKED = BY_KEY + " ORDER BY key FOR UPDATE";

  private static final String BY_REMOTE_ID =
      COLUMNS + "WHERE sync = :sync AND account = :account AND remote_id = ANY(:ids)";

  private static final String SAVE =
      """
      INSERT INTO lockstep.sync_mapping (
          sync, account, calendar, key, remote_id, etag, remote_updated, bs, br, seen, seen_updated,
          sending, reported, sync_source, version, incarnation, state, reason, google_sub)
      VALUES (
          :sync, :account, :calendar, :key, :remoteId, :etag, :remoteUpdated, CAST(:bs AS jsonb),
          CAST(:br AS jsonb), CAST(:seen AS jsonb), :seenUpdated, CAST(:sending AS jsonb),
          CAST(:reported AS jsonb), :source, :version, :incarnation, :state, :reason,
          (SELECT subject FROM lockstep.user_integrations
           WHERE owner = :account AND is_current))
      ON CONFLICT ON CONSTRAINT sync_mapping_key DO UPDATE SET
          calendar = excluded.calendar,
          remote_id = excluded.remote_id,
          etag = excluded.etag,
          remote_updated = excluded.remote_updated,
          bs = excluded.bs,
          br = excluded.br,
          seen = excluded.seen,
          seen_updated = excluded.seen_updated,
          sending = excluded.sending,
          reported = excluded.reported,
          sync_source = excluded.sync_source,
          last_modified_at = now(),
          version = excluded.version,
          incarnation = excluded.incarnation,
          state = excluded.state,
          reason = excluded.reason
      """;

  private static final String FORGET =
      """
      DELETE FROM lockstep.sync_mapping
      WHERE sync = :sync AND account = :account AND key = ANY(:keys)
      """;

  private static final String MARK_LISTED =
      """
      UPDATE lockstep.sync_mapping
      SET listed_at = :listedAt
      WHERE sync = :sync AND account = :account AND calendar = :calendar AND remote_id = ANY(:ids)
      """;

  private static final String UNLISTED =
      """
      SELECT remote_id
      FROM lockstep.sync_mapping
      WHERE sync = :sync
        AND account = :account
        AND calendar = :calendar
        AND state IN ('sending', 'linked', 'conflict', 'held')
        AND (listed_at IS NULL OR listed_at < :listedAt)
      ORDER BY remote_id
      """;

  private static final String KEYS =
      """
      SELECT key
      FROM lockstep.sync_mapping
      WHERE sync = :sync AND account = :account AND calendar = :calendar AND state <> 'gone'
      """;

  private static final String LINKED =
      """
      SELECT count(*)
      FROM (
        SELECT
        FROM lockstep.sync_mapping
        WHERE sync = :sync
          AND state IN ('linked', 'conflict', 'held', 'sending')
          AND account = coalesce(CAST(:account AS text), account)
          AND calendar = coalesce(CAST(:calendar AS text), calendar)
        LIMIT :atMost) linked
      """;

  private static final String SET_ASIDE =
      """
      WITH moved AS (
          DELETE FROM lockstep.sync_mapping
          WHERE account = :account AND google_sub IS DISTINCT FROM :sub
          RETURNING *)
      INSERT INTO lockstep.sync_mapping_aside SELECT * FROM moved
      """;

  private static final String BRING_BACK =
      """
      WITH moved AS (
          DELETE FROM lockstep.sync_mapping_aside
          WHERE account = :account AND google_sub = :sub
          RETURNING *)
      INSERT INTO lockstep.sync_mapping OVERRIDING SYSTEM VALUE SELECT * FROM moved
      ON CONFLICT ON CONSTRAINT sync_mapping_key DO NOTHING
      """;

  private static final String NEXT_WRITE_NUMBERS =
      "SELECT nextval('lockstep.write_number') FROM generate_series(1, :count)";

  private static final String LAST_WRITE_NUMBER =
      "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM lockstep.write_number";

  private final NamedParameterJdbcTemplate jdbc;
  private final LinkJson json;

  Mappings(NamedParameterJdbcTemplate jdbc, LinkJson json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** By key; keys without a mapping are missing. */
  public Map<String, Mapping> find(String sync, String account, Collection<String> keys) {
    return query(BY_KEY, sync, account, "keys", keys, Mapping::key);
  }

  /** As {@link #find}, locked in key order until the transaction ends. */
  public Map<String, Mapping> lock(String sync, String account, Collection<String> keys) {
    return query(BY_KEY_LOCKED, sync, account, "keys", keys, Mapping::key);
  }

  /** By remote id; ids without a mapping are missing. */
  public Map<String, Mapping> findByRemoteId(
      String sync, String account, Collection<String> remoteIds) {
    return query(
        BY_REMOTE_ID,
        sync,
        account,
        "ids",
        remoteIds,
        mapping -> String.valueOf(mapping.link().remoteId()));
  }

  /** Stores them; a link of state NONE is forgotten, but never how often its key began anew. */
  public void save(Collection<Mapping> changed) {
    List<Mapping> mappings = changed.stream().map(Mappings::remembering).toList();
    List<Mapping> kept = mappings.stream().filter(Mapping::isStored).toList();
    if (!kept.isEmpty()) {
      jdbc.batchUpdate(SAVE, kept.stream().map(this::row).toArray(SqlParameterSource[]::new));
    }
    mappings.stream()
        .filter(mapping -> !mapping.isStored())
        .forEach(
            mapping ->
                jdbc.update(
                    FORGET,
                    Map.of(
                        "sync", mapping.partition().sync(),
                        "account", mapping.partition().account(),
                        "keys", new String[] {mapping.key()})));
  }

  /** One life of the key is over, and the next has not begun: an id is not to be used again. */
  private static Mapping remembering(Mapping mapping) {
    Link link = mapping.link();
    if (link.state() != Link.State.NONE || link.incarnation() == 0) {
      return mapping;
    }
    return mapping.with(
        new Link(
            Link.State.GONE,
            null,
            Bases.NONE,
            Link.Seen.NOTHING,
            null,
            link.incarnation() - 1,
            link.remoteId() == null ? "" : link.remoteId(),
            List.of(),
            List.of()));
  }

  /** Notes which records a full listing that began then has shown. */
  public void markListed(PartitionKey partition, Collection<String> ids, Instant listedAt) {
    jdbc.update(
        MARK_LISTED,
        of(partition)
            .addValue("ids", ids.toArray(String[]::new))
            .addValue("listedAt", Timestamp.from(listedAt)));
  }

  /** Remote ids that the full listing that began then has not shown. */
  public List<String> unlisted(PartitionKey partition, Instant listedAt) {
    return jdbc.queryForList(
        UNLISTED, of(partition).addValue("listedAt", Timestamp.from(listedAt)), String.class);
  }

  /** The keys that are linked in a partition, in whatever state but gone. */
  public List<String> keys(PartitionKey partition) {
    return jdbc.queryForList(KEYS, of(partition), String.class);
  }

  /** How many records of the partition are linked, counted no further than told. */
  public long linked(PartitionKey partition, long atMost) {
    return count(of(partition), atMost);
  }

  /** How many records of the sync are linked, counted no further than told. */
  public long linked(String sync, long atMost) {
    return count(
        new MapSqlParameterSource("sync", sync)
            .addValue("account", null, java.sql.Types.VARCHAR)
            .addValue("calendar", null, java.sql.Types.VARCHAR),
        atMost);
  }

  private long count(MapSqlParameterSource parameters, long atMost) {
    Long count = jdbc.queryForObject(LINKED, parameters.addValue("atMost", atMost), Long.class);
    return count == null ? 0 : count;
  }

  /** Puts aside what belongs to another Google identity of this owner; brings back this one's. */
  public void becomeThoseOf(String account, String subject) {
    Map<String, String> who = Map.of("account", account, "sub", subject);
    jdbc.update(SET_ASIDE, who);
    jdbc.update(BRING_BACK, who);
  }

  /** That many fresh write numbers; a number is never issued twice, whatever rolls back. */
  public List<Long> nextWriteNumbers(int count) {
    return jdbc.queryForList(NEXT_WRITE_NUMBERS, Map.of("count", count), Long.class);
  }

  /** The highest write number ever issued. */
  public long lastWriteNumber() {
    Long number = jdbc.queryForObject(LAST_WRITE_NUMBER, Map.of(), Long.class);
    return number == null ? 0 : number;
  }

  private Map<String, Mapping> query(
      String sql,
      String sync,
      String account,
      String parameter,
      Collection<String> values,
      Function<Mapping, String> key) {
    Map<String, Mapping> found = new HashMap<>();
    if (values.isEmpty()) {
      return found;
    }
    MapSqlParameterSource parameters =
        new MapSqlParameterSource("sync", sync)
            .addValue("account", account)
            .addValue(parameter, values.toArray(String[]::new));
    jdbc.query(sql, parameters, (ResultSet row) -> put(found, key, read(row)));
    return found;
  }

  private static void put(
      Map<String, Mapping> found, Function<Mapping, String> key, Mapping mapping) {
    found.put(key.apply(mapping), mapping);
  }

  private Mapping read(ResultSet row) throws SQLException {
    String reason = row.getString("reason");
    Link link =
        new Link(
            Link.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
            reason == null ? null : Link.Reason.valueOf(reason.toUpperCase(Locale.ROOT)),
            Bases.stored(json.fields(row.getString("bs")), json.fields(row.getString("br"))),
            new Link.Seen(json.fields(row.getString("seen")), instant(row, "seen_updated")),
            row.getString("etag"),
            row.getInt("incarnation"),
            row.getString("remote_id"),
            json.attempts(row.getString("sending")),
            json.reports(row.getString("reported")));
    return new Mapping(
        new PartitionKey(
            row.getString("sync"), row.getString("account"), row.getString("calendar")),
        row.getString("key"),
        link,
        instant(row, "remote_updated"),
        row.getLong("version"),
        row.getString("sync_source"));
  }

  private SqlParameterSource row(Mapping mapping) {
    Link link = mapping.link();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("sync", mapping.partition().sync());
    row.put("account", mapping.partition().account());
    row.put("calendar", mapping.partition().calendar());
    row.put("key", mapping.key());
    row.put("remoteId", link.remoteId());
    row.put("etag", link.version());
    row.put("remoteUpdated", timestamp(mapping.remoteUpdated()));
    row.put("bs", json.of(link.bases().source()));
    row.put("br", json.of(link.bases().targetWhereDifferent()));
    row.put("seen", link.seen().fields().isEmpty() ? null : json.of(link.seen().fields()));
    row.put("seenUpdated", timestamp(link.seen().updated()));
    row.put("sending", link.sending().isEmpty() ? null : json.ofAttempts(link.sending()));
    row.put("reported", link.reported().isEmpty() ? null : json.ofReports(link.reported()));
    row.put("source", mapping.side());
    row.put("version", mapping.writeNumber());
    row.put("incarnation", link.incarnation());
    row.put("state", link.state().name().toLowerCase(Locale.ROOT));
    row.put("reason", link.reason() == null ? null : link.reason().name().toLowerCase(Locale.ROOT));
    return new MapSqlParameterSource(row);
  }

  private static MapSqlParameterSource of(PartitionKey partition) {
    return new MapSqlParameterSource("sync", partition.sync())
        .addValue("account", partition.account())
        .addValue("calendar", partition.calendar());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable OffsetDateTime timestamp(@Nullable Instant at) {
    return at == null ? null : at.atOffset(java.time.ZoneOffset.UTC);
  }
}

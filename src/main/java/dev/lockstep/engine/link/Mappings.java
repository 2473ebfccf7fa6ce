package dev.lockstep.engine.link;

import dev.lockstep.core.Bases;
import dev.lockstep.core.Link;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Renaming;
import dev.lockstep.core.Report;
import dev.lockstep.mapping.Rendering;
import dev.lockstep.queue.Findings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** The mappings as they are stored: found, locked, saved. Only here are they written whole. */
@Component
public class Mappings {

  private static final String COLUMNS =
      """
      SELECT sync, account, calendar, key, remote_id, etag, remote_updated, bs, br, seen,
             seen_updated, sending, reported, sync_source, version, stamped, incarnation, state,
             reason, naming
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
          sending, reported, sync_source, version, stamped, incarnation, state, reason, naming,
          google_sub)
      SELECT
          m.sync, m.account, m.calendar, m.key, m.remote_id, m.etag, m.remote_updated, m.bs, m.br,
          m.seen, m.seen_updated, m.sending, m.reported, m.side, m.version, m.stamped,
          m.incarnation, m.state, m.reason, m.naming, i.subject
      FROM unnest(
          CAST(:sync AS text[]), CAST(:account AS text[]), CAST(:calendar AS text[]),
          CAST(:key AS text[]), CAST(:remoteId AS text[]), CAST(:etag AS text[]),
          CAST(:remoteUpdated AS timestamptz[]), CAST(:bs AS jsonb[]), CAST(:br AS jsonb[]),
          CAST(:seen AS jsonb[]), CAST(:seenUpdated AS timestamptz[]), CAST(:sending AS jsonb[]),
          CAST(:reported AS jsonb[]), CAST(:side AS text[]), CAST(:version AS bigint[]),
          CAST(:stamped AS boolean[]),
          CAST(:incarnation AS integer[]), CAST(:state AS text[]), CAST(:reason AS text[]),
          CAST(:naming AS integer[]))
          AS m (sync, account, calendar, key, remote_id, etag, remote_updated, bs, br, seen,
            seen_updated, sending, reported, side, version, stamped, incarnation, state,
            reason, naming)
      LEFT JOIN lockstep.user_integrations i ON i.owner = m.account AND i.is_current
      ORDER BY m.sync, m.key, m.account
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
          stamped = excluded.stamped,
          incarnation = excluded.incarnation,
          state = excluded.state,
          reason = excluded.reason,
          naming = excluded.naming
      """;

  private static final String FORGET =
      """
      DELETE FROM lockstep.sync_mapping
      WHERE sync = :sync AND account = :account AND key = ANY(:keys)
      """;

  private final NamedParameterJdbcTemplate jdbc;
  private final LinkJson json;
  private final FieldNames names;
  private final Findings findings;

  Mappings(NamedParameterJdbcTemplate jdbc, LinkJson json, FieldNames names, Findings findings) {
    this.jdbc = jdbc;
    this.json = json;
    this.names = names;
    this.findings = findings;
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
    Collection<Mapping> kept = lastOfEach(mappings.stream().filter(Mapping::isStored).toList());
    if (!kept.isEmpty()) {
      jdbc.update(SAVE, columns(kept));
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
    findInvalid(mappings);
  }

  /** What the row cannot take is a dead letter as long as the mapping reports it. */
  private void findInvalid(List<Mapping> mappings) {
    Map<PartitionKey, Map<String, Findings.@Nullable Wrong>> found = new LinkedHashMap<>();
    for (Mapping mapping : mappings) {
      found
          .computeIfAbsent(mapping.partition(), partition -> new LinkedHashMap<>())
          .put(mapping.key(), invalid(mapping.link()));
    }
    found.forEach(findings::values);
  }

  private static Findings.@Nullable Wrong invalid(Link link) {
    if (!mayHaveRow(link)) {
      return null;
    }
    List<Report> invalid =
        link.reported().stream().filter(report -> report.kind() == Report.Kind.INVALID).toList();
    String text =
        invalid.stream()
            .map(
                report ->
                    report.unit().equals(Report.RECORD)
                        ? report.detail()
                        : report.unit() + ": " + report.detail())
            .collect(Collectors.joining("; "));
    Map<String, @Nullable String> seen = new LinkedHashMap<>();
    invalid.forEach(report -> seen.putAll(Rendering.of(report.target().values())));
    return text.isEmpty() ? null : new Findings.Wrong(text, seen);
  }

  private static boolean mayHaveRow(Link link) {
    return link.state() != Link.State.NONE
        && link.state() != Link.State.GONE
        && link.reason() != Link.Reason.DELETED_AT_SOURCE;
  }

  /** One statement may touch a row once only. */
  private static Collection<Mapping> lastOfEach(List<Mapping> mappings) {
    record Place(String sync, String account, String key) {}
    Map<Place, Mapping> last = new LinkedHashMap<>();
    for (Mapping mapping : mappings) {
      PartitionKey partition = mapping.partition();
      last.put(new Place(partition.sync(), partition.account(), mapping.key()), mapping);
    }
    return last.values();
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
    FieldNames.Reading reading = names.reading(sync);
    jdbc.query(sql, parameters, (ResultSet row) -> put(found, key, read(row, reading)));
    return found;
  }

  private static void put(
      Map<String, Mapping> found, Function<Mapping, String> key, Mapping mapping) {
    found.put(key.apply(mapping), mapping);
  }

  private Mapping read(ResultSet row, FieldNames.Reading reading) throws SQLException {
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
    for (Renaming renaming : reading.from(row.getInt("naming"))) {
      link = renaming.of(link);
    }
    return new Mapping(
        new PartitionKey(
            row.getString("sync"), row.getString("account"), row.getString("calendar")),
        row.getString("key"),
        link,
        instant(row, "remote_updated"),
        row.getLong("version"),
        row.getBoolean("stamped"),
        row.getString("sync_source"));
  }

  /** Each column as one array: all rows go in one statement. */
  private MapSqlParameterSource columns(Collection<Mapping> mappings) {
    Columns columns = new Columns(mappings);
    Map<String, Integer> numbers = new HashMap<>();
    mappings.forEach(
        m -> numbers.computeIfAbsent(m.partition().sync(), sync -> names.reading(sync).number()));
    return new MapSqlParameterSource()
        .addValue("sync", columns.of(m -> m.partition().sync()))
        .addValue("account", columns.of(m -> m.partition().account()))
        .addValue("calendar", columns.of(m -> m.partition().calendar()))
        .addValue("key", columns.of(Mapping::key))
        .addValue("remoteId", columns.of(m -> m.link().remoteId()))
        .addValue("etag", columns.of(m -> m.link().version()))
        .addValue("remoteUpdated", columns.of(Mapping::remoteUpdated))
        .addValue("bs", columns.of(m -> json.of(m.link().bases().source())))
        .addValue("br", columns.of(m -> json.of(m.link().bases().targetWhereDifferent())))
        .addValue("seen", columns.of(m -> seen(m.link())))
        .addValue("seenUpdated", columns.of(m -> m.link().seen().updated()))
        .addValue("sending", columns.of(m -> sending(m.link())))
        .addValue("reported", columns.of(m -> reported(m.link())))
        .addValue("side", columns.of(Mapping::side))
        .addValue("version", columns.of(Mapping::writeNumber))
        .addValue("stamped", columns.of(Mapping::isStamped))
        .addValue("incarnation", columns.of(m -> m.link().incarnation()))
        .addValue("state", columns.of(m -> lower(m.link().state())))
        .addValue("reason", columns.of(m -> lower(m.link().reason())))
        .addValue("naming", columns.of(m -> numbers.get(m.partition().sync())));
  }

  private record Columns(Collection<Mapping> mappings) {
    @Nullable String[] of(Function<Mapping, @Nullable Object> value) {
      return mappings.stream()
          .map(mapping -> Objects.toString(value.apply(mapping), null))
          .toArray(String[]::new);
    }
  }

  private @Nullable String seen(Link link) {
    return link.seen().fields().isEmpty() ? null : json.of(link.seen().fields());
  }

  private @Nullable String sending(Link link) {
    return link.sending().isEmpty() ? null : json.ofAttempts(link.sending());
  }

  private @Nullable String reported(Link link) {
    return link.reported().isEmpty() ? null : json.ofReports(link.reported());
  }

  private static @Nullable String lower(@Nullable Enum<?> value) {
    return value == null ? null : value.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}

package dev.lockstep.engine.link;

import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Renaming;
import dev.lockstep.core.Report;
import dev.lockstep.target.KnownRecord;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** What is linked in a partition, or in a sync, taken as a whole. */
@Component
public class Linked {

  private static final String KEYS =
      """
      SELECT key
      FROM lockstep.sync_mapping
      WHERE sync = :sync AND account = :account AND calendar = :calendar AND state <> 'gone'
      """;

  private static final String KEYS_PAGE =
      """
      SELECT key
      FROM lockstep.sync_mapping
      WHERE sync = :sync
        AND account = :account
        AND calendar = :calendar
        AND state <> 'gone'
        AND key > :after
      ORDER BY key
      LIMIT :size
      """;

  private static final String VERSIONS =
      """
      SELECT remote_id, etag, state, reason
      FROM lockstep.sync_mapping
      WHERE sync = :sync AND account = :account AND calendar = :calendar AND state <> 'gone'
      """;

  private static final String REPORTED =
      """
      SELECT remote_id, reported, naming
      FROM lockstep.sync_mapping
      WHERE sync = :sync
        AND account = :account
        AND calendar = :calendar
        AND state <> 'gone'
        AND reported IS NOT NULL
      ORDER BY remote_id
      """;

  // What a person gave up is not tried again because all is compared.
  private static final String REFUSED =
      """
      SELECT m.remote_id
      FROM lockstep.sync_mapping m
      WHERE m.sync = :sync
        AND m.account = :account
        AND m.calendar = :calendar
        AND m.reported @> '[{"kind": "INVALID"}]'
        AND NOT EXISTS (
          SELECT
          FROM lockstep.sync_queue q
          WHERE q.sync = m.sync AND q.account = m.account AND q.calendar = m.calendar
            AND q.key = m.key AND q.finding <> '' AND q.status = 'skipped')
      ORDER BY m.remote_id
      """;

  private static final String COUNT =
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

  private final NamedParameterJdbcTemplate jdbc;
  private final LinkJson json;
  private final FieldNames names;

  public Linked(NamedParameterJdbcTemplate jdbc, LinkJson json, FieldNames names) {
    this.jdbc = jdbc;
    this.json = json;
    this.names = names;
  }

  /** The keys that are linked in a partition, in whatever state but gone. */
  public List<String> keys(PartitionKey partition) {
    return jdbc.queryForList(KEYS, Parameters.of(partition), String.class);
  }

  /** The same in the order of the keys, so many after that one; the first come after ''. */
  public List<String> keys(PartitionKey partition, String after, int size) {
    return jdbc.queryForList(KEYS_PAGE, Parameters.of(partition, after, size), String.class);
  }

  /** The remote ids of records with values that their rows could not take. */
  public List<String> refused(PartitionKey partition) {
    return jdbc.queryForList(REFUSED, Parameters.of(partition), String.class);
  }

  /** What every record of the partition showed last, by remote id. */
  public Map<String, KnownRecord> versions(PartitionKey partition) {
    Map<String, KnownRecord> versions = new HashMap<>();
    jdbc.query(
        VERSIONS,
        Parameters.of(partition),
        (ResultSet row) -> {
          String state = row.getString("state");
          boolean isGoneThere =
              state.equals("sending")
                  || state.equals("detached")
                      && "deleted_at_target".equals(row.getString("reason"));
          versions.put(
              row.getString("remote_id"), new KnownRecord(row.getString("etag"), !isGoneThere));
        });
    return versions;
  }

  /** What was reported of the partition's records and still stands, by remote id. */
  public Map<String, List<Report>> reported(PartitionKey partition) {
    Map<String, List<Report>> reported = new LinkedHashMap<>();
    FieldNames.Reading reading = names.reading(partition.sync());
    jdbc.query(
        REPORTED,
        Parameters.of(partition),
        (ResultSet row) -> {
          List<Report> reports = json.reports(row.getString("reported"));
          for (Renaming renaming : reading.from(row.getInt("naming"))) {
            reports = reports.stream().map(renaming::of).toList();
          }
          reported.put(row.getString("remote_id"), reports);
        });
    return reported;
  }

  /** How many records of the partition are linked, counted no further than told. */
  public long count(PartitionKey partition, long atMost) {
    return upTo(Parameters.of(partition), atMost);
  }

  /** How many records of the sync are linked, counted no further than told. */
  public long count(String sync, long atMost) {
    return upTo(
        new MapSqlParameterSource("sync", sync)
            .addValue("account", null, java.sql.Types.VARCHAR)
            .addValue("calendar", null, java.sql.Types.VARCHAR),
        atMost);
  }

  private long upTo(MapSqlParameterSource parameters, long atMost) {
    Long count = jdbc.queryForObject(COUNT, parameters.addValue("atMost", atMost), Long.class);
    return count == null ? 0 : count;
  }
}

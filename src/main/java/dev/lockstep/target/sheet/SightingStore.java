package dev.lockstep.target.sheet;

import dev.lockstep.core.PartitionKey;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What looks have seen that has to be seen again before it counts (table {@code sheet_sighting}).
 */
final class SightingStore {

  private static final String SIGHTINGS =
      """
      SELECT what, hash, first_seen, looks, told
      FROM lockstep.sheet_sighting
      WHERE sync = :sync AND account = :account AND calendar = :calendar
      """;

  private static final String FORGET =
      """
      DELETE FROM lockstep.sheet_sighting
      WHERE sync = :sync AND account = :account AND calendar = :calendar AND what = ANY(:whats)
      """;

  private static final String SAVE =
      """
      INSERT INTO lockstep.sheet_sighting
          (sync, account, calendar, what, hash, first_seen, looks, told)
      VALUES (:sync, :account, :calendar, :what, :hash, :firstSeen, :looks, :told)
      ON CONFLICT ON CONSTRAINT sheet_sighting_pkey DO UPDATE SET
          hash = excluded.hash,
          first_seen = excluded.first_seen,
          looks = excluded.looks,
          told = excluded.told
      """;

  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  SightingStore(NamedParameterJdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  Map<String, Sighting> of(PartitionKey partition) {
    Map<String, Sighting> sightings = new LinkedHashMap<>();
    jdbc.query(
        SIGHTINGS,
        Parameters.of(partition),
        (ResultSet row) -> {
          Sighting sighting =
              new Sighting(
                  row.getString("what"),
                  row.getString("hash"),
                  row.getObject("first_seen", OffsetDateTime.class).toInstant(),
                  row.getInt("looks"),
                  row.getBoolean("told"));
          sightings.put(sighting.what(), sighting);
        });
    return sightings;
  }

  /** The sightings of the last look, in place of those before. */
  void replace(PartitionKey partition, Map<String, Sighting> before, Map<String, Sighting> after) {
    List<String> gone = before.keySet().stream().filter(what -> !after.containsKey(what)).toList();
    List<Sighting> changed =
        after.values().stream()
            .filter(sighting -> !sighting.equals(before.get(sighting.what())))
            .toList();
    if (gone.isEmpty() && changed.isEmpty()) {
      return;
    }
    transaction.executeWithoutResult(
        status -> {
          jdbc.update(
              FORGET, Parameters.of(partition).addValue("whats", gone.toArray(String[]::new)));
          jdbc.batchUpdate(
              SAVE,
              changed.stream()
                  .map(
                      sighting ->
                          Parameters.of(partition)
                              .addValue("what", sighting.what())
                              .addValue("hash", sighting.hash())
                              .addValue("firstSeen", sighting.firstSeen().atOffset(ZoneOffset.UTC))
                              .addValue("looks", sighting.looks())
                              .addValue("told", sighting.told()))
                  .toArray(SqlParameterSource[]::new));
        });
  }
}

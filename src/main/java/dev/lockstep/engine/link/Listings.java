package dev.lockstep.engine.link;

import dev.lockstep.core.PartitionKey;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** What full listings should show of the linked records, and what they have shown. */
@Component
public class Listings {

  private static final String MARK =
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

  // The same of any listing, page by page, for one that keeps its own account of what it showed.
  private static final String EXPECTED =
      """
      SELECT remote_id
      FROM lockstep.sync_mapping
      WHERE sync = :sync
        AND account = :account
        AND calendar = :calendar
        AND state IN ('sending', 'linked', 'conflict', 'held')
        AND remote_id > :after
      ORDER BY remote_id
      LIMIT :size
      """;

  private final NamedParameterJdbcTemplate jdbc;

  Listings(NamedParameterJdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes which records a full listing that began then has shown. */
  public void mark(PartitionKey partition, Collection<String> ids, Instant listedAt) {
    jdbc.update(
        MARK,
        Parameters.of(partition)
            .addValue("ids", ids.toArray(String[]::new))
            .addValue("listedAt", Timestamp.from(listedAt)));
  }

  /** Remote ids that the full listing that began then has not shown. */
  public List<String> unlisted(PartitionKey partition, Instant listedAt) {
    return jdbc.queryForList(
        UNLISTED,
        Parameters.of(partition).addValue("listedAt", Timestamp.from(listedAt)),
        String.class);
  }

  /** Remote ids that a full listing should show, in order, so many after that one. */
  public List<String> expected(PartitionKey partition, String after, int size) {
    return jdbc.queryForList(EXPECTED, Parameters.of(partition, after, size), String.class);
  }
}

package dev.lockstep.source;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What stands in the capture log and nobody has folded yet, for those who only look. */
public final class CaptureLog {

  private static final String CHANGED_AT =
      """
      SELECT c.key, max(c.changed_at) AS changed_at
      FROM lockstep.sync_change c
      JOIN lockstep.sync_capture s ON s.id = c.capture
      WHERE s.source_schema = :schema
        AND s.source_table = :table
        AND s.key_columns = CAST(:columns AS text[])
        AND c.key = ANY(CAST(:keys AS text[]))
      GROUP BY c.key
      """;

  private final JdbcClient jdbc;

  public CaptureLog(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * When rows were changed last; keys without such a change are missing. It reads the whole log.
   */
  public Map<String, Instant> changedAt(SourceTable source, Collection<String> keys) {
    Map<String, Instant> changedAt = new LinkedHashMap<>();
    if (!keys.isEmpty()) {
      jdbc.sql(CHANGED_AT)
          .param("schema", source.shape().schema())
          .param("table", source.shape().name())
          .param("columns", source.key().toArray(String[]::new))
          .param("keys", keys.toArray(String[]::new))
          .query(
              row -> {
                changedAt.put(
                    row.getString("key"),
                    Objects.requireNonNull(row.getObject("changed_at", OffsetDateTime.class))
                        .toInstant());
              });
    }
    return changedAt;
  }
}

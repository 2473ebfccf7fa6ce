package dev.lockstep.source;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The keys that a column's foreign key may name. */
public final class ReferencedKeys {

  /** A sheet's list of allowed values holds no more. */
  private static final int AT_MOST = 500;

  private static final String REFERENCED =
      """
      SELECT CAST(CAST(c.confrelid AS regclass) AS text) AS "table", k.attname AS "column"
      FROM pg_catalog.pg_constraint c
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
      JOIN pg_catalog.pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]
      WHERE c.contype = 'f'
        AND c.conrelid = CAST(CAST(:table AS text) AS regclass)
        AND cardinality(c.conkey) = 1
        AND a.attname = :column
      LIMIT 1
      """;

  private final JdbcClient jdbc;

  public ReferencedKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** In order, as text; null where the column references nothing, or more than a list can hold. */
  public @Nullable List<String> of(SourceTable source, String column) {
    record Reference(String table, String column) {}
    Reference reference =
        jdbc.sql(REFERENCED)
            .param("table", Identifiers.quote(source.shape()))
            .param("column", column)
            .query((row, n) -> new Reference(row.getString("table"), row.getString("column")))
            .optional()
            .orElse(null);
    if (reference == null) {
      return null;
    }
    List<String> keys =
        jdbc.sql(
                "SELECT CAST(%s AS text) FROM %s ORDER BY %1$s LIMIT %d"
                    .formatted(
                        Identifiers.quote(reference.column()), reference.table(), AT_MOST + 1))
            .query(String.class)
            .list();
    return keys.size() > AT_MOST ? null : keys;
  }
}

package dev.lockstep.source;

import dev.lockstep.core.Value;
import dev.lockstep.mapping.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Draws keys for rows that are yet to be inserted, from what the key columns default to. */
public final class KeyDraw {

  private static final String EXPRESSION =
      """
      SELECT CASE
          WHEN a.attidentity <> '' THEN
              'nextval(' || quote_literal(
                  pg_get_serial_sequence(CAST(:table AS text), a.attname)) || '::regclass)'
          ELSE pg_get_expr(d.adbin, d.adrelid)
      END
      FROM pg_catalog.pg_attribute a
      LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = CAST(CAST(:table AS text) AS regclass) AND a.attname = :column
      """;

  private final JdbcClient jdbc;

  public KeyDraw(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * As many keys as asked for, each as values by column; empty where a key column has no default.
   * What is drawn from a sequence is never drawn again, used or not.
   */
  public List<Map<String, Value>> draw(SourceTable source, int count) {
    String table = Identifiers.quote(source.shape());
    List<String> expressions = new ArrayList<>();
    for (Column column : source.keyColumns()) {
      String expression =
          jdbc.sql(EXPRESSION)
              .param("table", table)
              .param("column", column.name())
              .query(String.class)
              .optional()
              .orElse(null);
      if (expression == null) {
        return List.of();
      }
      expressions.add("CAST((" + expression + ") AS text)");
    }
    String sql =
        "SELECT " + String.join(", ", expressions) + " FROM generate_series(1, " + count + ")";
    return jdbc.sql(sql)
        .query(
            (row, n) -> {
              Map<String, Value> key = new LinkedHashMap<>();
              int i = 1;
              for (Column column : source.keyColumns()) {
                key.put(column.name(), column.read(row.getString(i++)));
              }
              return key;
            })
        .list();
  }
}

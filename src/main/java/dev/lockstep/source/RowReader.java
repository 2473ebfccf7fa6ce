package dev.lockstep.source;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads rows of a source, on sessions that stand as {@link Session} says. A value that no typed
 * value can hold throws {@link dev.lockstep.mapping.ConversionException}.
 */
public final class RowReader {

  private final JdbcClient jdbc;

  public RowReader(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The rows of these keys in one query; a key without a row is missing. */
  public Map<String, SourceRow> read(SourceTable source, Collection<String> keys) {
    return byKeys(source, keys, "");
  }

  /** Whether there is a row with this key, inside or not. */
  public boolean has(SourceTable source, String key) {
    RowSql sql = new RowSql(source);
    return jdbc.sql(
            """
            SELECT EXISTS (
              SELECT
              FROM %s
              %s)
            """
                .formatted(sql.table(), sql.byKeys()))
        .params(sql.keyParameters(List.of(key)))
        .query(Boolean.class)
        .single();
  }

  /**
   * The same rows, locked in the order of their keys until the transaction ends. A row that
   * somebody else has locked is left out, so that it does not hold up the others.
   */
  public Map<String, SourceRow> lock(SourceTable source, Collection<String> keys) {
    RowSql sql = new RowSql(source);
    return byKeys(
        source, keys, "ORDER BY " + sql.keyOrder() + " FOR NO KEY UPDATE OF s SKIP LOCKED");
  }

  private Map<String, SourceRow> byKeys(SourceTable source, Collection<String> keys, String tail) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    RowSql sql = new RowSql(source);
    Map<String, SourceRow> rows = new LinkedHashMap<>();
    jdbc.sql(
            """
            SELECT %s
            FROM %s
            %s
            %s
            """
                .formatted(sql.columns(), sql.table(), sql.byKeys(), tail))
        .params(sql.keyParameters(keys))
        .query(
            result -> {
              SourceRow row = sql.row(result);
              rows.put(row.row().key(), row);
            });
    return rows;
  }

  /**
   * The next rows in the order of the key, inside or not: for a first load or a reconcile, page by
   * page. Rows whose key is NULL are left out.
   *
   * @param after the last key of the page before; null for the first page
   */
  public List<SourceRow> page(SourceTable source, @Nullable String after, int size) {
    RowSql sql = new RowSql(source);
    JdbcClient.StatementSpec statement =
        jdbc.sql(
            """
            SELECT %s
            FROM %s
            WHERE (%s) IS NOT NULL %s
            ORDER BY %s
            LIMIT :size
            """
                .formatted(
                    sql.columns(),
                    sql.table(),
                    sql.keyOrder(),
                    after == null ? "" : "AND " + sql.afterKey(),
                    sql.keyOrder()));
    return withKey(statement, sql, after).param("size", size).query((r, n) -> sql.row(r)).list();
  }

  /** About how many rows the table has, as its statistics say; 0 where they say nothing. */
  public long about(SourceTable source) {
    return jdbc.sql(
            "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass(:table)")
        .param("table", Identifiers.quote(source.shape()))
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  /** The next keys in the order of the key, of rows that are inside only. */
  public List<String> keys(SourceTable source, @Nullable String after, int size) {
    return keys(source, null, after, size);
  }

  /**
   * The same of rows in a range.
   *
   * @param range null: all
   */
  public List<String> keys(
      SourceTable source, @Nullable ColumnRange range, @Nullable String after, int size) {
    RowSql sql = new RowSql(source);
    JdbcClient.StatementSpec statement =
        jdbc.sql(
            """
            SELECT %s
            FROM %s
            WHERE (%s) IS NOT NULL AND %s AND %s %s
            ORDER BY %s
            LIMIT :size
            """
                .formatted(
                    sql.keyText(),
                    sql.table(),
                    sql.keyOrder(),
                    range == null ? "true" : sql.inRange(range.column()),
                    sql.inside(),
                    after == null ? "" : "AND " + sql.afterKey(),
                    sql.keyOrder()));
    if (range != null) {
      statement.param("rangeAfter", range.after()).param("rangeUntil", range.until());
    }
    return withKey(statement, sql, after).param("size", size).query(String.class).list();
  }

  /**
   * Keys by the SHA-256 of their text in hex. It reads the whole table: for what is rarely asked.
   *
   * @param longerThan keys of no more bytes are left out
   */
  public Map<String, String> keysByHash(
      SourceTable source, Collection<String> hashes, int longerThan) {
    if (hashes.isEmpty()) {
      return Map.of();
    }
    RowSql sql = new RowSql(source);
    Map<String, String> keys = new LinkedHashMap<>();
    jdbc.sql(
            """
            SELECT h.hash, h.key
            FROM (
              SELECT k.key, encode(sha256(convert_to(k.key, 'UTF8')), 'hex') AS hash
              FROM (SELECT %s AS key FROM %s) k
              WHERE octet_length(k.key) > :longerThan) h
            WHERE h.hash = ANY(:hashes)
            """
                .formatted(sql.keyText(), sql.table()))
        .param("longerThan", longerThan)
        .param("hashes", hashes.toArray(String[]::new))
        .query(
            row -> {
              keys.put(row.getString("hash"), row.getString("key"));
            });
    return keys;
  }

  private static JdbcClient.StatementSpec withKey(
      JdbcClient.StatementSpec statement, RowSql sql, @Nullable String key) {
    if (key != null) {
      List<String> parts = sql.parts(key).orElseThrow();
      for (int i = 0; i < parts.size(); i++) {
        statement.param("key" + i, parts.get(i));
      }
    }
    return statement;
  }
}

package dev.lockstep.source;

import dev.lockstep.definition.Catalog;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.TableName;
import dev.lockstep.mapping.TableShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What the live database says of its tables and views. */
public final class LiveCatalog implements Catalog {

  // Without a schema the name is found as PostgreSQL finds it: the first schema of the search path.
  private static final String RELATION =
      """
      SELECT c.oid::bigint AS oid, n.nspname, c.relname, c.relkind::text AS relkind,
        EXISTS (
          SELECT
          FROM pg_subscription_rel r
          WHERE r.srrelid = c.oid
             OR r.srrelid IN (SELECT relid FROM pg_partition_tree(c.oid))) AS fed_by_replication
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = :name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND CASE WHEN CAST(:schema AS text) IS NULL
          THEN pg_table_is_visible(c.oid) ELSE n.nspname = :schema END
      """;

  // A domain is read as its base type and cast to by its own name.
  private static final String COLUMNS =
      """
      WITH RECURSIVE base AS (
        SELECT a.attnum, a.atttypid AS type, a.atttypmod AS typmod
        FROM pg_attribute a
        WHERE a.attrelid = :oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT b.attnum, t.typbasetype, t.typtypmod
        FROM base b
        JOIN pg_type t ON t.oid = b.type
        WHERE t.typtype = 'd'
      )
      SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS declared,
        format_type(b.type, b.typmod) AS base,
        ARRAY(
          SELECT e.enumlabel::text
          FROM pg_enum e
          WHERE e.enumtypid IN (b.type, t.typelem)
          ORDER BY e.enumsortorder) AS labels,
        a.attnotnull OR dt.typnotnull AS not_null, a.attgenerated <> '' AS generated,
        a.attidentity::text AS identity, a.atthasdef OR dt.typdefault IS NOT NULL AS has_default
      FROM pg_attribute a
      JOIN base b ON b.attnum = a.attnum
      JOIN pg_type t ON t.oid = b.type AND t.typtype <> 'd'
      JOIN pg_type dt ON dt.oid = a.atttypid
      WHERE a.attrelid = :oid
      ORDER BY a.attnum
      """;

  private static final String UNIQUE_KEYS =
      """
      SELECT i.indisprimary,
        ARRAY(
          SELECT a.attname::text
          FROM unnest(CAST(i.indkey AS smallint[])) WITH ORDINALITY AS k (attnum, at)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
          WHERE k.at <= i.indnkeyatts
          ORDER BY k.at) AS columns
      FROM pg_index i
      WHERE i.indrelid = :oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
        AND i.indexprs IS NULL
      ORDER BY i.indexrelid
      """;

  private static final String NAMES =
      """
      SELECT CASE WHEN pg_table_is_visible(c.oid) THEN part.name ELSE part.schema || '.' || part.name END
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL (
        SELECT
          CASE WHEN n.nspname ~ '[."]' THEN '"' || replace(n.nspname, '"', '""') || '"'
            ELSE n.nspname::text END AS schema,
          CASE WHEN c.relname ~ '[."]' THEN '"' || replace(c.relname, '"', '""') || '"'
            ELSE c.relname::text END AS name) part
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'lockstep')
        AND n.nspname !~ '^pg_(toast|temp)'
      ORDER BY 1
      """;

  private static final String IS_FOREIGN_KEY =
      """
      SELECT EXISTS (
        SELECT
        FROM pg_constraint c
        JOIN pg_class t ON t.oid = c.conrelid
        JOIN pg_namespace n ON n.oid = t.relnamespace
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (c.conkey)
        WHERE c.contype = 'f' AND n.nspname = :schema AND t.relname = :table
          AND a.attname = :column)
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate apart;

  public LiveCatalog(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.apart = new TransactionTemplate(transactions);
    apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  @Override
  public Optional<TableShape> table(String name) {
    return table(jdbc, name);
  }

  /** One table or view as it is now. */
  public static Optional<TableShape> table(JdbcClient jdbc, String name) {
    TableName table = TableName.parse(name);
    return jdbc.sql(RELATION)
        .param("schema", table.schema())
        .param("name", table.name())
        .query((row, n) -> shape(jdbc, row))
        .optional();
  }

  private static TableShape shape(JdbcClient jdbc, ResultSet relation) throws SQLException {
    long oid = relation.getLong("oid");
    List<String> primaryKey = new ArrayList<>();
    List<List<String>> uniqueKeys = new ArrayList<>();
    jdbc.sql(UNIQUE_KEYS)
        .param("oid", oid)
        .query(
            row -> {
              List<String> columns = texts(row, "columns");
              if (row.getBoolean("indisprimary")) {
                primaryKey.addAll(columns);
              } else {
                uniqueKeys.add(columns);
              }
            });
    return new TableShape(
        relation.getString("nspname"),
        relation.getString("relname"),
        kind(relation.getString("relkind")),
        jdbc.sql(COLUMNS).param("oid", oid).query((row, n) -> column(row)).list(),
        primaryKey,
        uniqueKeys,
        relation.getBoolean("fed_by_replication"));
  }

  private static Column column(ResultSet row) throws SQLException {
    return new Column(
        row.getString("attname"),
        row.getString("declared"),
        ColumnType.of(row.getString("base"), texts(row, "labels")),
        row.getBoolean("not_null"),
        row.getBoolean("generated"),
        switch (row.getString("identity")) {
          case "a" -> Column.Identity.ALWAYS;
          case "d" -> Column.Identity.BY_DEFAULT;
          default -> Column.Identity.NONE;
        },
        row.getBoolean("has_default"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }

  private static TableShape.Kind kind(String relkind) {
    return switch (relkind) {
      case "r" -> TableShape.Kind.TABLE;
      case "p" -> TableShape.Kind.PARTITIONED;
      case "v" -> TableShape.Kind.VIEW;
      case "m" -> TableShape.Kind.MATERIALIZED_VIEW;
      default -> TableShape.Kind.FOREIGN;
    };
  }

  @Override
  public List<String> tableNames() {
    return jdbc.sql(NAMES).query(String.class).list();
  }

  @Override
  public boolean isForeignKey(TableShape table, String column) {
    return jdbc.sql(IS_FOREIGN_KEY)
        .param("schema", table.schema())
        .param("table", table.name())
        .param("column", column)
        .query(Boolean.class)
        .single();
  }

  /**
   * PostgreSQL itself judges: the predicate of an index may hold immutable functions only and no
   * subquery. Tried on an empty copy of the columns, in a transaction that is rolled back.
   */
  @Override
  public @Nullable String predicateProblem(TableShape table, String predicate) {
    if (table.columns().isEmpty()) {
      return "the table has no columns";
    }
    try {
      apart.executeWithoutResult(
          status -> {
            status.setRollbackOnly();
            jdbc.sql(
                    "CREATE TEMPORARY TABLE lockstep_predicate ON COMMIT DROP AS SELECT * FROM "
                        + Identifiers.quote(table)
                        + " WITH NO DATA")
                .update();
            // Alone in parentheses first: an index predicate that closes them must not pass.
            jdbc.sql(
                    "SELECT (\n"
                        + Identifiers.verbatim(predicate)
                        + "\n) IS TRUE FROM lockstep_predicate LIMIT 0")
                .query()
                .listOfRows();
            jdbc.sql(
                    "CREATE INDEX ON lockstep_predicate ((1)) WHERE (\n"
                        + Identifiers.verbatim(predicate)
                        + "\n)")
                .update();
          });
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    } catch (DataAccessException e) {
      return problem(e);
    }
  }

  private static String problem(DataAccessException e) {
    Throwable cause = e.getMostSpecificCause();
    if (cause instanceof PSQLException psql && psql.getServerErrorMessage() != null) {
      String message = String.valueOf(psql.getServerErrorMessage().getMessage());
      return switch (String.valueOf(psql.getSQLState())) {
        case "42P17" ->
            "only immutable functions are allowed, whose result depends on the row alone:"
                + " for a span of time use window";
        case "0A000" -> message.replace("index predicate", "where") + ": it may see its row only";
        default -> message;
      };
    }
    return String.valueOf(cause.getMessage());
  }
}

package dev.lockstep.source;

import dev.lockstep.core.Failure;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.mapping.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes rows into a source, in the caller's transaction, each behind a savepoint: one that fails
 * leaves nothing and stops no other.
 */
public final class RowWriter {

  private static final String MARK =
      """
      SELECT set_config('lockstep.origin', :origin, true), set_config('lock_timeout', '2s', true)
      """;

  // Deferred constraints are checked with each row's statement, so inside its savepoint.
  private static final String CHECK_AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE";

  private final JdbcClient jdbc;
  private final TransactionTemplate inTransaction;
  private final TransactionTemplate inSavepoint;

  public RowWriter(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.inTransaction = new TransactionTemplate(transactions);
    inTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_MANDATORY);
    this.inSavepoint = new TransactionTemplate(transactions);
    inSavepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
  }

  /**
   * Carries out the changes in their order; outcomes are in the same order. Failures that no row is
   * to blame for (connection, disk, read-only) are thrown.
   *
   * @param origin what the capture log says of who wrote, e.g. {@link Session#ORIGIN_GOOGLE}
   */
  public List<RowOutcome> write(
      SourceTable source, List<? extends RowChange> changes, String origin) {
    return inTransaction.execute(
        status -> {
          prepare(origin);
          List<RowOutcome> outcomes = new ArrayList<>();
          for (RowChange change : changes) {
            outcomes.add(guarded(source, change));
          }
          return outcomes;
        });
  }

  /** What would become of each of the changes alone, by the table's own word; none is kept. */
  public List<RowOutcome> tryEach(
      SourceTable source, List<? extends RowChange> changes, String origin) {
    return inTransaction.execute(
        status -> {
          prepare(origin);
          List<RowOutcome> outcomes = new ArrayList<>();
          for (RowChange change : changes) {
            outcomes.add(
                inSavepoint.execute(
                    undone -> {
                      undone.setRollbackOnly();
                      return guarded(source, change);
                    }));
          }
          return outcomes;
        });
  }

  private void prepare(String origin) {
    jdbc.sql(MARK).param("origin", origin).query().listOfRows();
    jdbc.sql(CHECK_AT_ONCE).update();
  }

  private RowOutcome guarded(SourceTable source, RowChange change) {
    try {
      return inSavepoint.execute(
          status -> {
            RowOutcome outcome = judged(source, change, write(source, change));
            if (outcome instanceof RowOutcome.Refused) {
              status.setRollbackOnly();
            }
            return outcome;
          });
    } catch (ConversionException e) {
      return refused(source, change, Failure.Kind.PERMANENT, "conversion", e.getMessage());
    } catch (DataAccessException e) {
      if (e.getMostSpecificCause() instanceof SQLException cause && cause.getSQLState() != null) {
        Failure.Kind kind = kind(cause.getSQLState());
        if (kind != null) {
          return refused(source, change, kind, cause.getSQLState(), message(cause));
        }
      }
      throw e;
    }
  }

  private RowOutcome judged(SourceTable source, RowChange change, RowOutcome outcome) {
    RowOutcome known =
        outcome instanceof RowOutcome.Missing missing
            ? unwritten(source, change, missing)
            : outcome;
    String outside = isInside(known) ? null : outside(change);
    return outside == null
        ? known
        : refused(source, change, Failure.Kind.PERMANENT, "where", outside);
  }

  /**
   * No row was there to be written, or a trigger of the table has left the statement out. That may
   * have done by itself what was asked for: mark the row as deleted, say.
   */
  private RowOutcome unwritten(SourceTable source, RowChange change, RowOutcome.Missing missing) {
    SourceRow now = find(source, change);
    boolean isThere = now != null && now.isInside();
    RowOutcome byItself =
        switch (change) {
          case RowChange.Delete delete ->
              isThere ? null : now == null ? missing : new RowOutcome.Deleted(delete.key());
          case RowChange.Update update ->
              isThere ? writtenByItself(update, now, update.columns()) : missing;
          case RowChange.Insert insert ->
              isThere ? writtenByItself(insert, now, insert.columns()) : null;
          case RowChange.Return back -> isThere ? writtenByItself(back, now, back.columns()) : null;
        };
    return byItself != null
        ? byItself
        : refused(
            source,
            change,
            Failure.Kind.PERMANENT,
            "trigger",
            "a trigger of the table let nothing be written");
  }

  private static RowOutcome.@Nullable Written writtenByItself(
      RowChange change, SourceRow now, Map<String, Value> columns) {
    boolean showsThem =
        columns.entrySet().stream()
            .allMatch(column -> now.row().get(column.getKey()).same(column.getValue()));
    return showsThem ? new RowOutcome.Written(change.reference(), now) : null;
  }

  private @Nullable SourceRow find(SourceTable source, RowChange change) {
    RowSql sql = new RowSql(source);
    List<String> parts =
        switch (change) {
          case RowChange.Update update -> sql.parts(update.key()).orElse(null);
          case RowChange.Delete delete -> sql.parts(delete.key()).orElse(null);
          case RowChange.Insert insert -> keyParts(source, insert);
          case RowChange.Return back -> sql.parts(back.key()).orElse(null);
        };
    return parts == null
        ? null
        : jdbc.sql("SELECT %s FROM %s WHERE %s".formatted(sql.columns(), sql.table(), sql.byKey()))
            .params(keyParameters(parts))
            .query((result, n) -> sql.row(result))
            .optional()
            .orElse(null);
  }

  /** Null where its default was to draw it. */
  private static @Nullable List<String> keyParts(SourceTable source, RowChange.Insert insert) {
    List<String> parts = new ArrayList<>();
    for (Column column : source.keyColumns()) {
      Value value = insert.columns().get(column.name());
      String part = value == null ? null : column.write(value);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    return parts;
  }

  private static boolean isInside(RowOutcome outcome) {
    return !(outcome instanceof RowOutcome.Written written) || written.now().isInside();
  }

  /** Why the row may not end up outside of the predicate; null where it may. */
  private static @Nullable String outside(RowChange change) {
    return switch (change) {
      // An edit takes the row out of the sync, as one in the table would.
      case RowChange.Update update -> null;
      // Its event or sheet row, which a person made, would be deleted as one whose row is gone.
      case RowChange.Insert insert ->
          "the new row would be outside of source.where, where it counts as absent";
      case RowChange.Return back ->
          "it cannot be brought back, for it would be outside of source.where, where it counts as"
              + " absent; give it values in the table that bring it inside";
      case RowChange.Delete delete -> null;
    };
  }

  private RowOutcome write(SourceTable source, RowChange change) {
    RowSql sql = new RowSql(source);
    return switch (change) {
      case RowChange.Update update -> update(source, sql, update);
      case RowChange.Insert insert -> insert(source, sql, insert, insert.columns());
      case RowChange.Return back -> returned(source, sql, back);
      case RowChange.Delete delete -> delete(sql, delete);
    };
  }

  private RowOutcome update(SourceTable source, RowSql sql, RowChange.Update update) {
    return update(source, sql, update, update.key(), update.columns(), "");
  }

  /** What the predicate leaves out is not there for the sync, and keeps the key from a new row. */
  private RowOutcome returned(SourceTable source, RowSql sql, RowChange.Return back) {
    RowOutcome leftOut =
        update(source, sql, back, back.key(), back.columns(), " AND NOT " + sql.inside());
    if (!(leftOut instanceof RowOutcome.Missing)) {
      return leftOut;
    }
    Map<String, Value> columns = new HashMap<>(back.columns());
    columns.putAll(back.keyColumns());
    return insert(source, sql, back, columns);
  }

  private RowOutcome update(
      SourceTable source,
      RowSql sql,
      RowChange change,
      String key,
      Map<String, Value> set,
      String condition) {
    List<String> parts = sql.parts(key).orElse(null);
    if (parts == null) {
      return new RowOutcome.Missing(key);
    }
    List<Column> columns = columns(source, set);
    String assignments =
        columns.isEmpty()
            // Nothing to set: the row as it is.
            ? first(source) + " = s." + first(source)
            : columns.stream()
                .map(c -> Identifiers.quote(c.name()) + " = " + value(columns.indexOf(c), c))
                .collect(Collectors.joining(", "));
    Map<String, Object> parameters = values(columns, set);
    parameters.putAll(keyParameters(parts));
    return written(
        change,
        sql,
        "UPDATE %s SET %s WHERE %s%s RETURNING %s"
            .formatted(sql.table(), assignments, sql.byKey(), condition, sql.columns()),
        parameters);
  }

  private RowOutcome insert(
      SourceTable source, RowSql sql, RowChange change, Map<String, Value> row) {
    List<Column> columns = columns(source, row);
    String names =
        columns.stream().map(c -> Identifiers.quote(c.name())).collect(Collectors.joining(", "));
    String values =
        columns.stream()
            .map(c -> value(columns.indexOf(c), c))
            .collect(Collectors.joining(", ", "VALUES (", ")"));
    boolean overriding = columns.stream().anyMatch(c -> c.identity() == Column.Identity.ALWAYS);
    return written(
        change,
        sql,
        "INSERT INTO %s %s RETURNING %s"
            .formatted(
                sql.table(),
                columns.isEmpty()
                    ? "DEFAULT VALUES"
                    : "(" + names + (overriding ? ") OVERRIDING SYSTEM VALUE " : ") ") + values,
                sql.columns()),
        values(columns, row));
  }

  private RowOutcome delete(RowSql sql, RowChange.Delete delete) {
    List<String> parts = sql.parts(delete.key()).orElse(null);
    if (parts == null) {
      return new RowOutcome.Missing(delete.key());
    }
    int deleted =
        jdbc.sql("DELETE FROM %s WHERE %s".formatted(sql.table(), sql.byKey()))
            .params(keyParameters(parts))
            .update();
    return deleted == 0
        ? new RowOutcome.Missing(delete.key())
        : new RowOutcome.Deleted(delete.key());
  }

  private RowOutcome written(
      RowChange change, RowSql sql, String statement, Map<String, Object> parameters) {
    return jdbc.sql(statement)
        .params(parameters)
        .query((result, n) -> sql.row(result))
        .optional()
        .<RowOutcome>map(now -> new RowOutcome.Written(change.reference(), now))
        .orElseGet(() -> new RowOutcome.Missing(change.reference()));
  }

  private static Map<String, Object> keyParameters(List<String> parts) {
    Map<String, Object> parameters = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      parameters.put("key" + i, parts.get(i));
    }
    return parameters;
  }

  /** In the table's order, so that one set of columns is always one statement text. */
  private static List<Column> columns(SourceTable source, Map<String, Value> values) {
    values.keySet().forEach(source::column);
    return source.shape().columns().stream().filter(c -> values.containsKey(c.name())).toList();
  }

  private static String value(int index, Column column) {
    return "CAST(:value%d AS %s)".formatted(index, column.typeName());
  }

  private static Map<String, @Nullable Object> values(
      List<Column> columns, Map<String, Value> values) {
    Map<String, @Nullable Object> parameters = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      parameters.put("value" + i, column.write(values.getOrDefault(column.name(), Value.NULL)));
    }
    return parameters;
  }

  private static String first(SourceTable source) {
    return Identifiers.quote(
        source.shape().columns().stream()
            .filter(Column::isWritable)
            .findFirst()
            .orElseThrow()
            .name());
  }

  /** What a row's SQLSTATE asks for; null where no row is to blame. */
  private static Failure.@Nullable Kind kind(String state) {
    return switch (state) {
      // serialization failure, deadlock, lock timeout, statement timeout
      case "40001", "40P01", "55P03", "57014" -> Failure.Kind.TRANSIENT;
      // read-only transaction: a standby, or disk full
      case "25006" -> null;
      default ->
          switch (state.substring(0, 2)) {
            // connection, resources, operator intervention, system, configuration, internal
            case "08", "53", "57", "58", "F0", "XX", "25" -> null;
            default -> Failure.Kind.PERMANENT;
          };
    };
  }

  private static String message(SQLException cause) {
    ServerErrorMessage server =
        cause instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    return server == null || server.getMessage() == null ? cause.getMessage() : server.getMessage();
  }

  private static RowOutcome refused(
      SourceTable source, RowChange change, Failure.Kind kind, String reason, String message) {
    TableShape table = source.shape();
    return new RowOutcome.Refused(
        change.reference(),
        new Failure(
            kind,
            Failure.Scope.RECORD,
            reason,
            "table %s, row '%s': %s".formatted(table.qualifiedName(), change.reference(), message),
            null));
  }
}

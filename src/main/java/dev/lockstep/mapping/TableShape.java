package dev.lockstep.mapping;

import java.util.List;
import java.util.Optional;

/**
 * What the live catalog says of a table or view.
 *
 * @param columns in the table's order, dropped ones left out
 * @param primaryKey column names in the key's order; empty where there is none
 * @param uniqueKeys the columns of each other unique index that holds for every row (not partial,
 *     no expressions)
 * @param fedByReplication a subscription of logical replication writes it, so triggers of ours
 *     would not tell of every change
 */
public record TableShape(
    String schema,
    String name,
    Kind kind,
    List<Column> columns,
    List<String> primaryKey,
    List<List<String>> uniqueKeys,
    boolean fedByReplication) {

  public TableShape {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    uniqueKeys = uniqueKeys.stream().map(List::copyOf).toList();
  }

  /** What kind of relation it is. */
  public enum Kind {
    TABLE,
    PARTITIONED,
    VIEW,
    MATERIALIZED_VIEW,
    FOREIGN;

    /** Whether our statement triggers can stand on it. */
    public boolean takesTriggers() {
      return this == TABLE || this == PARTITIONED;
    }
  }

  public Optional<Column> column(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** {@code schema.name}, unquoted: for comparing and for messages, never for SQL. */
  public String qualifiedName() {
    return schema + "." + name;
  }
}

package dev.lockstep.source;

import dev.lockstep.core.Value;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.mapping.KeyText;
import dev.lockstep.mapping.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The SQL of one source table: every column travels as PostgreSQL's text for it. */
final class RowSql {

  private final SourceTable source;

  RowSql(SourceTable source) {
    this.source = source;
  }

  String table() {
    return Identifiers.quote(source.shape()) + " AS s";
  }

  /** Every column as text, then whether the predicate holds; for SELECT and RETURNING. */
  String columns() {
    return source.shape().columns().stream()
            .map(c -> "s." + Identifiers.quote(c.name()) + "::text")
            .collect(Collectors.joining(", "))
        + ", "
        + inside();
  }

  String inside() {
    String where = source.where();
    // On lines of its own: the predicate may end in a comment.
    return where == null ? "true" : "(\n" + Identifiers.verbatim(where) + "\n) IS TRUE";
  }

  /** The condition of a range, with the parameters rangeAfter and rangeUntil as texts. */
  String inRange(String column) {
    String type = source.column(column).typeName();
    return "s.%1$s > CAST(:rangeAfter AS %2$s) AND s.%1$s <= CAST(:rangeUntil AS %2$s)"
        .formatted(Identifiers.quote(column), type);
  }

  String keyOrder() {
    return source.key().stream()
        .map(name -> "s." + Identifiers.quote(name))
        .collect(Collectors.joining(", "));
  }

  /** The record's key, spelled as the trigger spells it. */
  String keyText() {
    return keyText("s", source.keyColumns());
  }

  static String keyText(String alias, List<Column> key) {
    List<String> texts =
        key.stream().map(c -> alias + "." + Identifiers.quote(c.name()) + "::text").toList();
    return texts.size() == 1
        ? texts.getFirst()
        : "jsonb_build_array(" + String.join(", ", texts) + ")::text";
  }

  /** Joins rows to the arrays of {@link #keyParameters}. */
  String byKeys() {
    List<Column> key = source.keyColumns();
    return "JOIN unnest("
        + IntStream.range(0, key.size())
            .mapToObj(i -> "CAST(:key%d AS %s[])".formatted(i, key.get(i).typeName()))
            .collect(Collectors.joining(", "))
        + ") AS k ("
        + IntStream.range(0, key.size()).mapToObj(i -> "key" + i).collect(Collectors.joining(", "))
        + ") ON "
        + IntStream.range(0, key.size())
            .mapToObj(i -> "s.%s = k.key%d".formatted(Identifiers.quote(key.get(i).name()), i))
            .collect(Collectors.joining(" AND "));
  }

  /** Array parameters key0, key1 …; a key that is none of this table's is left out. */
  Map<String, Object> keyParameters(Iterable<String> keys) {
    List<List<String>> columns = new ArrayList<>();
    source.key().forEach(name -> columns.add(new ArrayList<>()));
    for (String key : keys) {
      parts(key)
          .ifPresent(
              parts -> {
                for (int i = 0; i < parts.size(); i++) {
                  columns.get(i).add(parts.get(i));
                }
              });
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      parameters.put("key" + i, columns.get(i).toArray(String[]::new));
    }
    return parameters;
  }

  /** The condition for one key, with the parameters key0, key1 … as texts. */
  String byKey() {
    return condition("=");
  }

  /** The condition for what comes after one key. */
  String afterKey() {
    return condition(">");
  }

  private String condition(String operator) {
    List<Column> key = source.keyColumns();
    return "(%s) %s (%s)"
        .formatted(
            keyOrder(),
            operator,
            IntStream.range(0, key.size())
                .mapToObj(i -> "CAST(:key%d AS %s)".formatted(i, key.get(i).typeName()))
                .collect(Collectors.joining(", ")));
  }

  /** The texts of the key's columns; empty where it cannot be a key of this table. */
  Optional<List<String>> parts(String key) {
    try {
      List<String> parts = KeyText.parse(key, source.key().size());
      List<Column> columns = source.keyColumns();
      for (int i = 0; i < parts.size(); i++) {
        columns.get(i).write(Value.text(parts.get(i)));
      }
      return Optional.of(parts);
    } catch (ConversionException e) {
      return Optional.empty();
    }
  }

  /** Reads what {@link #columns} selects. */
  SourceRow row(ResultSet result) throws SQLException {
    Map<String, Value> values = new LinkedHashMap<>();
    Map<String, String> texts = new LinkedHashMap<>();
    int index = 0;
    for (Column column : source.shape().columns()) {
      String text = result.getString(++index);
      if (text != null) {
        texts.put(column.name(), text);
      }
      values.put(column.name(), column.read(text));
    }
    String key =
        KeyText.of(
            source.keyColumns().stream()
                .map(c -> Objects.requireNonNullElse(texts.get(c.name()), ""))
                .toList());
    return new SourceRow(new Row(key, values), result.getBoolean(index + 1));
  }
}

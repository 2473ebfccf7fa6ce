package dev.lockstep.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What statements of a release rely on in schema {@code lockstep}, by the catalog: that they find
 * their tables, columns, functions and conflict targets, and that what they write is still taken.
 */
record SchemaContract(
    Map<String, Column> columns,
    Map<String, String> unique,
    Map<String, String> checks,
    Set<String> functions) {

  private static final String COLUMNS =
      """
      SELECT c.relname || '.' || a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
        a.attnotnull AS is_needed,
        a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '' AS has_value_of_its_own
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'lockstep'::regnamespace AND c.relkind IN ('r', 'p', 'v')
        AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relname <> 'flyway_schema_history'
      ORDER BY name
      """;

  // Not by name where a list of columns is named: ON CONFLICT (…) finds it whatever it is called.
  private static final String UNIQUE =
      """
      SELECT c.relname || '.' || i.relname AS name,
        regexp_replace(pg_get_indexdef(x.indexrelid), '^.* USING ', '') AS definition
      FROM pg_index x
      JOIN pg_class c ON c.oid = x.indrelid
      JOIN pg_class i ON i.oid = x.indexrelid
      WHERE c.relnamespace = 'lockstep'::regnamespace AND x.indisunique AND NOT c.relispartition
        AND c.relname <> 'flyway_schema_history'
      ORDER BY name
      """;

  private static final String CHECKS =
      """
      SELECT c.relname || '.' || k.conname AS name, pg_get_constraintdef(k.oid) AS definition
      FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid
      WHERE c.relnamespace = 'lockstep'::regnamespace AND k.contype IN ('c', 'f', 'x')
        AND NOT c.relispartition
      ORDER BY name
      """;

  private static final String FUNCTIONS =
      """
      SELECT p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') '
        || pg_get_function_result(p.oid)
      FROM pg_proc p
      WHERE p.pronamespace = 'lockstep'::regnamespace
      """;

  private static final Pattern LITERAL = Pattern.compile("'([^']*)'::text(, )?");

  /**
   * @param isNeeded NOT NULL
   * @param hasValueOfItsOwn a default, an identity or an expression
   */
  record Column(String type, boolean isNeeded, boolean hasValueOfItsOwn) {}

  static SchemaContract of(JdbcClient jdbc) {
    Map<String, Column> columns = new LinkedHashMap<>();
    jdbc.sql(COLUMNS)
        .query(
            row -> {
              columns.put(
                  row.getString("name"),
                  new Column(
                      row.getString("type"),
                      row.getBoolean("is_needed"),
                      row.getBoolean("has_value_of_its_own")));
            });
    return new SchemaContract(
        columns,
        definitions(jdbc, UNIQUE),
        definitions(jdbc, CHECKS),
        new LinkedHashSet<>(jdbc.sql(FUNCTIONS).query(String.class).list()));
  }

  private static Map<String, String> definitions(JdbcClient jdbc, String sql) {
    Map<String, String> definitions = new LinkedHashMap<>();
    jdbc.sql(sql)
        .query(
            row -> {
              definitions.put(row.getString("name"), row.getString("definition"));
            });
    return definitions;
  }

  /** What statements that were written for this schema would trip over in that one. */
  List<String> brokenBy(SchemaContract later) {
    List<String> faults = new ArrayList<>();
    columns.forEach((name, column) -> faults.addAll(faults(name, column, later.columns.get(name))));
    later.columns.forEach(
        (name, added) -> {
          if (!columns.containsKey(name)
              && hasTable(name)
              && added.isNeeded()
              && !added.hasValueOfItsOwn()) {
            faults.add(name + " is new and needs a value that nobody gives it");
          }
        });
    unique.forEach(
        (name, definition) -> {
          if (!definition.equals(later.unique.get(name))) {
            faults.add(name + " is no conflict target any more: " + definition);
          }
        });
    later.unique.forEach(
        (name, definition) -> {
          if (!unique.containsKey(name) && hasTable(name) && !isOfNewColumns(name, definition)) {
            faults.add(name + " refuses what was taken: " + definition);
          }
        });
    later.checks.forEach(
        (name, definition) -> {
          if (hasTable(name) && !isTakenStill(checks.get(name), definition)) {
            faults.add(name + " refuses what was taken: " + definition);
          }
        });
    functions.stream()
        .filter(function -> !later.functions.contains(function))
        .forEach(function -> faults.add(function + " is gone"));
    return faults;
  }

  private static List<String> faults(String name, Column column, Column later) {
    List<String> faults = new ArrayList<>();
    if (later == null) {
      faults.add(name + " is gone");
      return faults;
    }
    if (!later.type().equals(column.type())) {
      faults.add("%s was %s and is %s".formatted(name, column.type(), later.type()));
    }
    if (later.isNeeded() && !column.isNeeded()) {
      faults.add(name + " takes no NULL any more");
    }
    if (later.isNeeded() && column.hasValueOfItsOwn() && !later.hasValueOfItsOwn()) {
      faults.add(name + " has lost its default");
    }
    return faults;
  }

  private boolean hasTable(String name) {
    String table = name.substring(0, name.indexOf('.') + 1);
    return columns.keySet().stream().anyMatch(column -> column.startsWith(table));
  }

  /** Who does not know the column leaves it NULL, and NULLs are distinct. */
  private boolean isOfNewColumns(String name, String definition) {
    String table = name.substring(0, name.indexOf('.') + 1);
    return !definition.contains("NULLS NOT DISTINCT")
        && Pattern.compile("[a-z_]+")
            .matcher(definition.substring(definition.indexOf('(')))
            .results()
            .map(MatchResult::group)
            .anyMatch(column -> !columns.containsKey(table + column));
  }

  /** Where it is a list of words there may be more of them. */
  private static boolean isTakenStill(String before, String definition) {
    return before != null
        && LITERAL.matcher(before).replaceAll("").equals(LITERAL.matcher(definition).replaceAll(""))
        && words(definition).containsAll(words(before));
  }

  private static Set<String> words(String definition) {
    return LITERAL
        .matcher(definition)
        .results()
        .map(one -> one.group(1))
        .collect(Collectors.toSet());
  }
}

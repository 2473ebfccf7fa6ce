package dev.lockstep.source;

import dev.lockstep.mapping.TableShape;

/** The one place where names and constants become SQL text. */
public final class Identifiers {

  private Identifiers() {}

  /** {@code Weird "Table} → {@code "Weird ""Table"}. */
  public static String quote(String name) {
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name cannot hold the character 0");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  public static String quote(String schema, String name) {
    return quote(schema) + "." + quote(name);
  }

  public static String quote(TableShape table) {
    return quote(table.schema(), table.name());
  }

  /** A text constant, whatever {@code standard_conforming_strings} says. */
  public static String constant(String text) {
    String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') >= 0 ? "E" + quoted : quoted;
  }

  /**
   * A fragment of SQL from a definition, for a statement with named parameters: what looks like a
   * parameter outside of quotes is none.
   *
   * @throws IllegalArgumentException where it is more than one statement's part
   */
  static String verbatim(String sql) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\'' || c == '"') {
        int end = sql.indexOf(c, i + 1);
        end = end < 0 ? sql.length() - 1 : end;
        out.append(sql, i, end + 1);
        i = end;
      } else if (sql.startsWith("::", i)) {
        out.append("::");
        i++;
      } else if (c == ':') {
        out.append("\\:");
      } else if (c == ';') {
        throw new IllegalArgumentException("';' cannot stand in an expression");
      } else if (c == '?') {
        out.append("??");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}

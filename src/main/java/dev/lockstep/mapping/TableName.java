package dev.lockstep.mapping;

import org.jspecify.annotations.Nullable;

/**
 * A table as a definition names it: {@code table}, {@code schema.table} or, where a name holds a
 * dot, {@code "odd.schema"."odd.table"}. Case is kept as written, nothing is folded.
 *
 * @param schema null: found on the search path
 */
public record TableName(@Nullable String schema, String name) {

  /**
   * @throws IllegalArgumentException where the text is not one name or two with a dot between
   */
  public static TableName parse(String text) {
    StringBuilder part = new StringBuilder();
    String schema = null;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          part.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == '.' && !quoted) {
        if (schema != null || part.isEmpty()) {
          throw notATable(text);
        }
        schema = part.toString();
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    if (quoted || part.isEmpty()) {
      throw notATable(text);
    }
    return new TableName(schema, part.toString());
  }

  private static IllegalArgumentException notATable(String text) {
    return new IllegalArgumentException(
        "'%s' is not a table name: write table or schema.table".formatted(text));
  }
}

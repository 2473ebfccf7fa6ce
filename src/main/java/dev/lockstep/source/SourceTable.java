package dev.lockstep.source;

import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.TableShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table or view as one sync sees it.
 *
 * @param key the key's columns
 * @param where predicate over the row; null: every row is inside
 */
public record SourceTable(TableShape shape, List<String> key, @Nullable String where) {

  public SourceTable {
    key = List.copyOf(key);
    if (key.isEmpty()) {
      throw new IllegalArgumentException(
          "table %s has no primary key and the definition names no key"
              .formatted(shape.qualifiedName()));
    }
    key.forEach(name -> column(shape, name));
  }

  List<Column> keyColumns() {
    return key.stream().map(name -> column(shape, name)).toList();
  }

  Column column(String name) {
    return column(shape, name);
  }

  private static Column column(TableShape shape, String name) {
    return shape
        .column(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "table %s has no column '%s'".formatted(shape.qualifiedName(), name)));
  }
}

package dev.lockstep.target.sheet;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.ConversionException;
import dev.lockstep.mapping.Rendering;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of the tab as a look showed it. It keeps the cells as read; a tab may have 100,000 rows.
 *
 * @param index counted from 0, the header being 0
 * @param key what its key cells say; null where one is blank or does not convert
 * @param keyFault why the key cells do not convert; null where they do
 */
record SheetRow(
    int index,
    @Nullable String key,
    @Nullable String keyFault,
    String version,
    List<?> raw,
    Columns columns) {

  static SheetRow of(int index, List<?> raw, Columns columns, TabShape shape) {
    Fields cells = cells(raw, columns, shape.fields());
    String key = null;
    String fault = null;
    try {
      key = shape.key(cells);
    } catch (ConversionException e) {
      fault = String.valueOf(e.getMessage());
    }
    return new SheetRow(index, key, fault, shape.version(cells), raw, columns);
  }

  Fields cells(TabShape shape) {
    return cells(raw, columns, shape.fields());
  }

  /** The text of each of its cells, for a person. */
  Map<String, @Nullable String> shown(TabShape shape) {
    return Rendering.of(cells(shape).values());
  }

  boolean isBlank() {
    return columns.positions().values().stream()
        .allMatch(position -> position >= raw.size() || Cells.value(raw.get(position)).isNull());
  }

  private static Fields cells(List<?> raw, Columns columns, List<String> fields) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (String field : fields) {
      int position = columns.of(field);
      values.put(field, position < raw.size() ? Cells.value(raw.get(position)) : Value.NULL);
    }
    return new Fields(values);
  }
}

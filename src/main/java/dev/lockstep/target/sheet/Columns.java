package dev.lockstep.target.sheet;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which column of the tab holds which field, counted from 0. */
record Columns(Map<String, Integer> positions) {

  Columns {
    positions = Map.copyOf(positions);
  }

  int of(String field) {
    Integer position = positions.get(field);
    if (position == null) {
      throw new IllegalArgumentException("no column for field '" + field + "'");
    }
    return position;
  }

  /** Where the field of that column stands in these others; a column of no field stays. */
  int moved(int column, Columns then) {
    return positions.entrySet().stream()
        .filter(field -> field.getValue() == column)
        .map(field -> then.positions().getOrDefault(field.getKey(), column))
        .findFirst()
        .orElse(column);
  }

  /** How many columns from the left hold all of them. */
  int width() {
    return positions.values().stream().mapToInt(position -> position + 1).max().orElse(0);
  }

  /**
   * The columns as the header row names them.
   *
   * @param header the first row's cells
   * @param known where each column was when all were found last
   * @throws HeaderFault naming every column that is missing or stands twice
   */
  static Columns of(String tab, List<?> header, List<String> fields, @Nullable Columns known) {
    Map<String, Integer> positions = new LinkedHashMap<>();
    Map<String, Integer> twice = new LinkedHashMap<>();
    for (int i = 0; i < header.size(); i++) {
      String name = String.valueOf(header.get(i)).strip();
      if (fields.contains(name)) {
        if (positions.containsKey(name)) {
          twice.put(name, i);
        } else {
          positions.put(name, i);
        }
      }
    }
    Set<String> missing = new LinkedHashSet<>(fields);
    missing.removeAll(positions.keySet());
    if (!missing.isEmpty() || !twice.isEmpty()) {
      throw HeaderFault.of(tab, header, missing, positions, twice, known);
    }
    return new Columns(positions);
  }
}

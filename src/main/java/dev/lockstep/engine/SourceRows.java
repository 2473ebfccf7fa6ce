package dev.lockstep.engine;

import dev.lockstep.mapping.ConversionException;
import dev.lockstep.source.SourceRow;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Rows by key, and by key what is wrong with those that no typed value can hold: one bad row does
 * not keep the others from being read.
 */
public record SourceRows(Map<String, SourceRow> rows, Map<String, String> faults) {

  public static SourceRows read(
      Collection<String> keys, Function<Collection<String>, Map<String, SourceRow>> reading) {
    try {
      return new SourceRows(reading.apply(keys), Map.of());
    } catch (ConversionException e) {
      List<String> all = List.copyOf(keys);
      if (all.size() == 1) {
        return new SourceRows(Map.of(), Map.of(all.getFirst(), String.valueOf(e.getMessage())));
      }
      int half = all.size() / 2;
      return read(all.subList(0, half), reading).and(read(all.subList(half, all.size()), reading));
    }
  }

  private SourceRows and(SourceRows others) {
    Map<String, SourceRow> bothRows = new HashMap<>(rows);
    bothRows.putAll(others.rows);
    Map<String, String> bothFaults = new HashMap<>(faults);
    bothFaults.putAll(others.faults);
    return new SourceRows(bothRows, bothFaults);
  }
}

package dev.lockstep.definition;

import dev.lockstep.definition.Positions.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one file. */
final class Faults {

  private record Found(Position at, String message, @Nullable String suggestion) {}

  private final List<Found> found = new ArrayList<>();

  void add(Position at, String message, @Nullable String suggestion) {
    Found fault = new Found(at, message, suggestion);
    if (!found.contains(fault)) {
      found.add(fault);
    }
  }

  /** All of them in the order of the file. */
  List<Fault> of(String file, @Nullable String sync) {
    return found.stream()
        .sorted(
            Comparator.comparingInt((Found f) -> f.at().line())
                .thenComparingInt(f -> f.at().column()))
        .map(
            f -> new Fault(file, f.at().line(), f.at().column(), sync, f.message(), f.suggestion()))
        .toList();
  }
}

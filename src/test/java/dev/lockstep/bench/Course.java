package dev.lockstep.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One figure over a run at steady load. The first quarter is for warming up: flat is what in the
 * last quarter is, on average, at most a tenth and an allowance above the second.
 *
 * @param allowance what small figures may add without meaning anything, in the figure's own unit
 * @param samples at equal distances
 */
record Course(String what, double allowance, List<Double> samples) {

  private static final int FEWEST = 8;
  private static final double SHARE = 0.10;

  Course {
    samples = List.copyOf(samples);
    if (samples.size() < FEWEST) {
      throw new IllegalArgumentException(
          "%s: %d samples say nothing, %d might".formatted(what, samples.size(), FEWEST));
    }
  }

  /** One look at one figure. */
  record Reading(String what, double allowance, double value) {}

  /** What was read, figure by figure; looks in turn. */
  static List<Course> of(List<List<Reading>> looks) {
    Map<String, List<Reading>> byFigure = new LinkedHashMap<>();
    for (List<Reading> look : looks) {
      for (Reading reading : look) {
        byFigure.computeIfAbsent(reading.what(), what -> new ArrayList<>()).add(reading);
      }
    }
    return byFigure.values().stream()
        .map(
            readings ->
                new Course(
                    readings.getFirst().what(),
                    readings.getFirst().allowance(),
                    readings.stream().map(Reading::value).toList()))
        .toList();
  }

  boolean isFlat() {
    return late() <= early() * (1 + SHARE) + allowance;
  }

  /** The mean of the second quarter. */
  double early() {
    return mean(1);
  }

  /** The mean of the last quarter. */
  double late() {
    return mean(3);
  }

  private double mean(int quarter) {
    return samples
        .subList(samples.size() * quarter / 4, samples.size() * (quarter + 1) / 4)
        .stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return "%s %s → %s".formatted(what, figure(early()), figure(late()));
  }

  private static String figure(double value) {
    return value < 10 && value != Math.rint(value)
        ? "%.1f".formatted(value)
        : "%.0f".formatted(value);
  }
}

package dev.lockstep.target.sheet;

import dev.lockstep.target.FieldProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which cells should bear a note of ours, and what that takes; pure. */
final class Notes {

  /** How ours begin; any other note is a person's. */
  static final String OURS = "Lockstep: ";

  private static final int LONGEST = 1_000;

  private Notes() {}

  /** A cell, counted from 0. */
  record Place(int row, int column) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return row != other.row
          ? Integer.compare(row, other.row)
          : Integer.compare(column, other.column);
    }
  }

  /**
   * What a cell is to say.
   *
   * @param text null: nothing any more
   */
  record Edit(Place place, @Nullable String text) {}

  /**
   * What should be noted, however rows are sorted: the same as long as nothing is to be written.
   *
   * @param standing of the records, from the mappings
   * @param marks of the rows, from the look
   */
  record Wanted(List<FieldProblem> standing, List<Mark> marks) {

    static final Wanted NOTHING = new Wanted(List.of(), List.of());

    boolean isEmpty() {
      return standing.isEmpty() && marks.isEmpty();
    }

    /** By name the texts, wherever the rows stand. */
    Map<String, String> named() {
      Map<String, String> named = new TreeMap<>();
      standing.forEach(
          problem ->
              named.merge(
                  "record:" + problem.key() + ":" + problem.field(), problem.text(), Notes::both));
      marks.forEach(mark -> named.merge(mark.name(), mark.text(), Notes::both));
      return named;
    }

    /** By cell the texts, as the look shows where the rows stand. */
    Map<Place, String> placed(Look look, TabShape shape) {
      Map<Place, String> placed = new LinkedHashMap<>();
      Map<String, List<SheetRow>> byKey = look.byKey();
      int keyColumn = look.columns().of(shape.keyFields().getFirst());
      for (FieldProblem problem : standing) {
        List<SheetRow> rows = byKey.getOrDefault(problem.key(), List.of());
        if (rows.size() == 1) {
          String field = problem.field();
          int column =
              field != null && shape.fields().contains(field)
                  ? look.columns().of(field)
                  : keyColumn;
          placed.merge(new Place(rows.getFirst().index(), column), problem.text(), Notes::both);
        }
      }
      marks.forEach(
          mark -> placed.merge(new Place(mark.row(), keyColumn), mark.text(), Notes::both));
      return placed;
    }
  }

  private static String both(String one, String other) {
    return one.equals(other) ? one : one + "\n" + other;
  }

  /** Ours where they are wanted and nobody else's stand; ours taken away where they are not. */
  static List<Edit> edits(Map<Place, String> wanted, Map<Place, String> present) {
    List<Edit> edits = new ArrayList<>();
    wanted.forEach(
        (place, problem) -> {
          String text = text(problem);
          String there = present.getOrDefault(place, "");
          if ((there.isEmpty() || there.startsWith(OURS)) && !there.equals(text)) {
            edits.add(new Edit(place, text));
          }
        });
    new TreeMap<>(present)
        .forEach(
            (place, there) -> {
              if (there.startsWith(OURS) && !wanted.containsKey(place)) {
                edits.add(new Edit(place, null));
              }
            });
    return edits;
  }

  private static String text(String problem) {
    String text = OURS + problem;
    return text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
  }
}

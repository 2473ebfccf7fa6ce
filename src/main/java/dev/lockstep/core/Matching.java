package dev.lockstep.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Existing rows and records that are the same thing, found by their match fields (PROTOCOL 11.1):
 * one to one; what cannot be told apart is paired with its most similar and the rest is reported.
 *
 * @param pairs each row key with its remote id
 * @param rows keys of rows without a counterpart
 * @param remotes ids of records without a counterpart
 * @param leftOver keys and ids among these that share their match fields with a pair: a person
 *     should look at them
 */
public record Matching(
    List<Pair> pairs, List<String> rows, List<String> remotes, LeftOver leftOver) {

  /** One candidate: its key or remote id, and what it shows. */
  public record Candidate(String id, Fields fields) {}

  public record Pair(String key, String remoteId) {}

  public record LeftOver(List<String> rows, List<String> remotes) {}

  /**
   * @param shown the rows' values as the target would show them
   */
  public static Matching of(
      List<Candidate> rows,
      List<Candidate> remotes,
      List<String> match,
      UnaryOperator<Fields> shown) {
    List<Candidate> rendered =
        rows.stream().map(row -> new Candidate(row.id(), shown.apply(row.fields()))).toList();
    Map<List<Value>, List<Candidate>> here = byMatch(rendered, match);
    Map<List<Value>, List<Candidate>> there = byMatch(remotes, match);
    List<Pair> pairs = new ArrayList<>();
    LeftOver leftOver = new LeftOver(new ArrayList<>(), new ArrayList<>());
    here.forEach(
        (values, alike) -> {
          List<Candidate> partners = there.getOrDefault(values, List.of());
          List<Pair> found = mostSimilar(alike, partners);
          pairs.addAll(found);
          if (!found.isEmpty()) {
            leftOver.rows().addAll(without(alike, found.stream().map(Pair::key).toList()));
            leftOver
                .remotes()
                .addAll(without(partners, found.stream().map(Pair::remoteId).toList()));
          }
        });
    return new Matching(
        List.copyOf(pairs),
        without(rows, pairs.stream().map(Pair::key).toList()),
        without(remotes, pairs.stream().map(Pair::remoteId).toList()),
        leftOver);
  }

  private static Map<List<Value>, List<Candidate>> byMatch(
      List<Candidate> candidates, List<String> match) {
    Map<List<Value>, List<Candidate>> groups = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      List<Value> values =
          match.stream().map(field -> candidate.fields().get(field).canonical()).toList();
      // Blank fields are no likeness.
      if (!values.stream().allMatch(Value::isNull)) {
        groups.computeIfAbsent(values, key -> new ArrayList<>()).add(candidate);
      }
    }
    return groups;
  }

  private static List<Pair> mostSimilar(List<Candidate> rows, List<Candidate> remotes) {
    record Likeness(Candidate row, Candidate remote, long equalFields) {}
    List<Likeness> all = new ArrayList<>();
    for (Candidate row : rows) {
      for (Candidate remote : remotes) {
        all.add(new Likeness(row, remote, equalFields(row.fields(), remote.fields())));
      }
    }
    all.sort((one, other) -> Long.compare(other.equalFields(), one.equalFields()));
    List<Pair> pairs = new ArrayList<>();
    Set<String> taken = new LinkedHashSet<>();
    for (Likeness likeness : all) {
      String row = "row " + likeness.row().id();
      String remote = "remote " + likeness.remote().id();
      if (!taken.contains(row) && !taken.contains(remote)) {
        taken.addAll(List.of(row, remote));
        pairs.add(new Pair(likeness.row().id(), likeness.remote().id()));
      }
    }
    return pairs;
  }

  private static long equalFields(Fields one, Fields other) {
    return one.names().stream()
        .filter(name -> other.has(name) && one.get(name).same(other.get(name)))
        .count();
  }

  private static List<String> without(List<Candidate> candidates, List<String> paired) {
    Set<String> gone = Set.copyOf(paired);
    return candidates.stream().map(Candidate::id).filter(id -> !gone.contains(id)).toList();
  }
}

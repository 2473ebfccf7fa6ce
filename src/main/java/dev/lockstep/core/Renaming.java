package dev.lockstep.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fields that bear another name than before and are the same all the same: what is remembered of
 * them goes on under the new one.
 *
 * @param names the new name by the old one
 */
public record Renaming(Map<String, String> names) {

  public static final Renaming NONE = new Renaming(Map.of());

  public Renaming {
    names = Map.copyOf(names);
  }

  public boolean isNone() {
    return names.isEmpty();
  }

  /** From the new names to the old ones. */
  public Renaming back() {
    return new Renaming(
        names.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey)));
  }

  public String of(String field) {
    return names.getOrDefault(field, field);
  }

  /** What a new name showed before it was one, of a field long gone, is no more. */
  public Fields of(Fields fields) {
    if (names.keySet().stream().noneMatch(fields::has)) {
      return fields;
    }
    Map<String, Value> renamed = new LinkedHashMap<>();
    fields.values().forEach((name, value) -> renamed.put(of(name), value));
    names.forEach(
        (old, name) -> {
          if (fields.has(old)) {
            renamed.put(name, fields.get(old));
          }
        });
    return new Fields(renamed);
  }

  public Bases of(Bases bases) {
    return new Bases(of(bases.source()), of(bases.target()));
  }

  public Attempt of(Attempt attempt) {
    return new Attempt(
        attempt.kind(), of(attempt.fields()), attempt.remoteId(), attempt.version(), attempt.at());
  }

  public Report of(Report report) {
    return new Report(
        report.kind(),
        of(report.unit()),
        of(report.source()),
        of(report.target()),
        report.winner(),
        report.detail());
  }

  public Link of(Link link) {
    return new Link(
        link.state(),
        link.reason(),
        of(link.bases()),
        new Link.Seen(of(link.seen().fields()), link.seen().updated()),
        link.version(),
        link.incarnation(),
        link.remoteId(),
        link.sending().stream().map(this::of).toList(),
        link.reported().stream().map(this::of).toList());
  }

  public Asked of(Asked asked) {
    Map<String, Resolution> resolved = new LinkedHashMap<>();
    asked
        .resolved()
        .forEach(
            (unit, resolution) ->
                resolved.put(
                    of(unit),
                    new Resolution(
                        resolution.winner(),
                        resolution.shown() == null ? null : of(resolution.shown()))));
    return new Asked(
        asked.rulings(),
        resolved,
        asked.restore(),
        of(asked.version()),
        asked.givenUp(),
        asked.expected() == null ? null : of(asked.expected()),
        asked.again());
  }
}

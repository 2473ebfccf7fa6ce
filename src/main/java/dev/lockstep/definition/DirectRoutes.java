package dev.lockstep.definition;

import dev.lockstep.definition.LoadedDefinitions.Entry;
import dev.lockstep.definition.SyncDefinition.ConflictChoice;
import dev.lockstep.definition.SyncDefinition.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The routes that definitions may call, {@code direct:name}.
 *
 * @param names those that are there, without {@code direct:}
 * @param elsewhere what may define more of them and cannot be asked without a start: builders in
 *     jars, routes whose address is a setting
 */
public record DirectRoutes(Set<String> names, List<String> elsewhere) {

  private static final String SCHEME = "direct:";

  public DirectRoutes {
    names = Set.copyOf(names);
    elsewhere = List.copyOf(elsewhere);
  }

  /**
   * The name that an endpoint's address bears; empty where it is none of {@code direct:}.
   *
   * @param uri as a route file writes it, or as Camel shows it, {@code direct://name}
   */
  public static Optional<String> name(String uri) {
    return uri.startsWith(SCHEME)
        ? Optional.of(
            uri.substring(SCHEME.length()).replaceFirst("^//", "").replaceFirst("\\?.*$", ""))
        : Optional.empty();
  }

  /**
   * These definitions with a fault for each call of a route that is not there; with none where
   * something else may define it.
   */
  public LoadedDefinitions check(LoadedDefinitions read) {
    if (!elsewhere.isEmpty()) {
      return read;
    }
    List<Entry> entries = read.entries().stream().map(entry -> entry.plus(missing(entry))).toList();
    return new LoadedDefinitions(
        Regions.check(entries, UnaryOperator.identity()), read.general(), read.templates());
  }

  /** The calls of routes that are not there, whether something else may define them or not. */
  public List<Fault> missing(LoadedDefinitions read) {
    return read.entries().stream().flatMap(entry -> missing(entry).stream()).toList();
  }

  private List<Fault> missing(Entry entry) {
    Faults faults = new Faults();
    if (entry.definition() != null) {
      calls(entry.definition(), entry.positions())
          .forEach((path, uri) -> check(path, uri, entry.positions(), faults));
    }
    return faults.of(entry.file(), entry.name());
  }

  private void check(String path, String uri, Positions positions, Faults faults) {
    String name = name(uri).orElseThrow();
    if (!names.contains(name)) {
      faults.add(
          positions.of(path),
          "there is no route '%s'".formatted(uri),
          Nearest.name(name, names)
              .map(near -> "did you mean '%s%s'?".formatted(SCHEME, near))
              .orElse("it must be the 'from' of a route in routes/ or of a builder in a jar"));
    }
  }

  /** Addresses by the path that names them. */
  private static Map<String, String> calls(SyncDefinition sync, Positions positions) {
    Map<String, String> calls = new LinkedHashMap<>();
    if (sync.enrich() != null) {
      calls.put("enrich", sync.enrich());
    }
    for (Field field : sync.fields()) {
      if (field.conflict() instanceof ConflictChoice.Route route) {
        String ofField = "policies.conflict." + field.name();
        calls.put(
            positions.byPath().containsKey(ofField) ? ofField : "policies.conflict", route.uri());
      }
    }
    return calls;
  }
}

package dev.lockstep.definition;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two states of one sync's definition, and what follows from it (PROTOCOL
 * 11.3): bases stay, nothing is deleted and made again because a file changed.
 *
 * @param addedFields fields that only the new one has
 * @param removedFields fields that only the old one has
 * @param changedFields fields whose source, direction or conflict policy differs
 * @param renamedFields of fields that went and came and take the same column or expression the new
 *     name by the old one; a sheet's only, where a name is what a column is called: elsewhere
 *     another name is another place
 */
public record DefinitionChange(
    Set<Part> parts,
    Set<String> addedFields,
    Set<String> removedFields,
    Set<String> changedFields,
    Map<String, String> renamedFields) {

  public DefinitionChange {
    parts = Set.copyOf(parts);
    addedFields = Set.copyOf(addedFields);
    removedFields = Set.copyOf(removedFields);
    changedFields = Set.copyOf(changedFields);
    renamedFields = Map.copyOf(renamedFields);
  }

  /** A part of a definition and what a change of it asks for. */
  public enum Part {
    NAME(Effect.NONE),
    TABLE(Effect.AFRESH),
    KEY(Effect.AFRESH),
    /** Another calendar, tab, spreadsheet, fixed account or feed. */
    TARGET(Effect.AFRESH),
    /** Column that names the account. */
    ACCOUNT(Effect.REPLAN),
    FILTER(Effect.REPLAN),
    FIELDS(Effect.REPLAN),
    DIRECTION(Effect.REPLAN),
    ENRICH(Effect.REPLAN),
    POLICIES(Effect.REPLAN),
    WINDOW(Effect.REPLAN),
    /** Zone, template, match …: the same place, seen otherwise. */
    TARGET_SETTINGS(Effect.REPLAN),
    MODIFIED(Effect.NONE),
    /** Nobody watched while one way of capture gave way to the other. */
    CAPTURE(Effect.REPLAN),
    TIMING(Effect.NONE),
    NOTICES(Effect.NONE);

    private final Effect effect;

    Part(Effect effect) {
      this.effect = effect;
    }
  }

  private enum Effect {
    NONE,
    REPLAN,
    AFRESH
  }

  private static final Map<String, Part> PART_OF =
      Map.ofEntries(
          Map.entry("name", Part.NAME),
          Map.entry("renamedFrom", Part.NAME),
          Map.entry("source.table", Part.TABLE),
          Map.entry("source.key", Part.KEY),
          Map.entry("source.account", Part.ACCOUNT),
          Map.entry("source.where", Part.FILTER),
          Map.entry("source.modified", Part.MODIFIED),
          Map.entry("source.capture", Part.CAPTURE),
          Map.entry("target.kind", Part.TARGET),
          Map.entry("target.calendar", Part.TARGET),
          Map.entry("target.account", Part.TARGET),
          Map.entry("target.tab", Part.TARGET),
          Map.entry("target.spreadsheet", Part.TARGET),
          Map.entry("target.feed", Part.TARGET),
          Map.entry("target", Part.TARGET_SETTINGS),
          Map.entry("direction", Part.DIRECTION),
          Map.entry("fields", Part.FIELDS),
          Map.entry("enrich", Part.ENRICH),
          Map.entry("policies", Part.POLICIES),
          Map.entry("timing.past", Part.WINDOW),
          Map.entry("timing.future", Part.WINDOW),
          Map.entry("timing", Part.TIMING),
          Map.entry("notices", Part.NOTICES));

  public static DefinitionChange between(SyncDefinition before, SyncDefinition after) {
    return between(CanonicalForm.json(before), CanonicalForm.json(after));
  }

  /** The same between stored forms ({@link CanonicalForm#json}). */
  public static DefinitionChange between(String before, String after) {
    Map<String, @Nullable Object> old = CanonicalForm.parse(before);
    Map<String, @Nullable Object> now = CanonicalForm.parse(after);
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String key : union(old, now)) {
      if (old.get(key) instanceof Map<?, ?> a && now.get(key) instanceof Map<?, ?> b) {
        for (String inner : union(a, b)) {
          if (!Objects.equals(a.get(inner), b.get(inner))) {
            parts.add(part(key + "." + inner));
          }
        }
      } else if (!Objects.equals(old.get(key), now.get(key))) {
        parts.add(part(key));
      }
    }
    Map<String, Object> oldFields = fields(old);
    Map<String, Object> newFields = fields(now);
    Set<String> both = new TreeSet<>(oldFields.keySet());
    both.retainAll(newFields.keySet());
    return new DefinitionChange(
        parts,
        without(newFields, oldFields),
        without(oldFields, newFields),
        both.stream()
            .filter(name -> !oldFields.get(name).equals(newFields.get(name)))
            .collect(Collectors.toSet()),
        isOfSheet(old) && isOfSheet(now) ? renamed(oldFields, newFields) : Map.of());
  }

  private static boolean isOfSheet(Map<String, @Nullable Object> definition) {
    return definition.get("target") instanceof Map<?, ?> target
        && "SheetTarget".equals(target.get("kind"));
  }

  private static Map<String, String> renamed(
      Map<String, Object> oldFields, Map<String, Object> newFields) {
    Map<String, String> renamed = new LinkedHashMap<>();
    newFields.forEach(
        (name, field) -> {
          if (!oldFields.containsKey(name)) {
            oldFields.entrySet().stream()
                .filter(old -> !newFields.containsKey(old.getKey()))
                .filter(old -> !renamed.containsKey(old.getKey()))
                .filter(old -> origin(old.getValue()).equals(origin(field)))
                .findFirst()
                .ifPresent(old -> renamed.put(old.getKey(), name));
          }
        });
    return renamed;
  }

  private static Object origin(Object field) {
    return field instanceof Map<?, ?> map && map.get("from") != null ? map.get("from") : Map.of();
  }

  private static Part part(String path) {
    Part part = PART_OF.get(path);
    if (part == null) {
      part = PART_OF.get(path.substring(0, Math.max(0, path.indexOf('.'))));
    }
    // What an older version stored and this one does not know: looking again is always safe.
    return part == null ? Part.FIELDS : part;
  }

  private static Set<String> union(Map<?, ?> one, Map<?, ?> two) {
    return Stream.concat(one.keySet().stream(), two.keySet().stream())
        .map(String::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, Object> fields(Map<String, @Nullable Object> definition) {
    Map<String, Object> byName = new LinkedHashMap<>();
    if (definition.get("fields") instanceof List<?> fields) {
      for (Object field : fields) {
        if (field instanceof Map<?, ?> map) {
          byName.put(String.valueOf(map.get("name")), map);
        }
      }
    }
    return byName;
  }

  private static Set<String> without(Map<String, ?> some, Map<String, ?> others) {
    Set<String> rest = new TreeSet<>(some.keySet());
    rest.removeAll(others.keySet());
    return rest;
  }

  /** Whether the two mean the same. */
  public boolean isNone() {
    return parts.isEmpty();
  }

  /** Whether every record has to be looked at again, against its bases. */
  public boolean replans() {
    return parts.stream().anyMatch(part -> part.effect != Effect.NONE);
  }

  /** Whether old mappings no longer say anything: another table, key or place at Google. */
  public boolean startsAfresh() {
    return parts.stream().anyMatch(part -> part.effect == Effect.AFRESH);
  }
}

package dev.lockstep.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a definition decides about each of its records.
 *
 * @param fields every mapped field, in the order of the definition
 * @param shown values of the source as the target would show them after a write
 * @param refusal what stands in the way of the target taking these fields, or null
 * @param outside whether a record with these fields lies outside the window
 */
public record Rules(
    List<FieldRule> fields,
    Policies policies,
    UnaryOperator<Fields> shown,
    Function<Fields, @Nullable String> refusal,
    Predicate<Fields> outside) {

  public Rules {
    fields = List.copyOf(fields);
  }

  /** Rules for a target that shows what it is sent and refuses nothing, without a window. */
  public static Rules of(List<FieldRule> fields, Policies policies) {
    return new Rules(fields, policies, UnaryOperator.identity(), values -> null, values -> false);
  }

  public boolean toGoogle() {
    return fields.stream().anyMatch(field -> field.direction().toGoogle());
  }

  public boolean fromGoogle() {
    return fields.stream().anyMatch(field -> field.direction().fromGoogle());
  }

  /** These fields, in groups of those that are merged as one. */
  public List<Fields> apart(Fields fields) {
    return units().stream().map(unit -> unit.of(fields)).filter(of -> !of.isEmpty()).toList();
  }

  /** What is merged as one; fields of one unit that flow differently are units apart. */
  List<Unit> units() {
    record Name(String unit, Direction direction) {}
    Map<Name, List<FieldRule>> groups = new LinkedHashMap<>();
    for (FieldRule field : fields) {
      groups
          .computeIfAbsent(new Name(field.unit(), field.direction()), name -> new ArrayList<>())
          .add(field);
    }
    return groups.entrySet().stream()
        .map(
            group ->
                new Unit(
                    group.getKey().unit(),
                    group.getValue().stream().map(FieldRule::name).toList(),
                    group.getKey().direction(),
                    group.getValue().getFirst().conflict()))
        .toList();
  }
}

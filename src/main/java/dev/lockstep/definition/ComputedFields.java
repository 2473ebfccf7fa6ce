package dev.lockstep.definition;

import dev.lockstep.definition.LoadedDefinitions.Entry;
import dev.lockstep.definition.SyncDefinition.Field;
import dev.lockstep.definition.SyncDefinition.FieldSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Expressions of definitions, towards the language that is to evaluate them. */
public final class ComputedFields {

  private ComputedFields() {}

  /**
   * These definitions with a fault for each expression that the language cannot read.
   *
   * @param problem what is wrong with an expression, whatever the row; empty: nothing
   */
  public static LoadedDefinitions check(
      LoadedDefinitions read, Function<String, Optional<String>> problem) {
    List<Entry> entries =
        read.entries().stream().map(entry -> entry.plus(faults(entry, problem))).toList();
    return new LoadedDefinitions(
        Regions.check(entries, UnaryOperator.identity()), read.general(), read.templates());
  }

  private static List<Fault> faults(Entry entry, Function<String, Optional<String>> problem) {
    Faults faults = new Faults();
    List<Field> fields = entry.definition() == null ? List.of() : entry.definition().fields();
    for (Field field : fields) {
      // What the file alone shows is told already.
      if (field.from() instanceof FieldSource.Computed from
          && Template.problem(from.expression()).isEmpty()) {
        problem
            .apply(from.expression())
            .ifPresent(
                said ->
                    faults.add(
                        entry.positions().of("fields." + field.name() + ".value"),
                        "the expression cannot be read: " + said,
                        null));
      }
    }
    return faults.of(entry.file(), entry.name());
  }
}

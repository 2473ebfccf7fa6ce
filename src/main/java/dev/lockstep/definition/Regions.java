package dev.lockstep.definition;

import dev.lockstep.core.Direction;
import dev.lockstep.definition.LoadedDefinitions.Entry;
import dev.lockstep.definition.SyncDefinition.CalendarChoice;
import dev.lockstep.definition.SyncDefinition.CalendarTarget;
import dev.lockstep.definition.SyncDefinition.FeedTarget;
import dev.lockstep.definition.SyncDefinition.Field;
import dev.lockstep.definition.SyncDefinition.FieldSource;
import dev.lockstep.definition.SyncDefinition.SheetTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One name, one sync; one region, one writer (PROTOCOL 11.4). Both syncs of a clash are stopped:
 * which of them is meant only a person knows.
 */
final class Regions {

  /** What clashes between two definitions, with the path that shows it in both files. */
  private record Clash(String path, String message) {}

  /** A table's one name, however a definition writes it. */
  private final UnaryOperator<String> tableName;

  private Regions(UnaryOperator<String> tableName) {
    this.tableName = tableName;
  }

  /**
   * These entries with the faults that only show when they are looked at together, in place of
   * those that an earlier look found: what turned out to be at fault since clashes with nobody.
   */
  static List<Entry> check(List<Entry> entries, UnaryOperator<String> tableName) {
    Regions regions = new Regions(tableName);
    return entries.stream().map(entry -> regions.checked(entry, entries)).toList();
  }

  private Entry checked(Entry entry, List<Entry> all) {
    Faults faults = new Faults();
    List<String> namesakes = new ArrayList<>();
    List<String> sharers = new ArrayList<>();
    for (Entry other : all) {
      if (entry.file().equals(other.file())) {
        continue;
      }
      if (entry.name().equals(other.name())) {
        namesakes.add(other.file());
      } else if (shareTarget(entry, other)) {
        sharers.add(named(other));
      } else {
        clash(entry, other)
            .ifPresent(
                clash -> faults.add(entry.positions().of(clash.path()), clash.message(), null));
      }
    }
    // One fault each, however many there are: ten copies of a file are not ninety faults.
    if (!namesakes.isEmpty()) {
      faults.add(
          entry.positions().of("sync"),
          "the name '%s' is taken by %s".formatted(entry.name(), String.join(", ", namesakes)),
          null);
    }
    if (!sharers.isEmpty()) {
      faults.add(
          entry.positions().of("target"),
          "%s %s the same target"
              .formatted(String.join(", ", sharers), sharers.size() == 1 ? "has" : "have"),
          null);
    }
    return entry.clashing(faults.of(entry.file(), entry.name()));
  }

  private static String named(Entry entry) {
    return "sync '%s' (%s)".formatted(entry.name(), entry.file());
  }

  private boolean shareTarget(Entry entry, Entry other) {
    SyncDefinition one = entry.definition();
    SyncDefinition two = other.definition();
    return one != null
        && two != null
        && other.isSound()
        && !two.name().equals(one.renamedFrom())
        && isOneTarget(one, two);
  }

  private Optional<Clash> clash(Entry entry, Entry other) {
    SyncDefinition one = entry.definition();
    SyncDefinition two = other.definition();
    // What is invalid by itself does not run and takes nobody's place.
    if (one == null || two == null || !other.isSound()) {
      return Optional.empty();
    }
    String who = named(other);
    if (two.name().equals(one.renamedFrom())) {
      return clash("renamedFrom", "renamedFrom names %s, which is still there".formatted(who));
    }
    if (!isOneTable(one, two)) {
      return Optional.empty();
    }
    return one.fields().stream()
        .filter(field -> two.fields().stream().anyMatch(f -> bothOnlyWrite(field, f)))
        .findFirst()
        .flatMap(
            field ->
                clash(
                    "fields." + field.name(),
                    "%s too writes column '%s' from Google"
                        .formatted(who, ((FieldSource.Column) field.from()).column())));
  }

  private static Optional<Clash> clash(String path, String message) {
    return Optional.of(new Clash(path, message));
  }

  private static boolean bothOnlyWrite(Field one, Field two) {
    return one.direction() == Direction.FROM_GOOGLE
        && two.direction() == Direction.FROM_GOOGLE
        && one.from().equals(two.from());
  }

  private boolean isOneTarget(SyncDefinition one, SyncDefinition two) {
    return switch (one.target()) {
      case SheetTarget a ->
          two.target() instanceof SheetTarget b
              && a.spreadsheet().equals(b.spreadsheet())
              // Google takes no two tabs whose names differ in case only.
              && a.tab().equalsIgnoreCase(b.tab())
              && (a.spreadsheet() instanceof SyncDefinition.Spreadsheet.Id
                  || a.account().equals(b.account()));
      case FeedTarget a -> two.target() instanceof FeedTarget b && a.feed().equals(b.feed());
      case CalendarTarget a ->
          two.target() instanceof CalendarTarget b
              && one.direction().toGoogle()
              && two.direction().toGoogle()
              && isOneTable(one, two)
              && a.calendar().equals(b.calendar())
              && (isShared(a.calendar())
                  || Objects.equals(one.source().account(), two.source().account())
                      && Objects.equals(a.account(), b.account()));
    };
  }

  /** A calendar that is the same whichever account looks at it. */
  private static boolean isShared(CalendarChoice calendar) {
    return calendar instanceof CalendarChoice.Fixed fixed && !fixed.calendarId().equals("primary");
  }

  private boolean isOneTable(SyncDefinition one, SyncDefinition two) {
    return tableName.apply(one.source().table()).equals(tableName.apply(two.source().table()));
  }
}

package dev.lockstep.definition;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every definition that was found, the valid and the invalid.
 *
 * @param entries one per file, in the order of the file names
 * @param general faults that belong to no file: the directory is missing
 * @param templates what {@code target.template} may name; null where nobody looked
 */
public record LoadedDefinitions(
    List<Entry> entries, List<Fault> general, @Nullable LoadedTemplates templates) {

  public LoadedDefinitions(List<Entry> entries, List<Fault> general) {
    this(entries, general, null);
  }

  public LoadedDefinitions {
    entries = List.copyOf(entries);
    general = List.copyOf(general);
  }

  /**
   * One file.
   *
   * @param name the sync's name, or the file's where that could not be read
   * @param definition null where the file is too broken to make one; never to be run while there
   *     are faults
   */
  public record Entry(
      String name,
      String file,
      @Nullable SyncDefinition definition,
      Positions positions,
      List<Fault> faults) {

    public Entry {
      faults = List.copyOf(faults);
    }

    /** With these faults too, in the order of the file, none twice. */
    Entry plus(List<Fault> more) {
      List<Fault> all =
          Stream.concat(faults.stream(), more.stream())
              .distinct()
              .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
              .toList();
      return new Entry(name, file, definition, positions, all);
    }

    public boolean isValid() {
      return definition != null && faults.isEmpty();
    }
  }

  /** The definitions that may run. */
  public List<SyncDefinition> valid() {
    return entries.stream()
        .filter(Entry::isValid)
        .map(Entry::definition)
        .flatMap(Stream::ofNullable)
        .toList();
  }

  /** The entries that are stopped; each shows with its name and faults. */
  public List<Entry> invalid() {
    return entries.stream().filter(entry -> !entry.isValid()).toList();
  }

  /** Every fault, in the order of files and lines; those of templates last. */
  public List<Fault> faults() {
    return Stream.of(
            general.stream(),
            entries.stream().flatMap(entry -> entry.faults().stream()),
            templates == null ? Stream.<Fault>empty() : templates.faults().stream())
        .flatMap(faults -> faults)
        .toList();
  }

  public Optional<SyncDefinition> find(String name) {
    return valid().stream().filter(d -> d.name().equals(name)).findFirst();
  }
}

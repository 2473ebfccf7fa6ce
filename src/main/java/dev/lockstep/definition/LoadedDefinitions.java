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
   * @param own what is wrong with it by itself
   * @param clashes what keeps it from running beside the others
   */
  public record Entry(
      String name,
      String file,
      @Nullable SyncDefinition definition,
      Positions positions,
      List<Fault> own,
      List<Fault> clashes) {

    public Entry {
      own = List.copyOf(own);
      clashes = List.copyOf(clashes);
    }

    /** With these faults of its own too, none twice. */
    Entry plus(List<Fault> more) {
      List<Fault> all = Stream.concat(own.stream(), more.stream()).distinct().toList();
      return new Entry(name, file, definition, positions, all, clashes);
    }

    /** With these clashes in place of those that were found before. */
    Entry clashing(List<Fault> found) {
      return new Entry(name, file, definition, positions, own, found);
    }

    /** Every fault, in the order of the file. */
    public List<Fault> faults() {
      return Stream.concat(own.stream(), clashes.stream())
          .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
          .toList();
    }

    /** Whether it could run if it were alone. */
    boolean isSound() {
      return definition != null && own.isEmpty();
    }

    public boolean isValid() {
      return isSound() && clashes.isEmpty();
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

package dev.lockstep.definition;

import dev.lockstep.definition.SyncDefinition.SheetTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every template that was found, the valid and the invalid.
 *
 * @param entries one per file, in the order of the file names
 */
public record LoadedTemplates(List<Entry> entries) {

  public LoadedTemplates {
    entries = List.copyOf(entries);
  }

  /**
   * One file.
   *
   * @param template null where the file is too broken to make one; never to be used while there are
   *     faults
   */
  public record Entry(
      String file, @Nullable SheetTemplate template, Positions positions, List<Fault> faults) {
    public Entry {
      faults = List.copyOf(faults);
    }
  }

  /**
   * Reads templates; every fault of every file at once.
   *
   * @param texts by file name
   */
  public static LoadedTemplates parse(Map<String, String> texts) {
    List<Entry> entries = new ArrayList<>();
    Map<String, String> files = new TreeMap<>();
    new TreeMap<>(texts).forEach((file, text) -> entries.add(parse(file, text, files)));
    return new LoadedTemplates(entries);
  }

  private static Entry parse(String file, String text, Map<String, String> files) {
    Faults faults = new Faults();
    YamlNode node = YamlNode.parse(text, faults);
    if (node == null) {
      return new Entry(file, null, Positions.NONE, faults.of(file, null));
    }
    Positions positions = YamlNode.positions(node);
    Structure.check(node, TemplateKeys.ROOT, faults);
    SheetTemplate template = TemplateReader.read(node, faults);
    if (template != null) {
      String other = files.putIfAbsent(template.name(), file);
      if (other != null) {
        faults.add(
            positions.of("template"),
            "the name '%s' is taken by %s".formatted(template.name(), other),
            null);
      }
    }
    return new Entry(file, template, positions, faults.of(file, null));
  }

  /** The templates that can be used. */
  public List<SheetTemplate> valid() {
    return entries.stream()
        .filter(entry -> entry.faults().isEmpty())
        .map(Entry::template)
        .flatMap(Stream::ofNullable)
        .toList();
  }

  public Optional<SheetTemplate> find(String name) {
    return valid().stream().filter(template -> template.name().equals(name)).findFirst();
  }

  /** Every fault, in the order of files and lines. */
  public List<Fault> faults() {
    return entries.stream().flatMap(entry -> entry.faults().stream()).toList();
  }

  /** These definitions with what is wrong with the templates that they name. */
  public LoadedDefinitions check(LoadedDefinitions read) {
    return new LoadedDefinitions(
        Regions.check(
            read.entries().stream().map(this::checked).toList(), UnaryOperator.identity()),
        read.general(),
        this);
  }

  private LoadedDefinitions.Entry checked(LoadedDefinitions.Entry entry) {
    if (entry.definition() == null
        || !(entry.definition().target() instanceof SheetTarget sheet)
        || sheet.template() == null) {
      return entry;
    }
    Faults faults = new Faults();
    fault(sheet.template(), entry.definition(), entry.positions(), faults);
    return entry.plus(faults.of(entry.file(), entry.name()));
  }

  private void fault(String name, SyncDefinition sync, Positions positions, Faults faults) {
    Optional<SheetTemplate> found = find(name);
    if (found.isEmpty()) {
      Optional<Entry> broken =
          entries.stream()
              .filter(e -> e.template() != null && e.template().name().equals(name))
              .findFirst();
      faults.add(
          positions.of("target.template"),
          broken
              .map(e -> "template '%s' (%s) has faults".formatted(name, e.file()))
              .orElse("unknown template '%s'".formatted(name)),
          broken.isPresent()
              ? null
              : Nearest.suggestion(name, valid().stream().map(SheetTemplate::name).toList()));
      return;
    }
    List<String> fields = sync.fields().stream().map(SyncDefinition.Field::name).toList();
    for (String header : found.get().headers()) {
      if (!fields.contains(header)) {
        faults.add(
            positions.of("target.template"),
            "template '%s' names the column '%s', which is no field of this sync"
                .formatted(name, header),
            Nearest.suggestion(header, fields));
      }
    }
  }
}

package dev.lockstep.definition;

import dev.lockstep.definition.LoadedDefinitions.Entry;
import dev.lockstep.mapping.TableShape;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads and checks definitions; every fault of every file at once. */
public final class Definitions {

  private Definitions() {}

  /**
   * The {@code *.yaml} and {@code *.yml} files of a directory, checked as far as they show by
   * themselves.
   */
  public static LoadedDefinitions read(Path directory) {
    Map<String, String> texts = new TreeMap<>();
    List<Fault> unreadable = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Definitions::isDefinition).sorted().toList()) {
        try {
          texts.put(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
          unreadable.add(fault(file, "the file is not UTF-8 text"));
        } catch (IOException e) {
          unreadable.add(fault(file, "the file cannot be read: " + e.getMessage()));
        }
      }
    } catch (IOException e) {
      unreadable.add(
          fault(
              directory,
              Files.exists(directory)
                  ? "the directory cannot be read: " + e.getMessage()
                  : "there is no such directory"));
    }
    return new LoadedDefinitions(parse(texts).entries(), unreadable);
  }

  private static boolean isDefinition(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(file);
  }

  private static Fault fault(Path file, String message) {
    return new Fault(file.toString(), 0, 0, null, message, null);
  }

  /**
   * The same for texts that are at hand.
   *
   * @param texts by file name
   */
  public static LoadedDefinitions parse(Map<String, String> texts) {
    List<Entry> entries = new ArrayList<>();
    new TreeMap<>(texts).forEach((file, text) -> entries.add(parse(file, text)));
    return new LoadedDefinitions(Regions.check(entries, UnaryOperator.identity()), List.of());
  }

  private static Entry parse(String file, String text) {
    Faults faults = new Faults();
    YamlNode node = YamlNode.parse(text, faults);
    if (node == null) {
      return new Entry(
          baseName(file), file, null, Positions.NONE, faults.of(file, null), List.of());
    }
    Positions positions = YamlNode.positions(node);
    Structure.check(node, Keys.ROOT, faults);
    DefinitionReader.Reading reading = DefinitionReader.read(node);
    if (reading != null && node instanceof YamlNode.Block block) {
      Rules.check(reading, block, positions, faults);
    }
    SyncDefinition definition = reading != null && reading.isWhole() ? reading.definition() : null;
    String name =
        node instanceof YamlNode.Block block ? DefinitionReader.text(block, "sync") : null;
    return new Entry(
        name == null ? baseName(file) : name,
        file,
        definition,
        positions,
        faults.of(file, name),
        List.of());
  }

  private static String baseName(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    return name.replaceFirst("\\.ya?ml$", "");
  }

  /**
   * The definitions held against the live tables as well; valid ones know their key columns
   * afterwards.
   */
  public static LoadedDefinitions check(LoadedDefinitions read, Catalog catalog) {
    List<Entry> entries =
        read.entries().stream().map(entry -> checked(entry, read.templates(), catalog)).toList();
    UnaryOperator<String> resolved =
        name -> catalog.table(name).map(TableShape::qualifiedName).orElse(name);
    return new LoadedDefinitions(
        Regions.check(entries, resolved), read.general(), read.templates());
  }

  private static Entry checked(Entry entry, @Nullable LoadedTemplates templates, Catalog catalog) {
    @Nullable SyncDefinition definition = entry.definition();
    if (definition == null) {
      return entry;
    }
    Faults faults = new Faults();
    SyncDefinition keyed =
        LiveCheck.check(definition, templates, catalog, entry.positions(), faults);
    return new Entry(
            entry.name(), entry.file(), keyed, entry.positions(), entry.own(), entry.clashes())
        .plus(faults.of(entry.file(), entry.name()));
  }
}

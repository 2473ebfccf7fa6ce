package dev.lockstep.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The description of the keys as tables of Markdown, one per block. */
final class KeyTables {

  private record Section(String title, Shape.Block block) {}

  private KeyTables() {}

  static String markdown(String title, Shape.Block root) {
    List<Section> sections = new ArrayList<>();
    collect("", title, root, sections);
    return "\n" + sections.stream().map(KeyTables::table).collect(Collectors.joining("\n")) + "\n";
  }

  private static void collect(String path, String title, Shape shape, List<Section> sections) {
    switch (shape) {
      case Shape.Block block -> {
        sections.add(new Section(title, block));
        for (Shape.Key key : block.keys()) {
          String inner = path.isEmpty() ? key.name() : path + "." + key.name();
          collect(inner, "`" + inner + "`", key.shape(), sections);
        }
      }
      case Shape.Variants variants ->
          variants
              .blocks()
              .forEach(
                  b -> collect(path, title + " with `" + b.names().getFirst() + "`", b, sections));
      case Shape.Names names ->
          collect(path + ".NAME", "`" + path + ".NAME`", names.value(), sections);
      case Shape.Either either -> either.shapes().forEach(s -> collect(path, title, s, sections));
      case Shape.OneOrMore many -> collect(path, title, many.item(), sections);
      case Shape.Text t -> {}
      case Shape.Choice c -> {}
      case Shape.Flag f -> {}
      case Shape.Period p -> {}
      case Shape.Whole w -> {}
      case Shape.Plain p -> {}
    }
  }

  private static String table(Section section) {
    return "### %s\n\n| key | value | default | what it says |\n|---|---|---|---|\n%s"
        .formatted(
            section.title(),
            section.block().keys().stream().map(KeyTables::row).collect(Collectors.joining()));
  }

  private static String row(Shape.Key key) {
    String standard =
        key.required() ? "required" : key.standard() == null ? "" : "`" + key.standard() + "`";
    return "| `%s` | %s | %s | %s |\n"
        .formatted(key.name(), value(key.shape()), standard, key.about());
  }

  private static String value(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> text.what();
      case Shape.Choice choice ->
          choice.options().stream().map(o -> "`" + o + "`").collect(Collectors.joining(", "));
      case Shape.Flag flag -> "`true`, `false`";
      case Shape.Period period -> "duration";
      case Shape.Whole whole -> "whole number, %d to %d".formatted(whole.from(), whole.to());
      case Shape.Plain plain -> "text or number";
      case Shape.OneOrMore many -> value(many.item()) + ", or a list";
      case Shape.Either either ->
          either.shapes().stream()
              .map(KeyTables::value)
              .distinct()
              .collect(Collectors.joining(", or "));
      case Shape.Block block -> "block";
      case Shape.Variants variants -> "block";
      case Shape.Names names -> "block by field name";
    };
  }
}

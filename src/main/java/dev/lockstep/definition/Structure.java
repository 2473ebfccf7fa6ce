package dev.lockstep.definition;

import dev.lockstep.definition.Positions.Position;
import java.util.ArrayList;
import java.util.List;

/** Holds a document against the description of the keys: unknown, missing, misspelt, misplaced. */
final class Structure {

  private final Faults faults;

  private Structure(Faults faults) {
    this.faults = faults;
  }

  static void check(YamlNode document, Shape.Block root, Faults faults) {
    new Structure(faults).check("", document, root);
  }

  private void check(String path, YamlNode node, Shape shape) {
    switch (shape) {
      case Shape.Block block -> block(path, node, block);
      case Shape.Variants variants -> variants(path, node, variants);
      case Shape.Names names -> names(path, node, names);
      case Shape.OneOrMore many -> oneOrMore(path, node, many);
      case Shape.Either either -> either(path, node, either);
      case Shape.Text text -> scalar(path, node, List.of(text));
      case Shape.Choice choice -> scalar(path, node, List.of(choice));
      case Shape.Flag flag -> scalar(path, node, List.of(flag));
      case Shape.Period period -> scalar(path, node, List.of(period));
      case Shape.Whole whole -> scalar(path, node, List.of(whole));
      case Shape.Plain plain -> scalar(path, node, List.of(plain));
    }
  }

  private void block(String path, YamlNode node, Shape.Block shape) {
    if (!(node instanceof YamlNode.Block block)) {
      wrongKind(path, node, "a block of keys");
      return;
    }
    for (YamlNode.Entry entry : block.entries()) {
      shape.keys().stream()
          .filter(key -> key.name().equals(entry.key()))
          .findFirst()
          .ifPresentOrElse(
              key -> check(join(path, key.name()), entry.value(), key.shape()),
              () ->
                  faults.add(
                      entry.at(),
                      "unknown key '%s'%s".formatted(entry.key(), in(path)),
                      Nearest.suggestion(entry.key(), shape.names())));
    }
    for (Shape.Key key : shape.keys()) {
      if (key.required() && !block.has(key.name())) {
        faults.add(block.at(), "missing key '%s'%s".formatted(key.name(), in(path)), null);
      }
    }
  }

  private void variants(String path, YamlNode node, Shape.Variants shape) {
    List<String> kinds = shape.blocks().stream().map(b -> b.names().getFirst()).toList();
    if (!(node instanceof YamlNode.Block block)) {
      wrongKind(path, node, "a block of keys");
      return;
    }
    List<Shape.Block> named =
        shape.blocks().stream().filter(b -> block.has(b.names().getFirst())).toList();
    if (named.size() == 1) {
      block(path, node, named.getFirst());
    } else {
      List<String> written = block.entries().stream().map(YamlNode.Entry::key).toList();
      faults.add(
          block.at(),
          named.isEmpty()
              ? "%s names none of %s".formatted(path, String.join(", ", kinds))
              : "%s names more than one of %s".formatted(path, String.join(", ", kinds)),
          named.isEmpty()
              ? written.stream()
                  .flatMap(key -> Nearest.name(key, kinds).stream())
                  .findFirst()
                  .map("did you mean '%s'?"::formatted)
                  .orElse(null)
              : null);
    }
  }

  private void names(String path, YamlNode node, Shape.Names shape) {
    if (!(node instanceof YamlNode.Block block)) {
      wrongKind(path, node, "a block of keys");
      return;
    }
    if (block.entries().isEmpty()) {
      faults.add(block.at(), "%s is empty".formatted(path), null);
    }
    block.entries().forEach(e -> check(join(path, e.key()), e.value(), shape.value()));
  }

  private void oneOrMore(String path, YamlNode node, Shape.OneOrMore shape) {
    if (!(node instanceof YamlNode.Items items)) {
      check(path, node, shape.item());
      return;
    }
    if (items.items().isEmpty()) {
      faults.add(items.at(), "%s is an empty list".formatted(path), null);
    }
    items.items().forEach(item -> check(path, item, shape.item()));
  }

  private void either(String path, YamlNode node, Shape.Either shape) {
    List<Shape> scalars = new ArrayList<>();
    for (Shape option : shape.shapes()) {
      if (option instanceof Shape.Block || option instanceof Shape.Names) {
        if (node instanceof YamlNode.Block) {
          check(path, node, option);
          return;
        }
      } else {
        scalars.add(option);
      }
    }
    scalar(path, node, scalars);
  }

  private void scalar(String path, YamlNode node, List<Shape> shapes) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      wrongKind(path, node, expected(shapes));
    } else if (scalar.isEmpty()) {
      faults.add(scalar.at(), "%s is empty".formatted(path), null);
    } else if (shapes.stream().noneMatch(shape -> fits(scalar, shape))) {
      misfit(path, scalar, shapes);
    }
  }

  private static boolean fits(YamlNode.Scalar scalar, Shape shape) {
    return switch (shape) {
      case Shape.Text text ->
          scalar.isText()
              && !scalar.text().isBlank()
              && (text.pattern() == null || scalar.text().matches(text.pattern()));
      case Shape.Choice choice -> choice.options().contains(scalar.text());
      case Shape.Flag flag -> scalar.isFlag();
      case Shape.Period period -> Periods.parse(scalar.text()).isPresent();
      case Shape.Whole whole ->
          scalar.text().matches("\\d{1,9}")
              && Integer.parseInt(scalar.text()) >= whole.from()
              && Integer.parseInt(scalar.text()) <= whole.to();
      case Shape.Plain plain -> true;
      case Shape.Block b -> false;
      case Shape.Names n -> false;
      case Shape.OneOrMore m -> false;
      case Shape.Either e -> false;
      case Shape.Variants v -> false;
    };
  }

  private void misfit(String path, YamlNode.Scalar scalar, List<Shape> shapes) {
    Position at = scalar.at();
    String text = scalar.text();
    if (shapes.getFirst() instanceof Shape.Choice choice) {
      String others = shapes.size() == 1 ? "" : " or " + expected(shapes.subList(1, shapes.size()));
      faults.add(
          at,
          "unknown value '%s' for %s".formatted(text, path),
          Nearest.name(text, choice.options())
              .map("did you mean '%s'?"::formatted)
              .orElse("one of " + String.join(", ", choice.options()) + others));
    } else if (shapes.getFirst() instanceof Shape.Period) {
      faults.add(at, "%s '%s' is no duration".formatted(path, text), Periods.HINT);
    } else if (shapes.getFirst() instanceof Shape.Whole) {
      faults.add(at, "%s '%s' is not %s".formatted(path, text, expected(shapes)), null);
    } else if (scalar.isText() && shapes.getFirst() instanceof Shape.Text expected) {
      faults.add(at, "%s '%s' is not %s".formatted(path, text, expected.what()), null);
    } else {
      faults.add(
          at,
          "%s is %s, expected %s".formatted(path, scalar.kind(), expected(shapes)),
          shapes.getFirst() instanceof Shape.Text ? "put it in quotes" : null);
    }
  }

  private static String expected(List<Shape> shapes) {
    return switch (shapes.getFirst()) {
      case Shape.Text text -> text.what();
      case Shape.Choice choice -> "one of " + String.join(", ", choice.options());
      case Shape.Flag flag -> "true or false";
      case Shape.Period period -> "a duration";
      case Shape.Whole whole -> "a whole number from %d to %d".formatted(whole.from(), whole.to());
      case Shape.Plain plain -> "text or a number";
      case Shape.OneOrMore many -> expected(List.of(many.item()));
      case Shape.Block b -> "a block of keys";
      case Shape.Names n -> "a block of keys";
      case Shape.Either e -> expected(e.shapes());
      case Shape.Variants v -> "a block of keys";
    };
  }

  private void wrongKind(String path, YamlNode node, String expected) {
    faults.add(
        node.at(),
        "%s is %s, expected %s"
            .formatted(path.isEmpty() ? "the file" : path, node.kind(), expected),
        null);
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String in(String path) {
    return path.isEmpty() ? "" : " in " + path;
  }
}

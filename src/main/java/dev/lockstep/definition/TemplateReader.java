package dev.lockstep.definition;

import dev.lockstep.definition.SheetTemplate.Align;
import dev.lockstep.definition.SheetTemplate.Allowed;
import dev.lockstep.definition.SheetTemplate.Banding;
import dev.lockstep.definition.SheetTemplate.ColumnLayout;
import dev.lockstep.definition.SheetTemplate.Condition;
import dev.lockstep.definition.SheetTemplate.Format;
import dev.lockstep.definition.SheetTemplate.Header;
import dev.lockstep.definition.SheetTemplate.Style;
import dev.lockstep.definition.SheetTemplate.Tab;
import dev.lockstep.definition.SheetTemplate.Validation;
import dev.lockstep.definition.SheetTemplate.When;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of a template out of a document, with every default, and finds fault with what
 * {@link Structure} cannot see. What that has found fault with is skipped here.
 */
final class TemplateReader {

  private final YamlNode.Block document;
  private final Faults faults;

  private TemplateReader(YamlNode.Block document, Faults faults) {
    this.document = document;
    this.faults = faults;
  }

  /** Null where it has no name. */
  static @Nullable SheetTemplate read(YamlNode node, Faults faults) {
    return node instanceof YamlNode.Block block ? new TemplateReader(block, faults).read() : null;
  }

  private @Nullable SheetTemplate read() {
    String name = DefinitionReader.text(document, "template");
    return name == null ? null : new SheetTemplate(name, header(), tab(), columns(), conditions());
  }

  private Header header() {
    YamlNode.Block block = block(document, "header");
    Boolean bold = flag(block, "bold");
    return new Header(
        bold == null || bold, color(block, "background"), color(block, "color"), align(block));
  }

  private Tab tab() {
    YamlNode.Block block = block(document, "tab");
    Integer frozenRows = number(block, "frozenRows");
    return new Tab(
        color(block, "color"),
        frozenRows == null ? 1 : frozenRows,
        number(block, "frozenColumns"),
        Boolean.TRUE.equals(flag(block, "filter")),
        banding(block(block, "banding")),
        Boolean.TRUE.equals(flag(block, "protect")));
  }

  private static @Nullable Banding banding(YamlNode.@Nullable Block block) {
    String first = color(block, "first");
    String second = color(block, "second");
    return first == null || second == null
        ? null
        : new Banding(color(block, "header"), first, second);
  }

  private Map<String, ColumnLayout> columns() {
    Map<String, ColumnLayout> columns = new LinkedHashMap<>();
    YamlNode.Block block = block(document, "columns");
    if (block != null) {
      for (YamlNode.Entry entry : block.entries()) {
        columns.put(
            entry.key(),
            entry.value() instanceof YamlNode.Block column ? column(column) : ColumnLayout.PLAIN);
      }
    }
    return columns;
  }

  private ColumnLayout column(YamlNode.Block block) {
    return new ColumnLayout(
        number(block, "width"),
        format(block),
        align(block),
        DefinitionReader.text(block, "note"),
        validation(block(block, "validation")),
        flag(block, "protected"),
        Boolean.TRUE.equals(flag(block, "hidden")));
  }

  private static @Nullable Format format(YamlNode.Block block) {
    YamlNode.Block both = block(block, "format");
    String type =
        both == null
            ? DefinitionReader.scalar(block, "format")
            : DefinitionReader.scalar(both, "type");
    return type == null
        ? null
        : Words.constant(Format.Type.class, type)
            .map(known -> new Format(known, DefinitionReader.text(both, "pattern")))
            .orElse(null);
  }

  private @Nullable Validation validation(YamlNode.@Nullable Block block) {
    Allowed allowed = block == null ? null : allowed(block);
    return allowed == null
        ? null
        : new Validation(
            allowed,
            Boolean.TRUE.equals(flag(block, "strict")),
            DefinitionReader.text(block, "message"));
  }

  private @Nullable Allowed allowed(YamlNode.Block block) {
    if (block.has("list")) {
      return new Allowed.Values(values(block, "list"));
    }
    if (isSaid(block, "enum")) {
      return new Allowed.EnumLabels();
    }
    if (isSaid(block, "foreignKey")) {
      return new Allowed.ReferencedKeys();
    }
    if (isSaid(block, "checkbox")) {
      return new Allowed.Checkbox();
    }
    YamlNode.Block numbers = block(block, "number");
    if (numbers != null) {
      return numbers(numbers);
    }
    YamlNode.Block dates = block(block, "date");
    return dates == null ? null : dates(dates);
  }

  /** The choice is made by naming it; {@code false} would choose nothing. */
  private boolean isSaid(YamlNode.Block block, String key) {
    Boolean said = flag(block, key);
    if (Boolean.FALSE.equals(said)) {
      faults.add(block.at(), "%s: false validates nothing".formatted(key), "take it out");
    }
    return Boolean.TRUE.equals(said);
  }

  private Allowed numbers(YamlNode.Block block) {
    BigDecimal from = decimal(block, "from");
    BigDecimal to = decimal(block, "to");
    range(block, from != null && to != null && from.compareTo(to) > 0);
    return new Allowed.Numbers(from, to);
  }

  private @Nullable BigDecimal decimal(YamlNode.Block block, String key) {
    String text = DefinitionReader.scalar(block, key);
    try {
      return text == null ? null : new BigDecimal(text);
    } catch (NumberFormatException e) {
      faults.add(block.at(), "%s '%s' is no number".formatted(key, text), null);
      return null;
    }
  }

  private Allowed dates(YamlNode.Block block) {
    LocalDate from = day(block, "from");
    LocalDate to = day(block, "to");
    range(block, from != null && to != null && from.isAfter(to));
    return new Allowed.Dates(from, to);
  }

  private @Nullable LocalDate day(YamlNode.Block block, String key) {
    String text = DefinitionReader.text(block, key);
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      faults.add(block.at(), "%s '%s' is no day".formatted(key, text), null);
      return null;
    }
  }

  private void range(YamlNode.Block block, boolean isTurned) {
    if (!block.has("from") && !block.has("to")) {
      faults.add(block.at(), "a range needs from, to or both", null);
    } else if (isTurned) {
      faults.add(block.at(), "the range ends before it begins", null);
    }
  }

  private List<Condition> conditions() {
    return items(document, "conditions").stream().flatMap(this::condition).toList();
  }

  private Stream<Condition> condition(YamlNode node) {
    if (!(node instanceof YamlNode.Block block)) {
      return Stream.empty();
    }
    When when =
        Words.constant(When.class, String.valueOf(DefinitionReader.scalar(block, "when")))
            .orElse(null);
    YamlNode.Block style = block(block, "style");
    if (when == null || style == null) {
      return Stream.empty();
    }
    Condition condition =
        new Condition(
            DefinitionReader.texts(block, "columns"), when, values(block, "values"), style(style));
    check(condition, block);
    return Stream.of(condition);
  }

  private void check(Condition condition, YamlNode.Block block) {
    int needed = condition.when().operands();
    if (condition.values().size() != needed) {
      faults.add(
          block.at(),
          "%s takes %s, not %d"
              .formatted(
                  Words.dashed(condition.when()),
                  needed == 0 ? "no values" : needed == 1 ? "one value" : "two values",
                  condition.values().size()),
          null);
    }
    if (condition.when() == When.CUSTOM_FORMULA
        && condition.values().size() == 1
        && !condition.values().getFirst().startsWith("=")) {
      faults.add(
          block.at(),
          "the formula '%s' does not start with '='".formatted(condition.values().getFirst()),
          null);
    }
    if (condition.style().equals(new Style(null, null, null, null, null))) {
      faults.add(block.at(), "the style changes nothing", null);
    }
  }

  private static Style style(YamlNode.Block block) {
    return new Style(
        flag(block, "bold"),
        flag(block, "italic"),
        flag(block, "strikethrough"),
        color(block, "background"),
        color(block, "color"));
  }

  private static List<String> values(YamlNode.Block block, String key) {
    return items(block, key).stream()
        .filter(YamlNode.Scalar.class::isInstance)
        .map(item -> ((YamlNode.Scalar) item).text())
        .toList();
  }

  /** The items of a list, or the one that stands for itself. */
  private static List<YamlNode> items(YamlNode.Block block, String key) {
    return block
        .get(key)
        .map(node -> node instanceof YamlNode.Items list ? list.items() : List.of(node))
        .orElse(List.of());
  }

  private static YamlNode.@Nullable Block block(YamlNode.@Nullable Block block, String key) {
    return block != null && block.get(key).orElse(null) instanceof YamlNode.Block inner
        ? inner
        : null;
  }

  private static @Nullable Boolean flag(YamlNode.@Nullable Block block, String key) {
    return block != null
            && block.get(key).orElse(null) instanceof YamlNode.Scalar scalar
            && scalar.isFlag()
        ? Boolean.valueOf(scalar.text().toLowerCase(Locale.ROOT))
        : null;
  }

  private static @Nullable Integer number(YamlNode.@Nullable Block block, String key) {
    String text = DefinitionReader.scalar(block, key);
    return text != null && text.matches("\\d{1,9}") ? Integer.valueOf(text) : null;
  }

  private static @Nullable String color(YamlNode.@Nullable Block block, String key) {
    String text = DefinitionReader.text(block, key);
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private static @Nullable Align align(YamlNode.@Nullable Block block) {
    String word = DefinitionReader.scalar(block, "align");
    return word == null ? null : Words.constant(Align.class, word).orElse(null);
  }
}

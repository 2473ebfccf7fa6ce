package dev.lockstep.definition;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a tab looks, as its file in {@code config/templates/} states it (docs/templates.md has each
 * key). What it does not say is left as it is.
 *
 * @param columns by header
 */
public record SheetTemplate(
    String name,
    Header header,
    Tab tab,
    Map<String, ColumnLayout> columns,
    List<Condition> conditions) {

  /** What holds where no template is named: a bold header that stays in sight. */
  public static final SheetTemplate STANDARD =
      new SheetTemplate(
          "standard",
          new Header(true, null, null, null),
          new Tab(null, 1, null, false, null, false),
          Map.of(),
          List.of());

  private static final Pattern MENTION = Pattern.compile("\\[(?<header>[^\\[\\]]+)]");

  public SheetTemplate {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    conditions = List.copyOf(conditions);
  }

  public Optional<ColumnLayout> column(String header) {
    return Optional.ofNullable(columns.get(header));
  }

  /** Every header that it names, in columns, conditions and their formulas. */
  Set<String> headers() {
    Set<String> headers = new TreeSet<>(columns.keySet());
    for (Condition condition : conditions) {
      headers.addAll(condition.columns());
      headers.addAll(condition.mentions());
    }
    return headers;
  }

  /**
   * The row of headers; null: as it is.
   *
   * @param background as {@code #rrggbb}
   * @param color of the text, as {@code #rrggbb}
   */
  public record Header(
      @Nullable Boolean bold,
      @Nullable String background,
      @Nullable String color,
      @Nullable Align align) {}

  /** Where text stands in its cell. */
  public enum Align {
    LEFT,
    CENTER,
    RIGHT
  }

  /**
   * The tab as a whole; null: as it is.
   *
   * @param color of the tab, as {@code #rrggbb}
   * @param filter whether the header has filter buttons
   * @param protect whether editing key and read-only columns is warned of
   */
  public record Tab(
      @Nullable String color,
      @Nullable Integer frozenRows,
      @Nullable Integer frozenColumns,
      boolean filter,
      @Nullable Banding banding,
      boolean protect) {}

  /** Alternating colours of rows, as {@code #rrggbb}. */
  public record Banding(@Nullable String header, String first, String second) {}

  /**
   * One column.
   *
   * @param width in pixels; null: as wide as what it holds
   * @param format null: what the database column's type asks for
   * @param note on the header
   * @param isProtected whether editing is warned of; null: as the tab says
   */
  public record ColumnLayout(
      @Nullable Integer width,
      @Nullable Format format,
      @Nullable Align align,
      @Nullable String note,
      @Nullable Validation validation,
      @Nullable Boolean isProtected,
      boolean hidden) {

    static final ColumnLayout PLAIN = new ColumnLayout(null, null, null, null, null, null, false);
  }

  /**
   * How numbers and dates are shown.
   *
   * @param pattern as Google has it, {@code #,##0.00 "€"}; null: the locale's own
   */
  public record Format(Type type, @Nullable String pattern) {

    /** Google's kinds of number formats. */
    public enum Type {
      TEXT,
      NUMBER,
      PERCENT,
      CURRENCY,
      DATE,
      TIME,
      DATE_TIME,
      SCIENTIFIC
    }
  }

  /**
   * What may be typed.
   *
   * @param strict whether anything else is refused; else it is marked
   * @param message shown with the cell
   */
  public record Validation(Allowed allowed, boolean strict, @Nullable String message) {}

  /** What a validation lets through. */
  public sealed interface Allowed {
    record Values(List<String> values) implements Allowed {
      public Values {
        values = List.copyOf(values);
      }
    }

    /** The labels of the PostgreSQL enum that the column is. */
    record EnumLabels() implements Allowed {}

    /** The keys of the table that the column references. */
    record ReferencedKeys() implements Allowed {}

    record Checkbox() implements Allowed {}

    /** A number between two, both included; null: no bound. */
    record Numbers(@Nullable BigDecimal from, @Nullable BigDecimal to) implements Allowed {}

    /** A day between two, both included; null: no bound. */
    record Dates(@Nullable LocalDate from, @Nullable LocalDate to) implements Allowed {}
  }

  /**
   * Cells that look otherwise while something holds.
   *
   * @param columns headers of the columns whose cells it is about
   * @param values what it compares with; in a formula {@code [Header]} is that column's cell of the
   *     same row
   */
  public record Condition(List<String> columns, When when, List<String> values, Style style) {
    public Condition {
      columns = List.copyOf(columns);
      values = List.copyOf(values);
    }

    /** Headers that its formula names. */
    Set<String> mentions() {
      Set<String> headers = new TreeSet<>();
      if (when == When.CUSTOM_FORMULA) {
        Matcher mention = MENTION.matcher(values.isEmpty() ? "" : values.getFirst());
        while (mention.find()) {
          headers.add(mention.group("header"));
        }
      }
      return headers;
    }

    /** Its values with every {@code [Header]} of a formula replaced by what {@code cell} says. */
    public List<String> values(UnaryOperator<String> cell) {
      return when != When.CUSTOM_FORMULA
          ? values
          : values.stream()
              .map(
                  value ->
                      MENTION
                          .matcher(value)
                          .replaceAll(
                              mention ->
                                  Matcher.quoteReplacement(cell.apply(mention.group("header")))))
              .toList();
    }
  }

  /** Google's types of conditions that formats know, with how many values each takes. */
  public enum When {
    NUMBER_GREATER(1),
    NUMBER_GREATER_THAN_EQ(1),
    NUMBER_LESS(1),
    NUMBER_LESS_THAN_EQ(1),
    NUMBER_EQ(1),
    NUMBER_NOT_EQ(1),
    NUMBER_BETWEEN(2),
    NUMBER_NOT_BETWEEN(2),
    TEXT_CONTAINS(1),
    TEXT_NOT_CONTAINS(1),
    TEXT_STARTS_WITH(1),
    TEXT_ENDS_WITH(1),
    TEXT_EQ(1),
    DATE_EQ(1),
    DATE_BEFORE(1),
    DATE_AFTER(1),
    BLANK(0),
    NOT_BLANK(0),
    CUSTOM_FORMULA(1);

    private final int operands;

    When(int operands) {
      this.operands = operands;
    }

    /** How many values it compares with. */
    public int operands() {
      return operands;
    }
  }

  /** How a cell looks while a condition holds; colours as {@code #rrggbb}. */
  public record Style(
      @Nullable Boolean bold,
      @Nullable Boolean italic,
      @Nullable Boolean strikethrough,
      @Nullable String background,
      @Nullable String color) {}
}

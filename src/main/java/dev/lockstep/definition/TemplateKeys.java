package dev.lockstep.definition;

import dev.lockstep.definition.Shape.Block;
import dev.lockstep.definition.Shape.Choice;
import dev.lockstep.definition.Shape.Either;
import dev.lockstep.definition.Shape.Flag;
import dev.lockstep.definition.Shape.Key;
import dev.lockstep.definition.Shape.Names;
import dev.lockstep.definition.Shape.OneOrMore;
import dev.lockstep.definition.Shape.Plain;
import dev.lockstep.definition.Shape.Text;
import dev.lockstep.definition.Shape.Variants;
import dev.lockstep.definition.Shape.Whole;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one description of every key of a template. */
final class TemplateKeys {

  private static final Text TEXT = new Text("text", null);
  private static final Text COLOR = new Text("a colour such as \"#1a73e8\"", "#[0-9a-fA-F]{6}");
  private static final Text DAY = new Text("a day such as \"2026-01-31\"", "\\d{4}-\\d\\d-\\d\\d");
  private static final Choice ALIGN = new Choice(words(SheetTemplate.Align.class));
  private static final Choice FORMAT = new Choice(words(SheetTemplate.Format.Type.class));

  private static final Block HEADER =
      new Block(
          List.of(
              optional("bold", new Flag(), "true", "Whether headers are bold."),
              optional("background", COLOR, null, "Colour behind the headers."),
              optional("color", COLOR, null, "Colour of the headers."),
              optional("align", ALIGN, null, "Where headers stand.")));

  private static final Block TAB =
      new Block(
          List.of(
              optional("color", COLOR, null, "Colour of the tab."),
              optional(
                  "frozenRows", new Whole(0, 10), "1", "Rows that stay in sight; 1: the headers."),
              optional("frozenColumns", new Whole(0, 10), null, "Columns that stay in sight."),
              optional("filter", new Flag(), "false", "Whether the headers have filter buttons."),
              optional(
                  "banding",
                  new Block(
                      List.of(
                          optional("header", COLOR, null, "Colour of the row of headers."),
                          required("first", COLOR, "Colour of the first row, the third …"),
                          required("second", COLOR, "Colour of the second row, the fourth …"))),
                  null,
                  "Alternating colours of rows. Where a person has coloured rows of that tab so, theirs stay."),
              optional(
                  "protect",
                  new Flag(),
                  "false",
                  "Whether a person who edits a key or a column that only flows to Google is warned first.")));

  private static final Block VALUES =
      validation(required("list", new OneOrMore(new Plain()), "The values that may be chosen."));
  private static final Block ENUM =
      validation(
          required("enum", new Flag(), "The labels of the PostgreSQL enum that the column is."));
  private static final Block FOREIGN_KEY =
      validation(
          required(
              "foreignKey",
              new Flag(),
              "The keys of the table that the column references, at most 500."));
  private static final Block CHECKBOX =
      validation(required("checkbox", new Flag(), "A box to be ticked, for a boolean column."));
  private static final Block NUMBER =
      validation(
          required("number", range(new Plain(), "number"), "A number between two, both included."));
  private static final Block DATE =
      validation(required("date", range(DAY, "day"), "A day between two, both included."));

  private static final Block COLUMN =
      new Block(
          List.of(
              optional(
                  "width",
                  new Either(List.of(new Whole(20, 2000), new Choice(List.of("auto")))),
                  "auto",
                  "In pixels, or as wide as what the column holds when the layout is applied."),
              optional(
                  "format",
                  new Either(
                      List.of(
                          FORMAT,
                          new Block(
                              List.of(
                                  required("type", FORMAT, "What kind of format it is."),
                                  optional(
                                      "pattern",
                                      TEXT,
                                      null,
                                      "Google's pattern, such as `#,##0.00` or `dd.mm.yyyy`."))))),
                  null,
                  "How numbers and dates are shown. Left out: what the database column's type asks for, so that dates show as dates and keys keep their leading zeros."),
              optional("align", ALIGN, null, "Where values stand."),
              optional("note", TEXT, null, "A note on the header."),
              optional(
                  "validation",
                  new Variants(List.of(VALUES, ENUM, FOREIGN_KEY, CHECKBOX, NUMBER, DATE)),
                  null,
                  "What a person may type."),
              optional(
                  "protected",
                  new Flag(),
                  null,
                  "Whether a person who edits it is warned first. Left out: as `tab.protect` says."),
              optional("hidden", new Flag(), "false", "Whether the column is hidden.")));

  private static final Block STYLE =
      new Block(
          List.of(
              optional("bold", new Flag(), null, "Whether text is bold."),
              optional("italic", new Flag(), null, "Whether text is italic."),
              optional("strikethrough", new Flag(), null, "Whether text is struck through."),
              optional("background", COLOR, null, "Colour of the cell."),
              optional("color", COLOR, null, "Colour of the text.")));

  private static final Block CONDITION =
      new Block(
          List.of(
              required("columns", new OneOrMore(TEXT), "Headers of the columns it is about."),
              required(
                  "when",
                  new Choice(words(SheetTemplate.When.class)),
                  "What must hold, as Google names it."),
              optional(
                  "values",
                  new OneOrMore(new Plain()),
                  null,
                  "What is compared with: two for `between`, none for `blank`, else one. In a formula `[Header]` is that column's cell of the same row: `=[Stock]<[Minimum]`."),
              required("style", STYLE, "How the cells look then.")));

  static final Block ROOT =
      new Block(
          List.of(
              required(
                  "template",
                  new Text(
                      "a name of up to 63 letters, digits, '-' and '_'",
                      "[A-Za-z0-9][A-Za-z0-9_-]{0,62}"),
                  "The template's name, as `target.template` names it."),
              optional("header", HEADER, null, "The row of headers."),
              optional("tab", TAB, null, "The tab as a whole."),
              optional("columns", new Names(COLUMN), null, "Columns by their header."),
              optional(
                  "conditions",
                  new OneOrMore(CONDITION),
                  null,
                  "Cells that look otherwise while something holds.")));

  private TemplateKeys() {}

  private static Block validation(Key first) {
    return new Block(
        List.of(
            first,
            optional(
                "strict",
                new Flag(),
                "false",
                "Whether anything else is refused; else it is marked."),
            optional("message", TEXT, null, "What is shown with the cell.")));
  }

  private static Block range(Shape end, String what) {
    return new Block(
        List.of(
            optional("from", end, null, "The first %s allowed.".formatted(what)),
            optional("to", end, null, "The last %s allowed.".formatted(what))));
  }

  private static <E extends Enum<E>> List<String> words(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Words::dashed).toList();
  }

  private static Key required(String name, Shape shape, String about) {
    return new Key(name, shape, true, null, about);
  }

  private static Key optional(String name, Shape shape, @Nullable String standard, String about) {
    return new Key(name, shape, false, standard, about);
  }
}

package dev.lockstep.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.definition.SheetTemplate.Allowed;
import dev.lockstep.definition.SheetTemplate.Format;
import dev.lockstep.definition.SheetTemplate.When;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.Column.Identity;
import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.TableShape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TemplatesTest {

  static final String STOCK =
      """
      template: stock
      header: { bold: false, background: "#1A73E8", color: "#ffffff", align: center }
      tab:
        color: "#1a73e8"
        frozenRows: 2
        frozenColumns: 1
        filter: true
        banding: { header: "#000000", first: "#ffffff", second: "#eeeeee" }
        protect: true
      columns:
        SKU: { width: 110, note: "The key", protected: false }
        Price: { format: { type: currency, pattern: "#,##0.00" }, validation: { number: { from: 0, to: 99.5 }, strict: true } }
        Stock: { format: number, align: right, hidden: true }
        Kind: { validation: { enum: true } }
        Supplier: { validation: { foreignKey: true, message: "One that we know" } }
        Grade: { validation: { list: [A, B, 3] } }
        Since: { width: auto, validation: { date: { from: "2026-01-01" } } }
        Gone: { validation: { checkbox: true } }
      conditions:
        - columns: [Stock, Price]
          when: number-between
          values: [1, 10]
          style: { bold: true, background: "#ffeeee" }
        - columns: SKU
          when: custom-formula
          values: "=[Stock]<[Price]"
          style: { strikethrough: true }
      """;

  private static LoadedTemplates parse(String text) {
    return LoadedTemplates.parse(Map.of("t.yaml", text));
  }

  @Test
  void aTemplateSaysWhatItsFileSays() {
    assertThat(parse(STOCK).faults()).isEmpty();
    SheetTemplate template = parse(STOCK).find("stock").orElseThrow();
    assertThat(template.header())
        .isEqualTo(
            new SheetTemplate.Header(false, "#1a73e8", "#ffffff", SheetTemplate.Align.CENTER));
    assertThat(template.tab())
        .isEqualTo(
            new SheetTemplate.Tab(
                "#1a73e8",
                2,
                1,
                true,
                new SheetTemplate.Banding("#000000", "#ffffff", "#eeeeee"),
                true));
    assertThat(template.columns().keySet())
        .containsExactly("SKU", "Price", "Stock", "Kind", "Supplier", "Grade", "Since", "Gone");
    assertThat(template.column("SKU").orElseThrow())
        .isEqualTo(new SheetTemplate.ColumnLayout(110, null, null, "The key", null, false, false));
    assertThat(template.column("Price").orElseThrow().format())
        .isEqualTo(new Format(Format.Type.CURRENCY, "#,##0.00"));
    assertThat(template.column("Stock").orElseThrow().format())
        .isEqualTo(new Format(Format.Type.NUMBER, null));
    assertThat(validation(template, "Price"))
        .isEqualTo(
            new SheetTemplate.Validation(
                new Allowed.Numbers(BigDecimal.ZERO, new BigDecimal("99.5")), true, null));
    assertThat(validation(template, "Kind").allowed()).isEqualTo(new Allowed.EnumLabels());
    assertThat(validation(template, "Supplier"))
        .isEqualTo(
            new SheetTemplate.Validation(new Allowed.ReferencedKeys(), false, "One that we know"));
    assertThat(validation(template, "Grade").allowed())
        .isEqualTo(new Allowed.Values(List.of("A", "B", "3")));
    assertThat(validation(template, "Since").allowed())
        .isEqualTo(new Allowed.Dates(LocalDate.of(2026, 1, 1), null));
    assertThat(template.conditions()).hasSize(2);
    assertThat(template.conditions().getFirst().when()).isEqualTo(When.NUMBER_BETWEEN);
    assertThat(template.conditions().getLast().values(header -> "$" + header.charAt(0) + "2"))
        .containsExactly("=$S2<$P2");
  }

  private static SheetTemplate.Validation validation(SheetTemplate template, String header) {
    return Optional.ofNullable(template.column(header).orElseThrow().validation()).orElseThrow();
  }

  @Test
  void theLeastTemplateIsABoldHeaderThatStays() {
    SheetTemplate least = parse("template: least\n").find("least").orElseThrow();
    assertThat(least.header()).isEqualTo(SheetTemplate.STANDARD.header());
    assertThat(least.tab()).isEqualTo(SheetTemplate.STANDARD.tab());
  }

  /** One replacement in the example, and the faults that follow. */
  static Stream<Arguments> bad() {
    return Stream.of(
        bad("template: stock\n", "", "1:1: missing key 'template'"),
        bad(
            "frozenRows: 2",
            "frozenRow: 2",
            "5:3: unknown key 'frozenRow' in tab: did you mean 'frozenRows'?"),
        bad(
            "frozenRows: 2",
            "frozenRows: 20",
            "5:15: tab.frozenRows '20' is not a whole number from 0 to 10"),
        bad(
            "first: \"#ffffff\"",
            "first: white",
            "8:40: tab.banding.first 'white' is not a colour such as \"#1a73e8\""),
        bad(
            "align: right",
            "align: rigth",
            "13:35: unknown value 'rigth' for columns.Stock.align: did you mean 'right'?"),
        bad(
            "format: number,",
            "format: numbre,",
            "13:20: unknown value 'numbre' for columns.Stock.format: did you mean 'number'?"),
        bad(
            "validation: { enum: true }",
            "validation: { enumm: true }",
            "14:23: columns.Kind.validation names none of list, enum, foreignKey, checkbox, number, date: did you mean 'enum'?"),
        bad(
            "enum: true",
            "enum: true, checkbox: true",
            "14:23: columns.Kind.validation names more than one of list, enum, foreignKey, checkbox, number, date"),
        bad("enum: true", "enum: false", "14:23: enum: false validates nothing: take it out"),
        bad("from: 0, to: 99.5", "from: 100, to: 99.5", "12:83: the range ends before it begins"),
        bad("from: 0, to: 99.5", "from: zero", "12:83: from 'zero' is no number"),
        bad("\"2026-01-01\"", "\"2026-02-30\"", "17:45: from '2026-02-30' is no day"),
        bad(
            "when: number-between",
            "when: number-betwen",
            "21:11: unknown value 'number-betwen' for conditions.when: did you mean 'number-between'?"),
        bad("[1, 10]", "[1]", "20:5: number-between takes two values, not 1"),
        bad(
            "\"=[Stock]",
            "\"[Stock]",
            "24:5: the formula '[Stock]<[Price]' does not start with '='"),
        bad("{ strikethrough: true }", "{}", "24:5: the style changes nothing"));
  }

  private static Arguments bad(String good, String bad, String... faults) {
    return Arguments.of(good, bad, Arrays.asList(faults));
  }

  @ParameterizedTest(name = "[{index}] {1}")
  @MethodSource("bad")
  void aFaultNamesItsPlaceAndASuggestion(String good, String bad, List<String> faults) {
    assertThat(STOCK).contains(good);
    LoadedTemplates loaded = parse(STOCK.replace(good, bad));
    assertThat(loaded.faults())
        .extracting(Fault::toString)
        .containsExactlyInAnyOrderElementsOf(faults.stream().map(f -> "t.yaml:" + f).toList());
    assertThat(loaded.valid()).isEmpty();
  }

  @Test
  void everyFaultIsReportedAtOnceAndAnotherTemplateStays() {
    LoadedTemplates loaded =
        LoadedTemplates.parse(
            Map.of(
                "a.yaml", "template: a\ntab: { filte: true, frozenRows: x }\n",
                "b.yaml", "template: b\n",
                "c.yaml", "template: b\n"));
    assertThat(loaded.faults())
        .extracting(Fault::toString)
        .containsExactly(
            "a.yaml:2:8: unknown key 'filte' in tab: did you mean 'filter'?",
            "a.yaml:2:33: tab.frozenRows 'x' is not a whole number from 0 to 10",
            "c.yaml:1:11: the name 'b' is taken by b.yaml");
    assertThat(loaded.valid()).extracting(SheetTemplate::name).containsExactly("b");
  }

  @Test
  void aDefinitionNamesATemplateThatIsThere() {
    String template = "template: products\ncolumns: { SKU: { width: 90 } }\n";
    assertThat(faults(Samples.PRODUCTS, template)).isEmpty();
    assertThat(
            faults(Samples.PRODUCTS.replace("template: products", "template: product"), template))
        .containsExactly(
            "p.yaml:7:13: sync 'products-sheet': unknown template 'product': did you mean 'products'?");
    assertThat(faults(Samples.PRODUCTS, template.replace("width: 90", "width: 9")))
        .containsExactly(
            "p.yaml:7:13: sync 'products-sheet': template 'products' (t.yaml) has faults",
            "t.yaml:2:26: columns.SKU.width '9' is not a whole number from 20 to 2000");
    assertThat(faults(Samples.PRODUCTS, template.replace("SKU", "SKUU")))
        .containsExactly(
            "p.yaml:7:13: sync 'products-sheet': template 'products' names the column 'SKUU', which is no field of this sync: did you mean 'SKU'?");
  }

  private static List<String> faults(String sync, String template) {
    return parse(template).check(Definitions.parse(Map.of("p.yaml", sync))).faults().stream()
        .map(Fault::toString)
        .toList();
  }

  @Test
  void aValidationFitsItsColumn() {
    assertThat(live("Kind: { validation: { enum: true } }")).isEmpty();
    assertThat(live("Supplier: { validation: { foreignKey: true } }")).isEmpty();
    assertThat(live("Gone: { validation: { checkbox: true } }")).isEmpty();
    assertThat(live("Gone: { validation: { enum: true } }"))
        .containsExactly("template 'stock' validates 'Gone' by an enum, which its column is not");
    assertThat(live("Kind: { validation: { foreignKey: true } }"))
        .containsExactly(
            "template 'stock' validates 'Kind' by a foreign key, which its column is not");
    assertThat(live("Kind: { validation: { checkbox: true } }"))
        .containsExactly(
            "template 'stock' validates 'Kind' by a checkbox, but its column is not boolean");
  }

  private static List<String> live(String column) {
    TableShape table =
        new TableShape(
            "public",
            "stock",
            TableShape.Kind.TABLE,
            List.of(
                new Column(
                    "id", "bigint", ColumnType.of("bigint"), true, false, Identity.NONE, false),
                new Column(
                    "kind",
                    "kind",
                    ColumnType.of("kind", List.of("a", "b")),
                    false,
                    false,
                    Identity.NONE,
                    false),
                new Column(
                    "gone",
                    "boolean",
                    ColumnType.of("boolean"),
                    false,
                    false,
                    Identity.NONE,
                    false),
                new Column(
                    "supplier",
                    "bigint",
                    ColumnType.of("bigint"),
                    false,
                    false,
                    Identity.NONE,
                    false)),
            List.of("id"),
            List.of(),
            false);
    Catalog catalog =
        new Catalog() {
          @Override
          public Optional<TableShape> table(String name) {
            return Optional.of(table);
          }

          @Override
          public List<String> tableNames() {
            return List.of();
          }

          @Override
          public boolean isForeignKey(TableShape shape, String name) {
            return name.equals("supplier");
          }

          @Override
          public @Nullable String predicateProblem(TableShape shape, String predicate) {
            return null;
          }
        };
    String sync =
        """
        sync: stock
        source: { table: stock }
        target: { sheet: Stock, account: finance, spreadsheet: { create: Stock }, template: stock }
        fields: { Id: id, Kind: kind, Gone: gone, Supplier: supplier }
        """;
    LoadedDefinitions read =
        parse("template: stock\ncolumns:\n  " + column + "\n")
            .check(Definitions.parse(Map.of("s.yaml", sync)));
    return Definitions.check(read, catalog).faults().stream().map(Fault::message).toList();
  }

  @Test
  void theShippedTemplatesAreValid() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of("config/templates"))) {
      for (Path file : files.toList()) {
        texts.put(file.toString(), Files.readString(file));
      }
    }
    LoadedTemplates loaded = LoadedTemplates.parse(texts);
    assertThat(loaded.faults()).isEmpty();
    assertThat(loaded.valid())
        .extracting(SheetTemplate::name)
        .containsExactly("events", "products");
  }
}

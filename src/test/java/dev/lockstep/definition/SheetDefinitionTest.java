package dev.lockstep.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.Column.Identity;
import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.TableShape;
import dev.lockstep.mapping.TableShape.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a definition of a sheet must keep, by itself and towards its table. */
class SheetDefinitionTest {

  private static final Column SKU = column("sku", "text", true, false, Identity.NONE);

  private static Column column(
      String name, String type, boolean notNull, boolean generated, Identity identity) {
    return new Column(name, type, ColumnType.of(type), notNull, generated, identity, generated);
  }

  private static Column column(String name, String type) {
    return column(name, type, false, false, Identity.NONE);
  }

  private static TableShape products(Kind kind, Column key, Column... more) {
    List<Column> columns = new ArrayList<>(List.of(key));
    columns.add(column("name", "text"));
    columns.add(column("price", "numeric(10,2)"));
    columns.add(column("stock", "integer"));
    columns.add(column("discontinued", "boolean"));
    columns.addAll(List.of(more));
    return new TableShape(
        "public", "products", kind, columns, List.of(key.name()), List.of(), false);
  }

  private static List<String> faults(TableShape table, UnaryOperator<String> edit) {
    Catalog catalog =
        new Catalog() {
          @Override
          public Optional<TableShape> table(String name) {
            return name.endsWith("products") ? Optional.of(table) : Optional.empty();
          }

          @Override
          public List<String> tableNames() {
            return List.of("products");
          }

          @Override
          public boolean isForeignKey(TableShape table, String column) {
            return column.equals("supplier");
          }

          @Override
          public @Nullable String predicateProblem(TableShape shape, String predicate) {
            return null;
          }
        };
    String text = edit.apply(Samples.PRODUCTS);
    return Definitions.check(Definitions.parse(Map.of("p.yaml", text)), catalog).faults().stream()
        .map(Fault::toString)
        .toList();
  }

  private static List<String> faults(String good, String bad) {
    assertThat(Samples.PRODUCTS).contains(good);
    return Definitions.parse(Map.of("p.yaml", Samples.PRODUCTS.replace(good, bad)))
        .faults()
        .stream()
        .map(Fault::toString)
        .toList();
  }

  @Test
  void theExampleFitsItsTable() {
    assertThat(faults(products(Kind.TABLE, SKU), text -> text)).isEmpty();
  }

  @Test
  void everyKeyColumnIsShown() {
    assertThat(
            faults(
                products(Kind.TABLE, SKU),
                text ->
                    text.replace("SKU: sku, ", "")
                        .replaceAll("  match:.*\n", "")
                        .replace("policies: { googleCreate: insert }\n", "")))
        .containsExactly(
            "p.yaml:10:1: sync 'products-sheet': the sheet does not show the key column 'sku': map it to a field");
    assertThat(
            faults(
                products(Kind.TABLE, SKU),
                text ->
                    text.replace("SKU: sku,", "SKU: { value: \"${row[sku]}\" },")
                        .replace("policies: { googleCreate: insert }\n", "")))
        .containsExactly(
            "p.yaml:11:1: sync 'products-sheet': the sheet does not show the key column 'sku': map it to a field");
  }

  @Test
  void theKeyFlowsBothWays() {
    assertThat(
            faults(
                products(Kind.TABLE, SKU),
                text -> text.replace("SKU: sku,", "SKU: { column: sku, direction: from-google },")))
        .containsExactly(
            "p.yaml:11:26: sync 'products-sheet': field 'SKU' shows the key column 'sku' but does not flow to Google, so a new row would have no key there: give it direction: both");
    Column drawn = column("sku", "bigint", true, false, Identity.BY_DEFAULT);
    assertThat(
            faults(
                products(Kind.TABLE, drawn),
                text -> text.replace("SKU: sku,", "SKU: { column: sku, direction: to-google },")))
        .containsExactly(
            "p.yaml:11:26: sync 'products-sheet': field 'SKU' shows the key column 'sku' but does not flow from Google, so the key of a new row would not be taken: give it direction: both");
  }

  @Test
  void aKeyIsOfATypeThatACellTellsApart() {
    for (String type : List.of("double precision", "numeric", "timestamp with time zone")) {
      assertThat(
              faults(
                  products(Kind.TABLE, column("sku", type, true, false, Identity.NONE)),
                  text -> text))
          .containsExactly(
              "p.yaml:11:16: sync 'products-sheet': the key column 'sku' is %s, and a cell does not tell every two of its values apart: name another unique column in source.key"
                  .formatted(type));
    }
  }

  @Test
  void aKeyThatTheTableDrawsMayBeTypedAndAGeneratedOneMayNot() {
    Column identity = column("sku", "bigint", true, false, Identity.ALWAYS);
    assertThat(faults(products(Kind.TABLE, identity), text -> text)).isEmpty();
    Column generated = column("sku", "text", true, true, Identity.NONE);
    assertThat(faults(products(Kind.TABLE, generated), text -> text))
        .singleElement()
        .asString()
        .contains("field 'SKU' flows from Google, but column 'sku' is generated always");
  }

  @Test
  void aRowFromASheetNeedsEveryColumnThatHasNoDefault() {
    TableShape table =
        products(Kind.TABLE, SKU, column("vendor", "text", true, false, Identity.NONE));
    UnaryOperator<String> fromGoogle =
        text ->
            text.replace("direction: both", "direction: from-google")
                .replace("policies: { googleCreate: insert }\n", "");
    for (UnaryOperator<String> inserting : List.of(UnaryOperator.<String>identity(), fromGoogle)) {
      assertThat(faults(table, inserting))
          .singleElement()
          .asString()
          .contains("column 'vendor' is NOT NULL without a default");
    }
    assertThat(faults(table, text -> text.replace("policies: { googleCreate: insert }\n", "")))
        .isEmpty();
  }

  @Test
  void aViewOnlyFlowsOut() {
    TableShape view = products(Kind.VIEW, SKU);
    UnaryOperator<String> outward =
        text ->
            text.replace(
                    "source: { table: products }", "source: { table: products, capture: poll }")
                .replace("direction: both", "direction: to-google")
                .replace("policies: { googleCreate: insert }\n", "");
    assertThat(faults(view, outward)).isEmpty();
    assertThat(faults(view, text -> outward.apply(text).replace("to-google", "both")))
        .hasSize(5)
        .allMatch(fault -> fault.contains("is a view and is not written"));
  }

  @Test
  void headersAreToldApart() {
    assertThat(faults("Name: name", "' sku ': name"))
        .containsExactly(
            "p.yaml:11:30: sync 'products-sheet': the headers 'SKU' and ' sku ' differ only in case or blanks: a column is found by its header: name them apart");
    assertThat(faults("Name: name", "SKU: name"))
        .singleElement()
        .asString()
        .contains("duplicate key 'SKU'");
    assertThat(faults("Name: name", "' ': name"))
        .singleElement()
        .asString()
        .endsWith("a column needs a header");
  }

  @Test
  void matchNamesFields() {
    assertThat(faults("match: [SKU]", "match: [Sku]"))
        .containsExactly(
            "p.yaml:8:3: sync 'products-sheet': target.match names 'Sku', which is no field of this sync: did you mean 'SKU'?");
  }

  @Test
  void whatIsForCalendarsIsRefused() {
    assertThat(faults("direction: both", "window: { past: 1d }\ndirection: both"))
        .containsExactly("p.yaml:10:1: sync 'products-sheet': window is for calendars only");
    assertThat(faults("googleCreate: insert", "googleCreate: insert, rows: from-connection"))
        .containsExactly(
            "p.yaml:12:41: sync 'products-sheet': rows: from-connection is for calendars only, for it looks at start: take it out, or use source.where");
    assertThat(faults("{ table: products }", "{ table: products, account: sku }"))
        .containsExactly(
            "p.yaml:2:37: sync 'products-sheet': source.account is for calendars only: a sheet has one fixed target.account");
  }

  @Test
  void oursIsNoTabForASync() {
    assertThat(faults("sheet: Products ", "sheet: _Lockstep "))
        .containsExactly(
            "p.yaml:4:10: sync 'products-sheet': the tab '_lockstep' is Lockstep's own: give it another name");
  }

  @Test
  void oneTabHasOneWriter() {
    String other = Samples.PRODUCTS.replace("products-sheet", "other");
    assertThat(clashes(other.replace("sheet: Products ", "sheet: PRODUCTS "))).hasSize(2);
    assertThat(clashes(other.replace("sheet: Products ", "sheet: Stock "))).isEmpty();
    assertThat(clashes(other.replace("account: finance", "account: sales"))).isEmpty();
    assertThat(clashes(other.replace("create: \"Products\"", "create: \"Others\""))).isEmpty();
    String byId = "spreadsheet: 1AbC";
    String create = "spreadsheet: { create: \"Products\" }";
    assertThat(
            clashes(
                Samples.PRODUCTS.replace(create, byId),
                other.replace(create, byId).replace("account: finance", "account: sales")))
        .hasSize(2);
  }

  private static List<Fault> clashes(String other) {
    return clashes(Samples.PRODUCTS, other);
  }

  private static List<Fault> clashes(String one, String two) {
    return Definitions.parse(Map.of("a.yaml", one, "b.yaml", two)).faults();
  }
}

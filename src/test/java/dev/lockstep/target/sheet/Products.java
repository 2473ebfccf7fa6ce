package dev.lockstep.target.sheet;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.KeyCells;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small tab of products, for tests. */
final class Products {

  static final List<String> FIELDS = List.of("SKU", "Name", "Price", "Stock");

  static final TabShape SHAPE = new TabShape(FIELDS, List.of("SKU"), keys("text"));

  static final Columns COLUMNS = new Columns(Map.of("SKU", 0, "Name", 1, "Price", 2, "Stock", 3));

  private Products() {}

  static KeyCells keys(String type) {
    Column sku =
        new Column("sku", type, ColumnType.of(type), true, false, Column.Identity.NONE, false);
    return new KeyCells("products", List.of(new KeyCells.KeyField("SKU", sku)), () -> null);
  }

  /** A row as Google shows it. */
  static List<@Nullable Object> row(@Nullable Object... cells) {
    List<@Nullable Object> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell instanceof Integer number ? BigDecimal.valueOf(number) : cell);
    }
    return row;
  }

  static Look look(List<?>... rows) {
    return look(0, rows);
  }

  static Look look(long batch, List<?>... rows) {
    List<List<?>> values = new ArrayList<>();
    values.add(FIELDS);
    values.addAll(Arrays.asList(rows));
    return Look.of(values, COLUMNS, SHAPE, batch);
  }

  static Fields cells(@Nullable Object... cells) {
    Fields fields = Fields.EMPTY;
    for (int i = 0; i < FIELDS.size(); i++) {
      Object cell = i < cells.length ? cells[i] : null;
      fields =
          fields.with(
              FIELDS.get(i),
              Cells.value(cell instanceof Integer number ? BigDecimal.valueOf(number) : cell));
    }
    return fields;
  }

  static String version(@Nullable Object... cells) {
    return SHAPE.version(cells(cells));
  }

  static Value number(int number) {
    return new Value.Decimal(BigDecimal.valueOf(number));
  }
}

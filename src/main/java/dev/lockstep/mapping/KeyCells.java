package dev.lockstep.mapping;

import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A record's key ({@link KeyText}) against the cells of the fields that show it.
 *
 * @param fields one for each key column, in the key's order
 * @param zone the spreadsheet's
 */
public record KeyCells(String sync, List<KeyField> fields, Supplier<@Nullable ZoneId> zone) {

  private static final Pattern SCALED =
      Pattern.compile("numeric\\((?<digits>\\d+),(?<scale>-?\\d+)\\)");
  private static final int MILLIS = 3;

  /** A field and the key column that it shows. */
  public record KeyField(String name, Column column) {}

  public KeyCells {
    fields = List.copyOf(fields);
  }

  /**
   * Whether a cell tells every two values of this type apart, and gives back PostgreSQL's one text
   * of each: not where digits or microseconds are lost, an hour is shown twice, or 1.0 and 1.00 are
   * two texts.
   */
  public static boolean canHold(ColumnType type) {
    return switch (type.kind()) {
      case TEXT,
          PADDED,
          BOOL,
          SMALLINT,
          INTEGER,
          BIGINT,
          UUID,
          BYTEA,
          ENUM,
          BIT,
          VARBIT,
          DATE,
          OTHER ->
          true;
      case NUMERIC -> keepsItsDigits(SCALED.matcher(type.name()));
      case TIME, TIMESTAMP -> type.limit() != null && type.limit() <= MILLIS;
      case FLOAT, TIMESTAMPTZ, JSON, ARRAY -> false;
    };
  }

  private static boolean keepsItsDigits(Matcher scaled) {
    return scaled.matches()
        && (Integer.parseInt(scaled.group("scale")) <= 0
            || Integer.parseInt(scaled.group("digits")) <= CellForm.SAFE_DIGITS);
  }

  /**
   * The key that these cells show; null where one of them is blank.
   *
   * @throws ConversionException naming sync, field, column and value
   */
  public @Nullable String key(Fields cells) {
    List<String> parts = new ArrayList<>();
    for (KeyField field : fields) {
      Value cell = cells.get(field.name());
      if (cell.isNull() || cell.equals(new Value.Text(""))) {
        return null;
      }
      parts.add(part(field, cell));
    }
    return KeyText.of(parts);
  }

  private String part(KeyField field, Value cell) {
    Column column = field.column();
    try {
      return text(CellForm.toColumn(cell, column, zone.get()), column.type());
    } catch (ConversionException e) {
      throw FieldMap.faulty(sync, field.name(), column, e);
    }
  }

  /** The text that PostgreSQL gives for it, where {@link ColumnType#write} gives one it takes. */
  private static String text(Value value, ColumnType type) {
    if (value instanceof Value.Decimal decimal) {
      return scaled(decimal, type);
    }
    if (value instanceof Value.Time time) {
      return Moments.text(time.time());
    }
    return Objects.requireNonNull(type.write(value), "a key is never NULL");
  }

  private static String scaled(Value.Decimal value, ColumnType type) {
    Matcher scaled = SCALED.matcher(type.name());
    if (!scaled.matches()) {
      return value.number().toPlainString();
    }
    int scale = Integer.parseInt(scaled.group("scale"));
    try {
      BigDecimal number = value.number().setScale(scale, RoundingMode.UNNECESSARY);
      return number.setScale(Math.max(scale, 0), RoundingMode.UNNECESSARY).toPlainString();
    } catch (ArithmeticException e) {
      throw type.misfit(value);
    }
  }

  /**
   * Why these cells do not tell their row by its key, in words; null where they do. A text that is
   * empty, or spells one of the sheet's errors, is none that a cell gives back.
   *
   * @param values as the row shows them, or as cells; of what is missing nothing is said
   */
  public @Nullable String refusal(Fields values) {
    for (KeyField field : fields) {
      String why = values.has(field.name()) ? refusal(field, values.get(field.name())) : null;
      if (why != null) {
        return "field '%s' shows the key column \"%s\", %s, so no row of a tab can be told by this key"
            .formatted(field.name(), field.column().name(), why);
      }
    }
    return null;
  }

  private @Nullable String refusal(KeyField field, Value value) {
    Value cell = CellForm.toCell(value, zone.get());
    if (cell.isNull()) {
      return "which is empty here";
    }
    try {
      CellForm.toColumn(cell, field.column(), zone.get());
      return null;
    } catch (ConversionException e) {
      return "which holds %s here: %s".formatted(Rendering.quoted(value), e.getMessage());
    }
  }

  /**
   * The cells that show this key.
   *
   * @throws ConversionException where it is no key of these columns
   */
  public Fields cells(String key) {
    List<String> parts = KeyText.parse(key, fields.size());
    Map<String, Value> cells = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      KeyField field = fields.get(i);
      cells.put(field.name(), CellForm.toCell(field.column().read(parts.get(i)), zone.get()));
    }
    return new Fields(cells);
  }
}

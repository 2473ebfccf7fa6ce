package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.ExtendedValue;
import dev.lockstep.core.Value;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Between what Google shows of a cell and the value that a record holds: as read, unconverted. */
final class Cells {

  private Cells() {}

  /** A value of an unformatted reading: number, text, true or false; blank text is no value. */
  static Value value(@Nullable Object unformatted) {
    return switch (unformatted) {
      case null -> Value.NULL;
      case String text -> text.isEmpty() ? Value.NULL : new Value.Text(text);
      case Boolean truth -> new Value.Bool(truth);
      case BigDecimal number -> new Value.Decimal(number);
      case Number number -> new Value.Decimal(new BigDecimal(number.toString()));
      default -> throw new IllegalArgumentException("no cell holds a " + unformatted.getClass());
    };
  }

  /** What a cell shows, a formula's result. */
  static Value shown(@Nullable CellData cell) {
    return cell == null ? Value.NULL : shown(cell.getEffectiveValue());
  }

  private static Value shown(@Nullable ExtendedValue value) {
    if (value == null) {
      return Value.NULL;
    }
    if (value.getNumberValue() != null) {
      // As JSON spells it: the same digits that a reading of values gives.
      return new Value.Decimal(new BigDecimal(value.getNumberValue().toString()));
    }
    if (value.getBoolValue() != null) {
      return new Value.Bool(value.getBoolValue());
    }
    if (value.getErrorValue() != null) {
      return new Value.Text(errorText(value.getErrorValue().getType()));
    }
    return value(value.getStringValue());
  }

  /** How a reading of values spells an error. */
  private static String errorText(@Nullable String type) {
    return switch (type) {
      case "DIVIDE_BY_ZERO" -> "#DIV/0!";
      case "NULL_VALUE" -> "#NULL!";
      case "VALUE" -> "#VALUE!";
      case "REF" -> "#REF!";
      case "NAME" -> "#NAME?";
      case "NUM" -> "#NUM!";
      case "N_A" -> "#N/A";
      case "LOADING" -> "Loading...";
      case null -> "#ERROR!";
      default -> "#ERROR!";
    };
  }

  static boolean isFormula(@Nullable CellData cell) {
    return cell != null
        && cell.getUserEnteredValue() != null
        && cell.getUserEnteredValue().getFormulaValue() != null;
  }

  /** A value of a cell as it is sent: typed, never as a person's typing. Null clears the cell. */
  static @Nullable ExtendedValue entered(Value cell) {
    return switch (cell) {
      case Value.Null n -> null;
      case Value.Text t -> new ExtendedValue().setStringValue(t.text());
      case Value.Bool b -> new ExtendedValue().setBoolValue(b.truth());
      case Value.Decimal d -> new ExtendedValue().setNumberValue(d.number().doubleValue());
      case Value.Whole w -> new ExtendedValue().setNumberValue(w.number().doubleValue());
      case Value.Date d -> throw unconverted(d);
      case Value.Time t -> throw unconverted(t);
      case Value.DateTime t -> throw unconverted(t);
      case Value.Instant i -> throw unconverted(i);
      case Value.Json j -> throw unconverted(j);
    };
  }

  private static IllegalArgumentException unconverted(Value value) {
    return new IllegalArgumentException("no cell holds a " + value);
  }

  /** The letters of a column, counted from 0: A, B … Z, AA. */
  static String letters(int column) {
    StringBuilder letters = new StringBuilder();
    for (int rest = column; rest >= 0; rest = rest / 26 - 1) {
      letters.insert(0, (char) ('A' + rest % 26));
    }
    return letters.toString();
  }
}

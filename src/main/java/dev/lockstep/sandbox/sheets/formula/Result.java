package dev.lockstep.sandbox.sheets.formula;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.sheets.grid.Value;
import org.jspecify.annotations.Nullable;

/**
 * What came of a cell.
 *
 * @param value null for an empty one
 * @param format the number format that a formula takes over from what it looked at
 * @param hyperlink where the cell leads
 */
public record Result(
    @Nullable Value value, @Nullable ObjectNode format, @Nullable String hyperlink) {

  static final Result NOTHING = new Result(null, null, null);

  static Result of(Value value) {
    return new Result(value, null, null);
  }

  static Result number(double number) {
    return of(
        Double.isFinite(number)
            ? new Value.Number(number)
            : new Value.Failure(Value.Failure.Kind.NUMBER, "Numeric value is out of range."));
  }

  static Result text(String text) {
    return of(new Value.Text(text));
  }

  static Result flag(boolean flag) {
    return of(new Value.Flag(flag));
  }

  static Result failure(Value.Failure.Kind kind, String message) {
    return of(new Value.Failure(kind, message));
  }

  Result like(@Nullable ObjectNode numberFormat) {
    return new Result(value, numberFormat, hyperlink);
  }
}

package dev.lockstep.sandbox.sheets.formula;

import dev.lockstep.sandbox.sheets.entry.Shown;
import dev.lockstep.sandbox.sheets.entry.Typed;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.grid.Value.Failure.Kind;
import org.jspecify.annotations.Nullable;

/** Values taken for values of another kind, as formulas do it. */
final class Coercion {

  private Coercion() {}

  /**
   * @param function who wants the number, for the message
   * @return a number, or the failure
   */
  static Result number(Result result, String function, int parameter) {
    return switch (result.value()) {
      case null -> Result.number(0);
      case Value.Number number -> result;
      case Value.Flag flag -> Result.number(flag.flag() ? 1 : 0);
      case Value.Text text ->
          Typed.number(text.text()) instanceof Value.Number number
              ? Result.of(number)
              : Result.failure(
                  Kind.VALUE,
                  "Function "
                      + function
                      + " parameter "
                      + parameter
                      + " expects number values. But '"
                      + text.text()
                      + "' is a text and cannot be coerced to a number.");
      case Value.Formula formula -> throw new IllegalStateException("not worked out: " + formula);
      case Value.Failure failure -> result;
    };
  }

  static String text(Result result) {
    return result.value() == null ? "" : Shown.text(result.value(), result.format());
  }

  static boolean truth(Result result) {
    return switch (result.value()) {
      case null -> false;
      case Value.Flag flag -> flag.flag();
      case Value.Number number -> number.number() != 0;
      default -> false;
    };
  }

  /** Numbers before texts before flags; texts without regard to upper and lower case. */
  static int compare(Result left, Result right) {
    Value a = left.value() == null ? like(right.value()) : left.value();
    Value b = right.value() == null ? like(left.value()) : right.value();
    if (a instanceof Value.Number x && b instanceof Value.Number y) {
      return Double.compare(x.number(), y.number());
    }
    if (a instanceof Value.Text x && b instanceof Value.Text y) {
      return x.text().compareToIgnoreCase(y.text());
    }
    if (a instanceof Value.Flag x && b instanceof Value.Flag y) {
      return Boolean.compare(x.flag(), y.flag());
    }
    return Integer.compare(rank(a), rank(b));
  }

  /** What an empty cell is beside another value. */
  private static Value like(@Nullable Value other) {
    return switch (other) {
      case Value.Text text -> new Value.Text("");
      case Value.Flag flag -> new Value.Flag(false);
      case null -> new Value.Number(0);
      case Value.Number number -> new Value.Number(0);
      case Value.Formula formula -> new Value.Number(0);
      case Value.Failure failure -> new Value.Number(0);
    };
  }

  private static int rank(Value value) {
    return switch (value) {
      case Value.Number number -> 0;
      case Value.Text text -> 1;
      case Value.Flag flag -> 2;
      case Value.Formula formula -> 3;
      case Value.Failure failure -> 3;
    };
  }
}

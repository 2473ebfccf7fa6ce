package dev.lockstep.sandbox.sheets.formula;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.sheets.formula.Expression.Binary;
import dev.lockstep.sandbox.sheets.formula.Expression.Call;
import dev.lockstep.sandbox.sheets.formula.Expression.Unary;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.grid.Value.Failure;
import dev.lockstep.sandbox.sheets.grid.Value.Failure.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One formula in its cell, worked out. Failures travel as values, as they do in a sheet. */
final class Evaluation {

  private static final Map<String, String> NAMES =
      Map.of("+", "ADD", "-", "MINUS", "*", "MULTIPLY", "/", "DIVIDE", "^", "POWER");

  final Calculator calculator;
  final Sheet sheet;
  final int row;
  final int column;

  Evaluation(Calculator calculator, Sheet sheet, int row, int column) {
    this.calculator = calculator;
    this.sheet = sheet;
    this.row = row;
    this.column = column;
  }

  /** A single value; of several cells the first. */
  Result run(Expression expression) {
    return switch (expression) {
      case Expression.Constant constant -> Result.of(constant.value());
      case Expression.Nothing nothing -> Result.NOTHING;
      case Expression.Lookup lookup -> first(all(lookup));
      case Expression.Name name -> first(all(name));
      case Unary unary -> unary(unary);
      case Binary binary -> binary(binary);
      case Call call -> Functions.call(this, call);
    };
  }

  private static Result first(List<Result> cells) {
    return cells.isEmpty() ? Result.NOTHING : cells.getFirst();
  }

  /** Every cell of a reference, or the one value of anything else. */
  List<Result> all(Expression expression) {
    if (expression instanceof Expression.Lookup lookup) {
      List<Result> cells = calculator.cells(lookup.reference(), sheet);
      return cells == null
          ? List.of(Result.failure(Kind.REFERENCE, "Reference does not exist."))
          : cells;
    }
    if (expression instanceof Expression.Name name) {
      List<Result> cells = calculator.cells(name.name());
      return cells == null
          ? List.of(
              Result.failure(
                  Kind.NAME, "Unknown range name: '" + name.name().toUpperCase(Locale.ROOT) + "'."))
          : cells;
    }
    return List.of(run(expression));
  }

  private Result unary(Unary unary) {
    Result operand = run(unary.operand());
    if (operand.value() instanceof Failure) {
      return operand;
    }
    Result number =
        Coercion.number(operand, unary.operator().equals("%") ? "UNARY_PERCENT" : "UMINUS", 1);
    if (!(number.value() instanceof Value.Number of)) {
      return number;
    }
    return switch (unary.operator()) {
      case "-" -> Result.number(-of.number()).like(operand.format());
      case "%" -> Result.number(of.number() / 100);
      default -> operand;
    };
  }

  private Result binary(Binary binary) {
    Result left = run(binary.left());
    if (left.value() instanceof Failure) {
      return left;
    }
    Result right = run(binary.right());
    if (right.value() instanceof Failure) {
      return right;
    }
    return switch (binary.operator()) {
      case "&" -> Result.text(Coercion.text(left) + Coercion.text(right));
      case "=" -> Result.flag(Coercion.compare(left, right) == 0);
      case "<>" -> Result.flag(Coercion.compare(left, right) != 0);
      case "<" -> Result.flag(Coercion.compare(left, right) < 0);
      case ">" -> Result.flag(Coercion.compare(left, right) > 0);
      case "<=" -> Result.flag(Coercion.compare(left, right) <= 0);
      case ">=" -> Result.flag(Coercion.compare(left, right) >= 0);
      default -> arithmetic(binary.operator(), left, right);
    };
  }

  private static Result arithmetic(String operator, Result left, Result right) {
    String name = NAMES.getOrDefault(operator, operator);
    Result one = Coercion.number(left, name, 1);
    if (!(one.value() instanceof Value.Number a)) {
      return one;
    }
    Result other = Coercion.number(right, name, 2);
    if (!(other.value() instanceof Value.Number b)) {
      return other;
    }
    ObjectNode format = format(operator, left, right);
    return switch (operator) {
      case "+" -> Result.number(a.number() + b.number()).like(format);
      case "-" -> Result.number(a.number() - b.number()).like(format);
      case "*" -> Result.number(a.number() * b.number()).like(format);
      case "/" ->
          b.number() == 0
              ? Result.failure(Kind.DIVISION, "Function DIVIDE parameter 2 cannot be zero.")
              : Result.number(a.number() / b.number()).like(format);
      default -> Result.number(Math.pow(a.number(), b.number()));
    };
  }

  /** A date and a number is a date; a date less a date is a number. */
  private static @Nullable ObjectNode format(String operator, Result left, Result right) {
    boolean bothDates = isDate(left) && isDate(right);
    if (bothDates && operator.equals("-")) {
      return null;
    }
    ObjectNode format = left.format() == null ? right.format() : left.format();
    boolean additive = operator.equals("+") || operator.equals("-");
    return format != null && !additive && isDate(left.format() == null ? right : left)
        ? null
        : format;
  }

  private static boolean isDate(Result result) {
    return result.format() != null && result.format().path("type").asText().startsWith("DATE");
  }
}

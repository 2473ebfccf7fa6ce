package dev.lockstep.sandbox.sheets.formula;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.entry.Serial;
import dev.lockstep.sandbox.sheets.formula.Expression.Call;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.grid.Value.Failure;
import dev.lockstep.sandbox.sheets.grid.Value.Failure.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;

/** The functions there are; any other is #NAME?, as one that Google does not know. */
final class Functions {

  private Functions() {}

  static Result call(Evaluation in, Call call) {
    return switch (call.function()) {
      case "SUM" -> fold(in, call, 0, Double::sum);
      case "PRODUCT" -> fold(in, call, 1, (a, b) -> a * b);
      case "MIN" -> extreme(in, call, Math::min);
      case "MAX" -> extreme(in, call, Math::max);
      case "AVERAGE" -> average(in, call);
      case "COUNT" -> count(in, call, false);
      case "COUNTA" -> count(in, call, true);
      case "IF" -> condition(in, call);
      case "IFERROR" -> orElse(in, call, failure -> true);
      case "IFNA" -> orElse(in, call, failure -> failure.kind() == Kind.MISSING);
      case "AND" -> logic(in, call, true);
      case "OR" -> logic(in, call, false);
      case "NOT" -> text(in, call, 0, result -> Result.flag(!Coercion.truth(result)));
      case "ROUND" -> round(in, call);
      case "ABS" -> math(in, call, number -> Result.number(Math.abs(number)));
      case "INT" -> math(in, call, number -> Result.number(Math.floor(number)));
      case "CONCATENATE", "CONCAT" -> concatenate(in, call);
      case "LEN" -> text(in, call, 0, result -> Result.number(Coercion.text(result).length()));
      case "UPPER" ->
          text(in, call, 0, r -> Result.text(Coercion.text(r).toUpperCase(Locale.ROOT)));
      case "LOWER" ->
          text(in, call, 0, r -> Result.text(Coercion.text(r).toLowerCase(Locale.ROOT)));
      case "TRIM" ->
          text(in, call, 0, r -> Result.text(Coercion.text(r).strip().replaceAll(" +", " ")));
      case "NOW" ->
          Result.number(Serial.of(in.calculator.now()))
              .like(format("DATE_TIME", "m/d/yyyy h:mm:ss"));
      case "TODAY" ->
          Result.number(Serial.of(in.calculator.now().toLocalDate()))
              .like(format("DATE", "m/d/yyyy"));
      case "DATE" -> date(in, call);
      case "ROW" -> Result.number(place(call, true, in.row) + 1);
      case "COLUMN" -> Result.number(place(call, false, in.column) + 1);
      case "HYPERLINK" -> hyperlink(in, call);
      case "TRUE" -> Result.flag(true);
      case "FALSE" -> Result.flag(false);
      case "NA" -> Result.failure(Kind.MISSING, "");
      default -> Result.failure(Kind.NAME, "Unknown function: '" + call.function() + "'.");
    };
  }

  private static ObjectNode format(String type, String pattern) {
    return Json.object().put("type", type).put("pattern", pattern);
  }

  /** Numbers of cells are taken, texts in cells passed over; a text given directly must be one. */
  private static Result fold(Evaluation in, Call call, double start, DoubleBinaryOperator step) {
    if (call.arguments().isEmpty()) {
      return arguments(call, 1);
    }
    double sum = start;
    Result first = null;
    for (int i = 0; i < call.arguments().size(); i++) {
      Expression argument = call.arguments().get(i);
      boolean cells = argument instanceof Expression.Lookup || argument instanceof Expression.Name;
      for (Result result : in.all(argument)) {
        if (result.value() instanceof Failure) {
          return result;
        }
        if (cells && !(result.value() instanceof Value.Number)) {
          continue;
        }
        Result number = Coercion.number(result, call.function(), i + 1);
        if (!(number.value() instanceof Value.Number of)) {
          return number;
        }
        first = first == null ? result : first;
        sum = step.applyAsDouble(sum, of.number());
      }
    }
    return Result.number(sum).like(first == null ? null : first.format());
  }

  private static Result extreme(Evaluation in, Call call, DoubleBinaryOperator better) {
    Result found =
        fold(in, call, Double.NaN, (a, b) -> Double.isNaN(a) ? b : better.applyAsDouble(a, b));
    // Of no number at all both are 0.
    return found.value() instanceof Failure failure && failure.kind() == Kind.NUMBER
        ? Result.number(0)
        : found;
  }

  private static Result average(Evaluation in, Call call) {
    Result sum = fold(in, call, 0, Double::sum);
    if (!(sum.value() instanceof Value.Number of)) {
      return sum;
    }
    Result count = count(in, call, false);
    double n = count.value() instanceof Value.Number number ? number.number() : 0;
    return n == 0
        ? Result.failure(
            Kind.DIVISION, "Evaluation of function AVERAGE caused a divide by zero error.")
        : Result.number(of.number() / n).like(sum.format());
  }

  private static Result count(Evaluation in, Call call, boolean anything) {
    int count = 0;
    for (Expression argument : call.arguments()) {
      for (Result result : in.all(argument)) {
        boolean counts = anything ? result.value() != null : result.value() instanceof Value.Number;
        count += counts ? 1 : 0;
      }
    }
    return Result.number(count);
  }

  private static Result condition(Evaluation in, Call call) {
    List<Expression> arguments = call.arguments();
    if (arguments.size() < 2 || arguments.size() > 3) {
      return arguments(call, 2);
    }
    Result test = in.run(arguments.getFirst());
    if (test.value() instanceof Failure) {
      return test;
    }
    if (Coercion.truth(test)) {
      return in.run(arguments.get(1));
    }
    return arguments.size() == 3 ? in.run(arguments.get(2)) : Result.flag(false);
  }

  private static Result orElse(Evaluation in, Call call, Function<Failure, Boolean> caught) {
    if (call.arguments().isEmpty()) {
      return arguments(call, 1);
    }
    Result result = in.run(call.arguments().getFirst());
    if (!(result.value() instanceof Failure failure) || !caught.apply(failure)) {
      return result;
    }
    return call.arguments().size() > 1 ? in.run(call.arguments().get(1)) : Result.text("");
  }

  private static Result logic(Evaluation in, Call call, boolean all) {
    boolean answer = all;
    for (Expression argument : call.arguments()) {
      for (Result result : in.all(argument)) {
        if (result.value() instanceof Failure) {
          return result;
        }
        if (result.value() != null) {
          answer = all ? answer && Coercion.truth(result) : answer || Coercion.truth(result);
        }
      }
    }
    return Result.flag(answer);
  }

  private static Result round(Evaluation in, Call call) {
    Result places =
        call.arguments().size() > 1 ? in.run(call.arguments().get(1)) : Result.number(0);
    Result digits = Coercion.number(places, "ROUND", 2);
    if (!(digits.value() instanceof Value.Number of)) {
      return digits;
    }
    return math(
        in,
        call,
        number ->
            Result.number(
                BigDecimal.valueOf(number)
                    .setScale((int) of.number(), RoundingMode.HALF_UP)
                    .doubleValue()));
  }

  private static Result math(Evaluation in, Call call, Function<Double, Result> with) {
    if (call.arguments().isEmpty()) {
      return arguments(call, 1);
    }
    Result given = in.run(call.arguments().getFirst());
    Result number = Coercion.number(given, call.function(), 1);
    return number.value() instanceof Value.Number of
        ? with.apply(of.number()).like(given.format())
        : number;
  }

  private static Result text(Evaluation in, Call call, int index, Function<Result, Result> with) {
    if (call.arguments().size() <= index) {
      return arguments(call, index + 1);
    }
    Result given = in.run(call.arguments().get(index));
    return given.value() instanceof Failure ? given : with.apply(given);
  }

  private static Result concatenate(Evaluation in, Call call) {
    StringBuilder text = new StringBuilder();
    for (Expression argument : call.arguments()) {
      for (Result result : in.all(argument)) {
        if (result.value() instanceof Failure) {
          return result;
        }
        text.append(Coercion.text(result));
      }
    }
    return Result.text(text.toString());
  }

  private static Result date(Evaluation in, Call call) {
    if (call.arguments().size() != 3) {
      return arguments(call, 3);
    }
    int[] parts = new int[3];
    for (int i = 0; i < 3; i++) {
      Result number = Coercion.number(in.run(call.arguments().get(i)), "DATE", i + 1);
      if (!(number.value() instanceof Value.Number of)) {
        return number;
      }
      parts[i] = (int) of.number();
    }
    return Result.number(Serial.of(parts[0], parts[1], parts[2])).like(format("DATE", "m/d/yyyy"));
  }

  private static int place(Call call, boolean row, int own) {
    return !call.arguments().isEmpty()
            && call.arguments().getFirst() instanceof Expression.Lookup lookup
        ? Math.max(0, row ? lookup.reference().from().row() : lookup.reference().from().column())
        : own;
  }

  private static Result hyperlink(Evaluation in, Call call) {
    return text(
        in,
        call,
        0,
        url -> {
          Result label = call.arguments().size() > 1 ? in.run(call.arguments().get(1)) : url;
          return new Result(label.value(), label.format(), Coercion.text(url));
        });
  }

  private static Result arguments(Call call, int expected) {
    return Result.failure(
        Kind.MISSING,
        "Wrong number of arguments to "
            + call.function()
            + ". Expected "
            + (expected == 1 ? "1 argument" : expected + " arguments")
            + ", but got "
            + call.arguments().size()
            + (call.arguments().size() == 1 ? " argument." : " arguments."));
  }
}

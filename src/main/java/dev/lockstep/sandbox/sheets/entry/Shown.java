package dev.lockstep.sandbox.sheets.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sandbox.sheets.grid.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The text that a value shows in its cell. */
public final class Shown {

  private static final Map<String, NumberPattern> PATTERNS = new ConcurrentHashMap<>();
  private static final Map<String, String> USUAL =
      Map.of(
          "NUMBER", "#,##0.00",
          "PERCENT", "0.00%",
          "CURRENCY", "\"$\"#,##0.00",
          "DATE", "m/d/yyyy",
          "TIME", "h:mm:ss am/pm",
          "DATE_TIME", "m/d/yyyy h:mm:ss",
          "SCIENTIFIC", "0.00E+00");

  private Shown() {}

  /**
   * @param format a NumberFormat
   */
  public static String text(Value value, @Nullable JsonNode format) {
    return switch (value) {
      case Value.Number number -> number(number.number(), pattern(format));
      case Value.Text text -> {
        NumberPattern pattern = pattern(format);
        yield pattern == null ? text.text() : pattern.text(text.text());
      }
      case Value.Flag flag -> flag.flag() ? "TRUE" : "FALSE";
      case Value.Formula formula -> formula.text();
      case Value.Failure failure -> failure.kind().shown();
    };
  }

  /** Whether a number with this format is a date or a time. */
  public static boolean isTime(@Nullable JsonNode format) {
    if (format == null) {
      return false;
    }
    NumberPattern pattern = pattern(format);
    return format.path("type").asText().matches("DATE|TIME|DATE_TIME")
        || (pattern != null && pattern.isTime());
  }

  private static @Nullable NumberPattern pattern(@Nullable JsonNode format) {
    if (format == null) {
      return null;
    }
    String text = format.path("pattern").asText("");
    if (text.isEmpty()) {
      text = USUAL.getOrDefault(format.path("type").asText(), "");
    }
    return text.isEmpty() || text.equalsIgnoreCase("General")
        ? null
        : PATTERNS.computeIfAbsent(text, NumberPattern::parse);
  }

  private static String number(double number, @Nullable NumberPattern pattern) {
    return pattern == null ? general(number) : pattern.number(number);
  }

  /** Without a format: ten digits, and a power of ten for the very large and very small. */
  static String general(double number) {
    if (number == 0) {
      return "0";
    }
    double size = Math.abs(number);
    if (size >= 1e15 || size < 1e-6) {
      return scientific(number);
    }
    BigDecimal exact = new BigDecimal(Double.toString(number));
    int whole = Math.max(1, exact.precision() - exact.scale());
    BigDecimal rounded =
        exact.scale() > 0 ? exact.setScale(Math.max(0, 10 - whole), RoundingMode.HALF_UP) : exact;
    if (size < 1) {
      rounded = exact.round(new MathContext(10, RoundingMode.HALF_UP));
    }
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String scientific(double number) {
    BigDecimal rounded =
        new BigDecimal(Double.toString(number))
            .round(new MathContext(6, RoundingMode.HALF_UP))
            .stripTrailingZeros();
    int power = rounded.precision() - rounded.scale() - 1;
    String digits = rounded.scaleByPowerOfTen(-power).stripTrailingZeros().toPlainString();
    return digits
        + "E"
        + (power < 0 ? "-" : "+")
        + (Math.abs(power) < 10 ? "0" : "")
        + Math.abs(power);
  }
}

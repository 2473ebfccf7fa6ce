package dev.lockstep.sandbox.sheets.entry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Value;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Google makes of a text that is typed into a cell: a number, a date, a formula, or the text.
 *
 * @param value null when the cell is emptied
 * @param format the NumberFormat that the way of writing implies
 * @param hyperlink the address that was typed
 */
public record Typed(
    @Nullable Value value, @Nullable ObjectNode format, @Nullable String hyperlink) {

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<sign>[+-]?)(?<dollar>\\$?)(?<second>[+-]?)"
              + "(?<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\\.(?<part>[0-9]*))?"
              + "(?<power>[eE][+-]?[0-9]+)?(?<percent> ?%?)");
  private static final Pattern URL =
      Pattern.compile("(?:https?://|ftp://|www\\.)[^\\s/$.?#][^\\s]*\\.[^\\s]+|mailto:\\S+@\\S+");

  static Typed of(Value value) {
    return new Typed(value, null, null);
  }

  /**
   * @param today for dates without a year
   * @param plainText whether the cell is formatted as text, so that nothing is read into it
   */
  public static Typed read(String text, LocalDate today, boolean plainText) {
    if (text.isEmpty()) {
      return new Typed(null, null, null);
    }
    if (text.startsWith("'")) {
      return of(new Value.Text(text.substring(1)));
    }
    if (text.startsWith("=") && text.length() > 1) {
      return of(new Value.Formula(text));
    }
    if (plainText) {
      return of(new Value.Text(text));
    }
    String trimmed = text.strip();
    Typed value = interpreted(trimmed, today);
    if (value != null) {
      return value;
    }
    if (trimmed.startsWith("+") && trimmed.length() > 1) {
      return of(new Value.Formula("=" + trimmed));
    }
    return URL.matcher(trimmed).matches()
        ? new Typed(new Value.Text(text), null, address(trimmed))
        : of(new Value.Text(text));
  }

  private static String address(String url) {
    return url.startsWith("www.") ? "http://" + url : url;
  }

  /** The number in a text that a formula wants as a number; null when there is none. */
  public static Value.@Nullable Number number(String text) {
    Typed typed = interpreted(text.strip(), LocalDate.EPOCH);
    return typed != null && typed.value instanceof Value.Number number ? number : null;
  }

  private static @Nullable Typed interpreted(String text, LocalDate today) {
    switch (text.toUpperCase(Locale.ROOT)) {
      case "TRUE":
        return of(new Value.Flag(true));
      case "FALSE":
        return of(new Value.Flag(false));
      default:
        Typed number = numeric(text);
        return number == null ? DateText.read(text, today) : number;
    }
  }

  private static @Nullable Typed numeric(String text) {
    boolean bracketed = text.startsWith("(") && text.endsWith(")") && text.length() > 2;
    Matcher found = NUMBER.matcher(bracketed ? text.substring(1, text.length() - 1) : text);
    if (!found.matches()) {
      return null;
    }
    String whole = found.group("whole");
    String part = found.group("part");
    boolean twoSigns = !found.group("sign").isEmpty() && !found.group("second").isEmpty();
    if ((whole.isEmpty() && (part == null || part.isEmpty())) || twoSigns) {
      return null;
    }
    String digits =
        whole.replace(",", "")
            + (part == null ? "" : "." + part)
            + (found.group("power") == null ? "" : found.group("power"));
    double number = Double.parseDouble(digits.startsWith(".") ? "0" + digits : digits);
    boolean negative =
        bracketed || found.group("sign").equals("-") || found.group("second").equals("-");
    boolean percent = found.group("percent").endsWith("%");
    // Dividing keeps 7% the number 0.07, which a product with 0.01 does not.
    double value = (negative ? -number : number) / (percent ? 100 : 1);
    if (!Double.isFinite(value)) {
      return null;
    }
    return new Typed(new Value.Number(value), format(found, whole, part, percent), null);
  }

  private static @Nullable ObjectNode format(
      Matcher found, String whole, @Nullable String part, boolean percent) {
    boolean fraction = part != null && !part.isEmpty();
    if (percent) {
      return format("PERCENT", fraction ? "0.00%" : "0%");
    }
    if (!found.group("dollar").isEmpty()) {
      return format("CURRENCY", fraction ? "\"$\"#,##0.00" : "\"$\"#,##0");
    }
    if (found.group("power") != null) {
      return format("SCIENTIFIC", "0.00E+00");
    }
    return whole.contains(",") ? format("NUMBER", fraction ? "#,##0.00" : "#,##0") : null;
  }

  static ObjectNode format(String type, String pattern) {
    return Json.object().put("type", type).put("pattern", pattern);
  }
}

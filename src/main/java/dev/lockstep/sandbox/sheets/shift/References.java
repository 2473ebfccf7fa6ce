package dev.lockstep.sandbox.sheets.shift;

import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.shift.Reference.Corner;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rewrites the references in the text of a formula and leaves everything else as it is. */
public final class References {

  /** Stands where a reference was to what is gone. */
  private static final String GONE = "#REF!";

  private static final String CORNER = "\\$?[A-Za-z]{1,3}\\$?[0-9]{1,8}";
  private static final String COLUMN = "\\$?[A-Za-z]{1,3}";
  private static final String ROW = "\\$?[0-9]{1,8}";
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"]|\"\")*\""
              + "|(?:(?<sheet>'(?:[^']|'')+'|[\\p{L}_][\\p{L}\\p{N}_.]*)!)?(?<![\\p{L}\\p{N}_.$])"
              + "(?<range>"
              + CORNER
              + ":(?:"
              + CORNER
              + "|"
              + COLUMN
              + "|"
              + ROW
              + ")|"
              + CORNER
              + "|"
              + COLUMN
              + ":"
              + COLUMN
              + "|"
              + ROW
              + ":"
              + ROW
              + ")(?![\\p{L}\\p{N}_.(!])");
  private static final Pattern PART = Pattern.compile("(\\$?)([A-Za-z]{0,3})(\\$?)([0-9]{0,8})");

  /** A reference and where it ends in the text. */
  public record Found(Reference reference, int end) {}

  private References() {}

  /** The reference that begins at a place in a formula; null when none does. */
  public static @Nullable Found at(String formula, int place) {
    Matcher token = TOKEN.matcher(formula).region(place, formula.length());
    token.useTransparentBounds(true);
    if (!token.lookingAt() || token.group("range") == null) {
      return null;
    }
    return new Found(read(token.group("sheet"), token.group("range")), token.end());
  }

  /** What becomes of one reference; null is that its place is gone. */
  private interface Change {
    @Nullable Reference of(Reference reference);
  }

  /** A formula of a sheet after places have shifted. */
  public static String shifted(String formula, Sheet home, Spreadsheet spreadsheet, Shift shift) {
    return rewrite(formula, reference -> shifted(reference, home, spreadsheet, shift));
  }

  private static @Nullable Reference shifted(
      Reference reference, Sheet home, Spreadsheet spreadsheet, Shift shift) {
    String title = reference.sheet();
    Sheet sheet = title == null ? home : spreadsheet.sheet(title);
    if (sheet == null) {
      return reference;
    }
    Shift.Range range = shift.of(new Shift.Range(sheet.id(), reference.area()));
    if (range == null) {
      return null;
    }
    Sheet target = range.sheetId() == sheet.id() ? sheet : spreadsheet.sheet(range.sheetId());
    String newTitle = target == null || target == sheet ? title : target.title();
    return reference.at(range.area(), newTitle);
  }

  /** A formula that was copied: what is not fixed by a dollar sign goes along. */
  public static String copied(String formula, int down, int right) {
    return rewrite(formula, reference -> reference.copied(down, right));
  }

  /** A formula after a sheet got another title. */
  public static String renamed(String formula, String from, String to) {
    return rewrite(
        formula,
        reference ->
            reference.sheet() != null && reference.sheet().equalsIgnoreCase(from)
                ? new Reference(to, reference.from(), reference.to())
                : reference);
  }

  /** A formula after a sheet is gone. */
  public static String without(String formula, String title) {
    return rewrite(
        formula,
        reference ->
            reference.sheet() != null && reference.sheet().equalsIgnoreCase(title)
                ? null
                : reference);
  }

  private static String rewrite(String formula, Change change) {
    Matcher token = TOKEN.matcher(formula);
    StringBuilder result = new StringBuilder();
    while (token.find()) {
      String range = token.group("range");
      if (range == null) {
        continue;
      }
      Reference reference = read(token.group("sheet"), range);
      Reference changed = change.of(reference);
      if (!reference.equals(changed)) {
        token.appendReplacement(
            result, Matcher.quoteReplacement(changed == null ? GONE : changed.text()));
      }
    }
    return token.appendTail(result).toString();
  }

  private static Reference read(@Nullable String sheet, String range) {
    int colon = range.indexOf(':');
    return new Reference(
        sheet == null ? null : unquoted(sheet),
        corner(colon < 0 ? range : range.substring(0, colon)),
        colon < 0 ? null : corner(range.substring(colon + 1)));
  }

  private static String unquoted(String title) {
    return title.startsWith("'")
        ? title.substring(1, title.length() - 1).replace("''", "'")
        : title;
  }

  private static Corner corner(String text) {
    Matcher part = PART.matcher(text);
    if (!part.matches()) {
      throw new IllegalArgumentException("no corner: " + text);
    }
    boolean onlyRow = part.group(2).isEmpty();
    return new Corner(
        onlyRow ? -1 : A1.column(part.group(2)),
        !onlyRow && !part.group(1).isEmpty(),
        part.group(4).isEmpty() ? -1 : Integer.parseInt(part.group(4)) - 1,
        !part.group(3).isEmpty() || (onlyRow && !part.group(1).isEmpty()));
  }

  /** Changes the formulas in a validation rule or a conditional format's condition. */
  static UnaryOperator<String> formulasOnly(UnaryOperator<String> change) {
    return text -> text.startsWith("=") ? change.apply(text) : text;
  }
}

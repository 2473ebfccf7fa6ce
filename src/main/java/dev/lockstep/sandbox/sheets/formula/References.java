package dev.lockstep.sandbox.sheets.formula;

import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Shift;
import dev.lockstep.sandbox.sheets.grid.Shift.Span;
import java.util.function.Function;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Rewrites the references in a formula's text and leaves everything else as it was written. */
public final class References {

  private static final String LOST = "#REF!";

  private References() {}

  /** As a copy so many rows and columns further reads: what no dollar sign holds goes along. */
  public static String moved(String formula, int rows, int columns) {
    return map(
        formula,
        reference -> {
          Reference.Corner from = reference.from().moved(rows, columns);
          Reference.Corner to =
              reference.to() == null ? null : reference.to().moved(rows, columns);
          return from.isBeyond() || (to != null && to.isBeyond())
              ? null
              : new Reference(reference.sheet(), from, to);
        });
  }

  /**
   * As it reads after rows or columns came, went or moved.
   *
   * @param own the title of the formula's sheet
   * @param changed the title of the sheet whose rows or columns they were
   */
  public static String shifted(
      String formula, String own, String changed, Dimension dimension, Shift shift) {
    return map(
        formula,
        reference -> {
          String title = reference.sheet() == null ? own : reference.sheet();
          return title.equalsIgnoreCase(changed)
              ? shifted(reference, dimension, shift)
              : reference;
        });
  }

  /** As it reads after a sheet got another title. */
  public static String renamed(String formula, String old, String now) {
    return map(
        formula,
        reference ->
            old.equalsIgnoreCase(reference.sheet())
                ? new Reference(now, reference.from(), reference.to())
                : reference);
  }

  /** As it reads after a sheet is gone. */
  public static String without(String formula, String gone) {
    return map(
        formula, reference -> gone.equalsIgnoreCase(reference.sheet()) ? null : reference);
  }

  private static @Nullable Reference shifted(
      Reference reference, Dimension dimension, Shift shift) {
    Reference.Corner from = reference.from();
    Reference.Corner to = reference.to() == null ? from : reference.to();
    int one = index(from, dimension);
    int other = index(to, dimension);
    if (one < 0 && other < 0) {
      return reference;
    }
    int start = one < 0 || other < 0 ? Math.max(one, other) : Math.min(one, other);
    int end = one < 0 || other < 0 ? Math.max(one, other) : Math.max(one, other);
    Span span = shift.of(start, end + 1);
    if (span == null) {
      return null;
    }
    boolean turned = one > other;
    Reference.Corner first = with(from, dimension, turned ? span.end() - 1 : span.start());
    Reference.Corner last = with(to, dimension, turned ? span.start() : span.end() - 1);
    return new Reference(reference.sheet(), first, reference.to() == null ? null : last);
  }

  private static int index(Reference.Corner corner, Dimension dimension) {
    return dimension == Dimension.ROWS ? corner.row() : corner.column();
  }

  /** An open side stays open. */
  private static Reference.Corner with(
      Reference.Corner corner, Dimension dimension, int index) {
    if (index(corner, dimension) < 0) {
      return corner;
    }
    return dimension == Dimension.ROWS
        ? new Reference.Corner(index, corner.rowHeld(), corner.column(), corner.columnHeld())
        : new Reference.Corner(corner.row(), corner.rowHeld(), index, corner.columnHeld());
  }

  private static String map(String formula, Function<Reference, @Nullable Reference> change) {
    StringBuilder text = new StringBuilder();
    Matcher matcher = Reference.PATTERN.matcher(formula);
    matcher.useTransparentBounds(true);
    int at = 0;
    while (at < formula.length()) {
      char c = formula.charAt(at);
      if (c == '"') {
        int end = formula.indexOf('"', at + 1);
        end = end < 0 ? formula.length() - 1 : end;
        text.append(formula, at, end + 1);
        at = end + 1;
        continue;
      }
      boolean begins = at == 0 || !isWord(formula.charAt(at - 1));
      if (begins && matcher.region(at, formula.length()).lookingAt()) {
        Reference reference = Reference.of(matcher);
        Reference now = change.apply(reference);
        text.append(now == null ? LOST : now.equals(reference) ? matcher.group() : now.text());
        at = matcher.end();
      } else {
        text.append(c);
        at++;
      }
    }
    return text.toString();
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$' || c == '!' || c == '\'';
  }
}

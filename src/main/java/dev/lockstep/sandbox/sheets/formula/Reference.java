package dev.lockstep.sandbox.sheets.formula;

import dev.lockstep.sandbox.sheets.grid.A1;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reference as it stands in a formula; what a dollar sign holds does not follow a copy.
 *
 * @param sheet the title, when one is named
 * @param to null for a single cell
 */
record Reference(@Nullable String sheet, Corner from, @Nullable Corner to) {

  private static final int OPEN = -1;

  /** A row or a column that is not said is -1. */
  record Corner(int row, boolean rowHeld, int column, boolean columnHeld) {
    String text() {
      return (column == OPEN ? "" : (columnHeld ? "$" : "") + A1.letters(column))
          + (row == OPEN ? "" : (rowHeld ? "$" : "") + (row + 1));
    }

    Corner moved(int rows, int columns) {
      return new Corner(
          row == OPEN || rowHeld ? row : row + rows,
          rowHeld,
          column == OPEN || columnHeld ? column : column + columns,
          columnHeld);
    }

    boolean isBeyond() {
      return row < OPEN || column < OPEN;
    }
  }

  private static final String CELL = "\\$?[A-Za-z]{1,3}\\$?[0-9]+";

  /** A reference at the beginning of what is left of a formula. */
  static final Pattern PATTERN =
      Pattern.compile(
          "(?:(?<sheet>'(?:[^']|'')+'|[A-Za-z_][A-Za-z0-9_]*)!)?"
              + "(?<from>CELL(?::(?:CELL|\\$?[A-Za-z]{1,3}|\\$?[0-9]+))?"
                  .replace("CELL", CELL)
              + "|\\$?[A-Za-z]{1,3}:\\$?[A-Za-z]{1,3}\\$?[0-9]*|\\$?[0-9]+:\\$?[A-Za-z]{0,3}\\$?[0-9]+)"
              + "(?![A-Za-z0-9_(.!])");

  private static final Pattern CORNER =
      Pattern.compile("(\\$?)([A-Za-z]{0,3})(\\$?)([0-9]*)");

  static Reference of(Matcher found) {
    String title = found.group("sheet");
    if (title != null && title.startsWith("'")) {
      title = title.substring(1, title.length() - 1).replace("''", "'");
    }
    String[] ends = found.group("from").split(":");
    return new Reference(title, corner(ends[0]), ends.length > 1 ? corner(ends[1]) : null);
  }

  private static Corner corner(String text) {
    Matcher parts = CORNER.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no corner: " + text);
    }
    boolean first = !parts.group(1).isEmpty();
    boolean letters = !parts.group(2).isEmpty();
    return new Corner(
        parts.group(4).isEmpty() ? OPEN : (int) Math.min(Long.parseLong(parts.group(4)), 99_999_999) - 1,
        letters ? !parts.group(3).isEmpty() : first || !parts.group(3).isEmpty(),
        letters ? A1.column(parts.group(2)) : OPEN,
        letters && first);
  }

  String text() {
    return (sheet == null ? "" : A1.quote(sheet) + "!")
        + from.text()
        + (to == null ? "" : ":" + to.text());
  }
}

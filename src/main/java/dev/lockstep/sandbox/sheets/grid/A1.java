package dev.lockstep.sandbox.sheets.grid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ranges as people write them: {@code 'My tab'!A1:C}, read and written as Google does it. */
public final class A1 {

  /**
   * A range on a sheet.
   *
   * @param area within the grid
   * @param growing a single cell, named once: what is written there may reach further
   */
  public record Place(Sheet sheet, Area area, boolean growing) {
    public Place(Sheet sheet, Area area) {
      this(sheet, area, false);
    }

    /** As Google echoes it. */
    public String text() {
      return show(sheet.title(), area);
    }
  }

  private static final Pattern CELL = Pattern.compile("\\$?([A-Za-z]{1,3})?\\$?([0-9]{1,9})?");
  private static final Pattern R1C1 = Pattern.compile("(?:[Rr]([0-9]{1,9}))?(?:[Cc]([0-9]{1,9}))?");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern LIKE_A_CELL =
      Pattern.compile("[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*([Cc][0-9]*)?|[Cc][0-9]*|(?i)true|false");
  private static final int OPEN = -1;

  /** A corner; what is not said is open. */
  private record Corner(int row, int column) {}

  private A1() {}

  /**
   * @throws GoogleError 400 when it cannot be understood or starts beyond the grid
   */
  public static Place parse(String text, Spreadsheet spreadsheet) {
    Place place = within(text, spreadsheet);
    if (place == null) {
      throw GoogleError.invalid("Unable to parse range: " + text);
    }
    return place;
  }

  private static @Nullable Place within(String text, Spreadsheet spreadsheet) {
    int bang = bang(text);
    if (bang >= 0) {
      Sheet sheet = spreadsheet.sheet(unquoted(text.substring(0, bang)));
      Place place = sheet == null ? null : on(sheet, text.substring(bang + 1));
      return place != null || sheet == null
          ? place
          : named(text.substring(bang + 1), spreadsheet, sheet);
    }
    if (text.startsWith("'")) {
      Sheet sheet = quoted(text) ? spreadsheet.sheet(unquoted(text)) : null;
      return sheet == null ? null : new Place(sheet, sheet.grid().all());
    }
    Place named = named(text, spreadsheet, null);
    if (named != null) {
      return named;
    }
    Sheet titled = spreadsheet.sheet(text);
    Sheet first = firstVisible(spreadsheet);
    Place onFirst = first == null || text.isEmpty() ? null : on(first, text);
    if (titled != null && onFirst == null) {
      return new Place(titled, titled.grid().all());
    }
    return onFirst;
  }

  /**
   * @param only the sheet that it has to be on, or null for any
   */
  private static @Nullable Place named(String name, Spreadsheet spreadsheet, @Nullable Sheet only) {
    for (ObjectNode named : spreadsheet.namedRanges()) {
      if (named.path("name").asText().equalsIgnoreCase(name)) {
        ObjectNode range = (ObjectNode) named.get("range");
        Sheet sheet = spreadsheet.sheet(range.path("sheetId").asInt());
        return sheet == null || (only != null && only != sheet)
            ? null
            : new Place(sheet, GridRange.read(range).within(sheet));
      }
    }
    return null;
  }

  private static @Nullable Sheet firstVisible(Spreadsheet spreadsheet) {
    for (Sheet sheet : spreadsheet.sheets()) {
      if (!sheet.isHidden()) {
        return sheet;
      }
    }
    return null;
  }

  /** Where the title ends; quotes may hold an exclamation mark. */
  private static int bang(String text) {
    if (!text.startsWith("'")) {
      return text.lastIndexOf('!');
    }
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == '\'') {
        if (i + 1 < text.length() && text.charAt(i + 1) == '\'') {
          i++;
        } else {
          return i + 1 < text.length() && text.charAt(i + 1) == '!' ? i + 1 : -1;
        }
      }
    }
    return -1;
  }

  private static boolean quoted(String text) {
    return text.length() > 2 && text.endsWith("'");
  }

  private static String unquoted(String title) {
    return title.length() >= 2 && title.startsWith("'") && title.endsWith("'")
        ? title.substring(1, title.length() - 1).replace("''", "'")
        : title;
  }

  private static @Nullable Place on(Sheet sheet, String cells) {
    int colon = cells.indexOf(':');
    Corner from = corner(colon < 0 ? cells : cells.substring(0, colon));
    Corner to = colon < 0 ? from : corner(cells.substring(colon + 1));
    if (from == null || to == null || (colon < 0 && (from.row < 0 || from.column < 0))) {
      return null;
    }
    Area asked = span(from, to, sheet.grid());
    Area all = sheet.grid().all();
    if (asked.top() >= all.bottom() || asked.left() >= all.right()) {
      throw beyond(sheet, asked);
    }
    return new Place(sheet, asked.meet(all), colon < 0);
  }

  /**
   * What Google says of a range that is not on the grid.
   *
   * @param asked as it was asked for
   */
  public static GoogleError beyond(Sheet sheet, Area asked) {
    return GoogleError.invalid(
        "Range ("
            + show(sheet.title(), asked)
            + ") exceeds grid limits. Max rows: "
            + sheet.grid().rowCount()
            + ", max columns: "
            + sheet.grid().columnCount());
  }

  /** A bound that either corner leaves open reaches to the end of the grid. */
  private static Area span(Corner from, Corner to, Grid grid) {
    int top = least(from.row, to.row);
    int left = least(from.column, to.column);
    int bottom =
        from.row == OPEN || to.row == OPEN
            ? Math.max(grid.rowCount(), top + 1)
            : Math.max(from.row, to.row) + 1;
    int right =
        from.column == OPEN || to.column == OPEN
            ? Math.max(grid.columnCount(), left + 1)
            : Math.max(from.column, to.column) + 1;
    return new Area(top, bottom, left, right);
  }

  private static int least(int one, int other) {
    if (one == OPEN || other == OPEN) {
      return Math.max(0, Math.max(one, other));
    }
    return Math.min(one, other);
  }

  private static @Nullable Corner corner(String text) {
    Matcher cell = CELL.matcher(text);
    if (!text.isEmpty() && cell.matches()) {
      int row = cell.group(2) == null ? OPEN : Integer.parseInt(cell.group(2)) - 1;
      int column = cell.group(1) == null ? OPEN : column(cell.group(1));
      return (cell.group(2) != null && row < 0) || column >= Spreadsheet.MOST_COLUMNS
          ? null
          : new Corner(row, column);
    }
    Matcher other = R1C1.matcher(text);
    if (!text.isEmpty() && other.matches()) {
      int row = other.group(1) == null ? OPEN : Integer.parseInt(other.group(1)) - 1;
      int column = other.group(2) == null ? OPEN : Integer.parseInt(other.group(2)) - 1;
      boolean nothing = row < 0 && column < 0;
      return nothing || column >= Spreadsheet.MOST_COLUMNS ? null : new Corner(row, column);
    }
    return null;
  }

  /** {@code A} is 0, {@code AA} is 26. */
  public static int column(String letters) {
    int column = 0;
    for (char letter : letters.toUpperCase(Locale.ROOT).toCharArray()) {
      column = column * 26 + (letter - 'A' + 1);
    }
    return column - 1;
  }

  public static String letters(int column) {
    StringBuilder letters = new StringBuilder();
    for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
      letters.insert(0, (char) ('A' + (rest - 1) % 26));
    }
    return letters.toString();
  }

  /** {@code Sheet1!A1:B2}; one cell is only named once. */
  public static String show(String title, Area area) {
    return quote(title) + "!" + show(area);
  }

  public static String show(Area area) {
    String from = letters(area.left()) + (area.top() + 1);
    return area.cells() == 1 ? from : from + ":" + letters(area.right() - 1) + area.bottom();
  }

  /** A title with quotes where it needs them. */
  public static String quote(String title) {
    return PLAIN.matcher(title).matches() && !LIKE_A_CELL.matcher(title).matches()
        ? title
        : "'" + title.replace("'", "''") + "'";
  }
}

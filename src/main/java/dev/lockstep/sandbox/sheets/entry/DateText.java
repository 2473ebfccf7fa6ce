package dev.lockstep.sandbox.sheets.entry;

import dev.lockstep.sandbox.sheets.grid.Value;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates and times as Americans type them, each with the pattern that shows them the same way. */
final class DateText {

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> NAMES =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  private static final Pattern BOTH =
      Pattern.compile(
          "(?<date>.*?)(?:,? +)?(?<time>[0-9]{1,3}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,3})?)?"
              + "(?: ?[AaPp][Mm])?|[0-9]{1,2} ?[AaPp][Mm])?");
  private static final Pattern YEAR_FIRST =
      Pattern.compile("([0-9]{4})(?<sep>[-/.])([0-9]{1,2})\\k<sep>([0-9]{1,2})");
  private static final Pattern MONTH_FIRST =
      Pattern.compile("([0-9]{1,2})(?<sep>[-/])([0-9]{1,2})(?:\\k<sep>([0-9]{4}|[0-9]{2}))?");
  private static final Pattern NAME_FIRST =
      Pattern.compile("([A-Za-z]{3,9})\\.? +([0-9]{1,2})(?:,? +([0-9]{4}))?");
  private static final Pattern DAY_FIRST =
      Pattern.compile("([0-9]{1,2})(?<sep>[ -])([A-Za-z]{3,9})(?:\\k<sep>([0-9]{4}))?");
  private static final Pattern MONTH_AND_YEAR =
      Pattern.compile("([A-Za-z]{3,9})\\.?,? +([0-9]{4})");
  private static final Pattern TIME =
      Pattern.compile(
          "([0-9]{1,3})(?::([0-9]{2})(?::([0-9]{2})(\\.[0-9]{1,3})?)?)? ?([AaPp][Mm])?");

  private record Part(double serial, String pattern) {}

  private DateText() {}

  static @Nullable Typed read(String text, LocalDate today) {
    Matcher both = BOTH.matcher(text);
    if (!both.matches()) {
      return null;
    }
    String timeText = both.group("time");
    Part time = timeText == null ? null : time(timeText);
    String dateText = both.group("date");
    if (dateText.isEmpty()) {
      return time == null ? null : typed("TIME", time);
    }
    Part date = date(dateText, today);
    if (date == null || (timeText != null && time == null)) {
      return null;
    }
    return time == null
        ? typed("DATE", date)
        : typed(
            "DATE_TIME", new Part(date.serial + time.serial, date.pattern + " " + time.pattern));
  }

  private static Typed typed(String type, Part part) {
    return new Typed(new Value.Number(part.serial), Typed.format(type, part.pattern), null);
  }

  private static @Nullable Part date(String text, LocalDate today) {
    try {
      Matcher found = YEAR_FIRST.matcher(text);
      if (found.matches()) {
        String sep = found.group("sep");
        boolean padded = found.group(3).length() == 2 && found.group(4).length() == 2;
        return part(
            LocalDate.of(number(found, 1), number(found, 3), number(found, 4)),
            padded ? "yyyy" + sep + "mm" + sep + "dd" : "yyyy" + sep + "m" + sep + "d");
      }
      found = MONTH_FIRST.matcher(text);
      if (found.matches()) {
        return monthFirst(found, today);
      }
      found = NAME_FIRST.matcher(text);
      if (found.matches() && month(found.group(1)) > 0) {
        String name = pattern(found.group(1));
        boolean noYear = found.group(3) == null;
        return part(
            LocalDate.of(
                noYear ? today.getYear() : number(found, 3),
                month(found.group(1)),
                number(found, 2)),
            noYear ? name + " d" : name + " d" + (text.contains(",") ? "," : "") + " yyyy");
      }
      found = DAY_FIRST.matcher(text);
      if (found.matches() && month(found.group(3)) > 0) {
        String sep = found.group("sep");
        boolean noYear = found.group(4) == null;
        return part(
            LocalDate.of(
                noYear ? today.getYear() : number(found, 4),
                month(found.group(3)),
                number(found, 1)),
            "d" + sep + pattern(found.group(3)) + (noYear ? "" : sep + "yyyy"));
      }
      found = MONTH_AND_YEAR.matcher(text);
      return found.matches() && month(found.group(1)) > 0
          ? part(
              LocalDate.of(number(found, 2), month(found.group(1)), 1),
              pattern(found.group(1)) + " yyyy")
          : null;
    } catch (DateTimeException e) {
      // The 31st of February is a text.
      return null;
    }
  }

  private static Part monthFirst(Matcher found, LocalDate today) {
    String sep = found.group("sep");
    String yearText = found.group(4);
    boolean padded = found.group(1).startsWith("0") || found.group(3).startsWith("0");
    String monthAndDay = padded ? "mm" + sep + "dd" : "m" + sep + "d";
    if (yearText == null) {
      return part(LocalDate.of(today.getYear(), number(found, 1), number(found, 3)), monthAndDay);
    }
    int year = Integer.parseInt(yearText);
    if (yearText.length() == 2) {
      year += year < 30 ? 2000 : 1900;
    }
    return part(LocalDate.of(year, number(found, 1), number(found, 3)), monthAndDay + sep + "yyyy");
  }

  private static Part part(LocalDate date, String pattern) {
    return new Part(Serial.of(date), pattern);
  }

  private static int number(Matcher found, int group) {
    return Integer.parseInt(found.group(group));
  }

  /** From 1; 0 is none. */
  private static int month(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    int index = NAMES.indexOf(lower);
    return (index < 0 ? MONTHS.indexOf(lower.equals("sept") ? "sep" : lower) : index) + 1;
  }

  private static String pattern(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT)) && name.length() > 3 ? "mmmm" : "mmm";
  }

  private static @Nullable Part time(String text) {
    Matcher found = TIME.matcher(text);
    if (!found.matches()) {
      return null;
    }
    int hours = number(found, 1);
    int minutes = found.group(2) == null ? 0 : number(found, 2);
    int seconds = found.group(3) == null ? 0 : number(found, 3);
    double fraction = found.group(4) == null ? 0 : Double.parseDouble("0" + found.group(4));
    String half = found.group(5);
    if (minutes > 59 || seconds > 59 || (half != null && (hours > 12 || hours < 1))) {
      return null;
    }
    if (half != null) {
      hours = hours % 12 + (half.equalsIgnoreCase("pm") ? 12 : 0);
    }
    double serial = (hours * 3600 + minutes * 60 + seconds + fraction) / 86_400.0;
    return new Part(serial, pattern(found, hours));
  }

  private static String pattern(Matcher found, int hours) {
    // More than a day is a duration.
    String hour = hours > 23 && found.group(5) == null ? "[h]" : "h";
    String pattern =
        found.group(2) == null ? hour : found.group(3) == null ? hour + ":mm" : hour + ":mm:ss";
    return pattern
        + (found.group(4) == null ? "" : "." + "0".repeat(found.group(4).length() - 1))
        + (found.group(5) == null ? "" : " am/pm");
  }
}

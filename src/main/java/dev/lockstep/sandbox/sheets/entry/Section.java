package dev.lockstep.sandbox.sheets.entry;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One section of a {@link NumberPattern}, cut into its tokens. */
final class Section {

  private enum Kind {
    LITERAL,
    /** A run of 0, #, ?, commas. */
    DIGITS,
    POINT,
    POWER,
    PERCENT,
    /** y, m, d, h, s and am/pm, and [h] for time that is not cut at a day. */
    TIME,
    TEXT
  }

  private record Token(Kind kind, String text) {}

  private final List<Token> tokens;
  private final boolean time;

  private Section(List<Token> tokens) {
    this.tokens = tokens;
    this.time = tokens.stream().anyMatch(token -> token.kind == Kind.TIME);
  }

  boolean isTime() {
    return time;
  }

  boolean isTextOnly() {
    return tokens.stream().anyMatch(token -> token.kind == Kind.TEXT)
        && tokens.stream().noneMatch(token -> token.kind == Kind.DIGITS);
  }

  static Section parse(String text) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int end = i + 1;
      if (c == '"') {
        end = text.indexOf('"', i + 1);
        end = end < 0 ? text.length() : end;
        tokens.add(new Token(Kind.LITERAL, text.substring(i + 1, end)));
        end++;
      } else if (c == '\\' && end < text.length()) {
        tokens.add(new Token(Kind.LITERAL, text.substring(end, end + 1)));
        end++;
      } else if (c == '_' && end < text.length()) {
        tokens.add(new Token(Kind.LITERAL, " "));
        end++;
      } else if (c == '*' && end < text.length()) {
        // Fills the cell's width, of which the text knows nothing.
        end++;
      } else if (c == '[') {
        end = text.indexOf(']', i) < 0 ? text.length() : text.indexOf(']', i) + 1;
        bracket(text.substring(i + 1, Math.max(i + 1, end - 1)), tokens);
      } else if ("0#?".indexOf(c) >= 0) {
        while (end < text.length() && "0#?,".indexOf(text.charAt(end)) >= 0) {
          end++;
        }
        tokens.add(new Token(Kind.DIGITS, text.substring(i, end)));
      } else if (c == '.' && end < text.length() && "0#?".indexOf(text.charAt(end)) >= 0) {
        tokens.add(new Token(Kind.POINT, "."));
      } else if (c == '%') {
        tokens.add(new Token(Kind.PERCENT, "%"));
      } else if ((c == 'E' || c == 'e')
          && end < text.length()
          && "+-".indexOf(text.charAt(end)) >= 0
          && tokens.stream().anyMatch(token -> token.kind == Kind.DIGITS)) {
        end++;
        while (end < text.length() && "0#".indexOf(text.charAt(end)) >= 0) {
          end++;
        }
        tokens.add(new Token(Kind.POWER, text.substring(i, end)));
      } else if (text.regionMatches(true, i, "am/pm", 0, 5)) {
        end = i + 5;
        tokens.add(new Token(Kind.TIME, text.substring(i, end)));
      } else if (text.regionMatches(true, i, "a/p", 0, 3)) {
        end = i + 3;
        tokens.add(new Token(Kind.TIME, text.substring(i, end)));
      } else if ("yYmMdDhHsS".indexOf(c) >= 0) {
        while (end < text.length()
            && Character.toLowerCase(text.charAt(end)) == Character.toLowerCase(c)) {
          end++;
        }
        tokens.add(new Token(Kind.TIME, text.substring(i, end).toLowerCase(Locale.ROOT)));
      } else if (c == '@') {
        tokens.add(new Token(Kind.TEXT, "@"));
      } else {
        tokens.add(new Token(Kind.LITERAL, String.valueOf(c)));
      }
      i = end;
    }
    return new Section(tokens);
  }

  private static void bracket(String inner, List<Token> tokens) {
    if (inner.matches("(?i)h+|m+|s+")) {
      tokens.add(new Token(Kind.TIME, "[" + inner.toLowerCase(Locale.ROOT) + "]"));
    } else if (inner.startsWith("$")) {
      int dash = inner.indexOf('-');
      tokens.add(new Token(Kind.LITERAL, inner.substring(1, dash < 0 ? inner.length() : dash)));
    }
    // Colours and conditions change nothing in the text.
  }

  String text(String given) {
    StringBuilder text = new StringBuilder();
    for (Token token : tokens) {
      text.append(token.kind == Kind.TEXT ? given : token.text);
    }
    return text.toString();
  }

  /**
   * @param number not negative, unless it is a time
   */
  String number(double number) {
    return time ? time(number) : digits(number);
  }

  private String digits(double number) {
    int percents = count(Kind.PERCENT);
    BigDecimal value = new BigDecimal(Double.toString(number)).movePointRight(2 * percents);
    int point = index(Kind.POINT);
    Token power = index(Kind.POWER) < 0 ? null : tokens.get(index(Kind.POWER));
    StringBuilder whole = new StringBuilder();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind == Kind.DIGITS) {
        (point < 0 || i < point ? whole : part).append(tokens.get(i).text);
      }
    }
    // Commas behind the last digit divide by a thousand each.
    int thousands = trailingCommas(whole);
    value = value.movePointLeft(3 * thousands);
    boolean grouped = whole.indexOf(",") >= 0;
    int exponent = 0;
    if (power != null && value.signum() != 0) {
      exponent = value.precision() - value.scale() - 1;
      value = value.movePointLeft(exponent);
    }
    int places = part.length();
    value = value.setScale(places, RoundingMode.HALF_UP);
    String plain = value.toPlainString();
    int dot = plain.indexOf('.');
    String wholeDigits = dot < 0 ? plain : plain.substring(0, dot);
    String partDigits = optional(dot < 0 ? "" : plain.substring(dot + 1), part.toString());
    String shownWhole = padded(wholeDigits, whole.toString().replace(",", ""), grouped);
    return assemble(shownWhole, partDigits, point, exponent);
  }

  private String assemble(String whole, String part, int point, int exponent) {
    StringBuilder text = new StringBuilder();
    boolean wholeDone = false;
    boolean partDone = false;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      switch (token.kind) {
        case LITERAL, PERCENT -> text.append(token.text);
        case POINT -> {
          if (!wholeDone) {
            text.append(whole);
            wholeDone = true;
          }
          text.append(".");
        }
        case DIGITS -> {
          if (point >= 0 && i > point) {
            text.append(partDone ? "" : part);
            partDone = true;
          } else {
            text.append(wholeDone ? "" : whole);
            wholeDone = true;
          }
        }
        case POWER -> {
          String digits = Integer.toString(Math.abs(exponent));
          int zeros = (int) token.text.chars().filter(c -> c == '0').count();
          text.append('E')
              .append(exponent < 0 ? "-" : token.text.charAt(1) == '+' ? "+" : "")
              .append("0".repeat(Math.max(0, zeros - digits.length())))
              .append(digits);
        }
        case TIME, TEXT -> {}
      }
    }
    return text.toString();
  }

  private static int trailingCommas(StringBuilder whole) {
    int commas = 0;
    while (!whole.isEmpty() && whole.charAt(whole.length() - 1) == ',') {
      whole.setLength(whole.length() - 1);
      commas++;
    }
    return commas;
  }

  /** As many digits as there are zeros in the pattern, a comma before every third. */
  private static String padded(String digits, String pattern, boolean grouped) {
    int zeros = (int) pattern.chars().filter(c -> c == '0').count();
    String shown = digits.equals("0") && zeros == 0 ? "" : digits;
    shown = "0".repeat(Math.max(0, zeros - shown.length())) + shown;
    return grouped ? shown.replaceAll("(?<=[0-9])(?=(?:[0-9]{3})+$)", ",") : shown;
  }

  /** Zeros at the end that the pattern has # for are not shown. */
  private static String optional(String digits, String pattern) {
    int end = digits.length();
    while (end > 0 && pattern.charAt(end - 1) != '0' && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }

  private int count(Kind kind) {
    return (int) tokens.stream().filter(token -> token.kind == kind).count();
  }

  private int index(Kind kind) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind == kind) {
        return i;
      }
    }
    return -1;
  }

  private String time(double serial) {
    LocalDateTime at = Serial.time(serial);
    boolean half =
        tokens.stream().anyMatch(t -> t.kind == Kind.TIME && t.text.matches("(?i)am/pm|a/p"));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      switch (token.kind) {
        case TIME -> text.append(part(i, token.text, at, serial, half));
        case DIGITS -> text.append(millis(token.text, at));
        default -> text.append(token.text);
      }
    }
    return text.toString();
  }

  private static String millis(String digits, LocalDateTime at) {
    String millis = "%03d".formatted(at.getNano() / 1_000_000) + "000000";
    return millis.substring(0, Math.min(digits.length(), 9));
  }

  private String part(int index, String text, LocalDateTime at, double serial, boolean half) {
    int hour = half ? (at.getHour() + 11) % 12 + 1 : at.getHour();
    return switch (text) {
      case "yy" -> two(at.getYear() % 100);
      case "y", "yyy", "yyyy" -> "%04d".formatted(at.getYear());
      case "m" -> minutes(index) ? "" + at.getMinute() : "" + at.getMonthValue();
      case "mm" -> minutes(index) ? two(at.getMinute()) : two(at.getMonthValue());
      case "mmm" -> at.getMonth().getDisplayName(TextStyle.SHORT, Locale.US);
      case "mmmm" -> at.getMonth().getDisplayName(TextStyle.FULL, Locale.US);
      case "mmmmm" -> at.getMonth().getDisplayName(TextStyle.NARROW, Locale.US);
      case "d" -> "" + at.getDayOfMonth();
      case "dd" -> two(at.getDayOfMonth());
      case "ddd" -> at.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.US);
      case "dddd" -> at.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.US);
      case "h" -> "" + hour;
      case "hh" -> two(hour);
      case "s" -> "" + at.getSecond();
      case "ss" -> two(at.getSecond());
      default -> other(text, at, serial);
    };
  }

  private static String other(String text, LocalDateTime at, double serial) {
    long seconds = Math.round(serial * 86_400);
    if (text.startsWith("[")) {
      long whole =
          switch (text.charAt(1)) {
            case 'h' -> seconds / 3600;
            case 'm' -> seconds / 60;
            default -> seconds;
          };
      String digits = Long.toString(whole);
      return "0".repeat(Math.max(0, text.length() - 2 - digits.length())) + digits;
    }
    String half = at.getHour() < 12 ? "am" : "pm";
    return switch (text) {
      case "AM/PM", "am/pm", "Am/Pm" -> half.toUpperCase(Locale.ROOT);
      case "A/P", "a/p" -> half.substring(0, 1).toUpperCase(Locale.ROOT);
      default -> "";
    };
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : "" + number;
  }

  /** An m is a minute behind an hour or before a second. */
  private boolean minutes(int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (tokens.get(i).kind == Kind.TIME) {
        if (tokens.get(i).text.matches("h+|\\[h+\\]")) {
          return true;
        }
        break;
      }
    }
    for (int i = index + 1; i < tokens.size(); i++) {
      if (tokens.get(i).kind == Kind.TIME) {
        return tokens.get(i).text.matches("s+|\\[s+\\]");
      }
    }
    return false;
  }
}

package dev.lockstep.mapping;

import dev.lockstep.core.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Days and times as PostgreSQL prints them with {@code DateStyle} ISO, and as it reads them. */
final class Moments {

  private static final Pattern PRINTED =
      Pattern.compile(
          "(?<year>\\d{4,})-(?<month>\\d\\d)-(?<day>\\d\\d)"
              + "(?: (?<time>\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?))?"
              + "(?<offset>[+-]\\d\\d(?::\\d\\d(?::\\d\\d)?)?)?(?<bc> BC)?");

  /** As PostgreSQL prints it: seconds always, fractions where there are any. */
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ISO_LOCAL_TIME;

  private Moments() {}

  static LocalDate date(String text) {
    Matcher printed = printed(text);
    int year = Integer.parseInt(printed.group("year"));
    return LocalDate.of(
        // There is no year 0 before 1 AD for PostgreSQL; there is one for java.time.
        printed.group("bc") == null ? year : 1 - year,
        Integer.parseInt(printed.group("month")),
        Integer.parseInt(printed.group("day")));
  }

  static LocalTime time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      throw new ConversionException("'%s' is no time of a day".formatted(text));
    }
  }

  static LocalDateTime dateTime(String text) {
    return LocalDateTime.of(date(text), time(printed(text).group("time")));
  }

  static Instant instant(String text) {
    String offset = printed(text).group("offset");
    return dateTime(text).toInstant(offset == null ? ZoneOffset.UTC : ZoneOffset.of(offset));
  }

  private static Matcher printed(String text) {
    Matcher printed = PRINTED.matcher(text);
    if (!printed.matches()) {
      throw new ConversionException(
          text.endsWith("infinity")
              ? "'%s' is no point in time that a calendar or sheet could show".formatted(text)
              : "'%s' is no date or time".formatted(text));
    }
    return printed;
  }

  static String text(LocalDate date) {
    int year = date.getYear();
    return "%04d-%02d-%02d%s"
        .formatted(
            year > 0 ? year : 1 - year,
            date.getMonthValue(),
            date.getDayOfMonth(),
            year > 0 ? "" : " BC");
  }

  static String text(LocalTime time) {
    return CLOCK.format(time);
  }

  static String text(LocalDateTime dateTime) {
    String date = text(dateTime.toLocalDate());
    String era = date.endsWith(" BC") ? " BC" : "";
    return date.substring(0, date.length() - era.length()) + " " + CLOCK.format(dateTime) + era;
  }

  static String text(Instant instant) {
    String text = text(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    return text.endsWith(" BC") ? text.substring(0, text.length() - 3) + "+00 BC" : text + "+00";
  }

  static Value toDate(Value value, ColumnType type) {
    return switch (value) {
      case Value.Date d -> d;
      case Value.DateTime t -> {
        if (!t.dateTime().toLocalTime().equals(LocalTime.MIDNIGHT)) {
          throw type.misfit(value);
        }
        yield new Value.Date(t.dateTime().toLocalDate());
      }
      case Value.Text t -> new Value.Date(parsed(LocalDate::parse, t, type));
      default -> throw type.misfit(value);
    };
  }

  static Value toTime(Value value, ColumnType type) {
    return switch (value) {
      case Value.Time t -> new Value.Time(t.time().truncatedTo(ChronoUnit.MICROS));
      case Value.Text t ->
          new Value.Time(parsed(LocalTime::parse, t, type).truncatedTo(ChronoUnit.MICROS));
      default -> throw type.misfit(value);
    };
  }

  static Value toDateTime(Value value, ColumnType type) {
    return switch (value) {
      case Value.DateTime t -> new Value.DateTime(t.dateTime().truncatedTo(ChronoUnit.MICROS));
      case Value.Date d -> new Value.DateTime(d.date().atStartOfDay());
      case Value.Text t ->
          new Value.DateTime(
              parsed(text -> LocalDateTime.parse(text.replace(' ', 'T')), t, type)
                  .truncatedTo(ChronoUnit.MICROS));
      default -> throw type.misfit(value);
    };
  }

  static Value toInstant(Value value, ColumnType type) {
    return switch (value) {
      case Value.Instant i -> new Value.Instant(i.instant().truncatedTo(ChronoUnit.MICROS));
      case Value.Text t ->
          new Value.Instant(
              parsed(text -> OffsetDateTime.parse(text.replace(' ', 'T')).toInstant(), t, type)
                  .truncatedTo(ChronoUnit.MICROS));
      default -> throw type.misfit(value);
    };
  }

  private static <T> T parsed(Function<String, T> parse, Value.Text text, ColumnType type) {
    try {
      return parse.apply(text.text().strip());
    } catch (DateTimeException e) {
      throw type.misfit(text);
    }
  }
}

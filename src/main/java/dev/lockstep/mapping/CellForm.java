package dev.lockstep.mapping;

import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column's values against what a sheet's cell holds: a number (an IEEE double), text, a truth
 * value or nothing. Dates and times are serial numbers: days since 1899-12-30 00:00 in the
 * spreadsheet's zone, the fraction being the time of day.
 *
 * <p>Column → cell → column gives the value again, except where a cell cannot hold it: digits
 * beyond a double in a fraction, microseconds (cut to milliseconds), the second pass of the hour
 * that a clock repeats in autumn, '' in a column that takes NULL, a text that spells one of the
 * sheet's errors.
 */
public final class CellForm {

  /** What {@code UNFORMATTED_VALUE} gives for a cell whose formula failed, or is not done. */
  private static final Set<String> ERRORS =
      Set.of(
          "#ERROR!",
          "#NULL!",
          "#DIV/0!",
          "#VALUE!",
          "#REF!",
          "#NAME?",
          "#NUM!",
          "#N/A",
          "Loading...");

  private static final Set<String> YES = Set.of("true", "t", "yes", "y", "on", "1");
  private static final Set<String> NO = Set.of("false", "f", "no", "n", "off", "0");

  /** Whole numbers of so many digits come back from a double, and from a person's retyping. */
  static final int SAFE_DIGITS = 15;

  private static final LocalDate DAY_ZERO = LocalDate.of(1899, 12, 30);
  private static final BigDecimal MILLIS_A_DAY = BigDecimal.valueOf(86_400_000);
  private static final long FIRST_DAY = serial(LocalDate.of(1, 1, 1));
  private static final long LAST_DAY = serial(LocalDate.of(9999, 12, 31));

  private static final DateTimeFormatter CLOCK =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.HOUR_OF_DAY, 1, 2, SignStyle.NOT_NEGATIVE)
          .appendPattern(":mm[:ss]")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** An ISO date, then a time where there is one, then an offset where there is one. */
  private static final DateTimeFormatter MOMENT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(CLOCK)
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private CellForm() {}

  /**
   * What a cell shows of a column's value; a cell's value is itself.
   *
   * @param zone the spreadsheet's; needed for instants only
   * @throws ConversionException for an instant where the zone is not known
   */
  public static Value toCell(Value value, @Nullable ZoneId zone) {
    return switch (value) {
      case Value.Null n -> n;
      case Value.Text t -> t.text().isEmpty() ? Value.NULL : t;
      case Value.Bool b -> b;
      case Value.Whole w ->
          w.number().abs().toString().length() > SAFE_DIGITS
              ? new Value.Text(w.number().toString())
              : number(value, new BigDecimal(w.number()));
      case Value.Decimal d -> number(value, d.number());
      case Value.Date d -> moment(d.date().atStartOfDay(), value);
      case Value.DateTime t -> moment(t.dateTime(), value);
      case Value.Instant i ->
          moment(LocalDateTime.ofInstant(i.instant(), known(zone, value)), value);
      case Value.Time t -> new Value.Decimal(exact(dayShare(t.time())));
      case Value.Json j -> new Value.Text(Json.write(j.tree()));
    };
  }

  /** The number as a double keeps it; text where that would lose digits before the point. */
  private static Value number(Value value, BigDecimal number) {
    BigDecimal digits = number.stripTrailingZeros();
    double kept = number.doubleValue();
    int beforePoint = digits.precision() - Math.max(0, digits.scale());
    if (beforePoint > SAFE_DIGITS || Double.isInfinite(kept) || kept == 0 && number.signum() != 0) {
      return new Value.Text(Rendering.of(value));
    }
    return new Value.Decimal(exact(kept));
  }

  private static BigDecimal exact(double number) {
    return new BigDecimal(Double.toString(number));
  }

  private static Value moment(LocalDateTime at, Value value) {
    long day = serial(at.toLocalDate());
    // Sheets shows the years 1 to 9999; PostgreSQL knows more.
    return day < FIRST_DAY || day > LAST_DAY
        ? new Value.Text(Rendering.of(value))
        : new Value.Decimal(exact(day + dayShare(at.toLocalTime())));
  }

  private static long serial(LocalDate date) {
    return ChronoUnit.DAYS.between(DAY_ZERO, date);
  }

  /** Cut, not rounded: the last microseconds of a day must not become the next one. */
  private static double dayShare(LocalTime time) {
    return time.get(ChronoField.MILLI_OF_DAY) / MILLIS_A_DAY.doubleValue();
  }

  private static ZoneId known(@Nullable ZoneId zone, Value value) {
    if (zone == null) {
      throw new ConversionException(
          "%s needs the spreadsheet's time zone, which is not known yet"
              .formatted(Rendering.quoted(value)));
    }
    return zone;
  }

  /**
   * What a cell's value is in a column; blank is NULL, '' where the column takes no NULL. Text is
   * read as PostgreSQL and ISO 8601 write it. A time that the zone's clock skips in spring is the
   * one as much later, a time that it shows twice in autumn is the first.
   *
   * @param zone the spreadsheet's; needed for {@code timestamptz} only
   * @throws ConversionException naming the value: an error of the sheet, or what does not fit
   */
  public static Value toColumn(Value cell, Column column, @Nullable ZoneId zone) {
    ColumnType type = column.type();
    if (cell instanceof Value.Text text && ERRORS.contains(text.text())) {
      throw new ConversionException("the cell shows the error '%s'".formatted(text.text()));
    }
    Value value =
        switch (cell) {
          case Value.Null n -> column.blank();
          case Value.Text t -> t.text().isEmpty() ? column.blank() : ofText(t, type, zone);
          case Value.Decimal d -> ofNumber(d.number(), cell, type, zone);
          case Value.Whole w -> ofNumber(new BigDecimal(w.number()), cell, type, zone);
          case Value.Bool b -> b;
          // Already a column's value: what a person resolved, or the source's own.
          case Value.Date d -> d;
          case Value.DateTime t -> t;
          case Value.Instant i -> i;
          case Value.Time t -> t;
          case Value.Json j -> j;
        };
    return type.coerce(value);
  }

  /**
   * What a cell shows, for people: a serial number as the day or time that it is in a column of
   * that type. Whatever cannot be told so is shown as it is.
   *
   * @param zone the spreadsheet's, null where it is not known
   */
  public static Value readable(Value cell, ColumnType type, @Nullable ZoneId zone) {
    boolean isSerial =
        switch (type.kind()) {
          case DATE, TIMESTAMP, TIMESTAMPTZ, TIME ->
              cell instanceof Value.Decimal || cell instanceof Value.Whole;
          default -> false;
        };
    if (!isSerial) {
      return cell;
    }
    Value moment = cell;
    try {
      moment = ofNumber(new BigDecimal(Rendering.of(cell)), cell, type, zone);
      return type.coerce(moment);
    } catch (ConversionException e) {
      // A time of day in a column of days, for one.
      return moment;
    }
  }

  /** The same where of the column one of its values is known. */
  public static Value readable(Value cell, Value example, @Nullable ZoneId zone) {
    return switch (example) {
      case Value.Date d -> readable(cell, ColumnType.of("date"), zone);
      case Value.DateTime t -> readable(cell, ColumnType.of("timestamp without time zone"), zone);
      case Value.Instant i -> readable(cell, ColumnType.of("timestamp with time zone"), zone);
      case Value.Time t -> readable(cell, ColumnType.of("time without time zone"), zone);
      default -> cell;
    };
  }

  private static Value ofNumber(
      BigDecimal number, Value cell, ColumnType type, @Nullable ZoneId zone) {
    return switch (type.kind()) {
      case DATE -> new Value.DateTime(serialTime(number, cell, type));
      case TIMESTAMP -> new Value.DateTime(serialTime(number, cell, type));
      case TIMESTAMPTZ -> instant(serialTime(number, cell, type), known(zone, cell));
      case TIME -> {
        if (number.signum() < 0 || number.compareTo(BigDecimal.ONE) >= 0) {
          throw type.misfit(cell);
        }
        yield new Value.Time(serialTime(number, cell, type).toLocalTime());
      }
      case BOOL -> truth(new Value.Text(Rendering.of(cell)), type);
      case TEXT,
          PADDED,
          SMALLINT,
          INTEGER,
          BIGINT,
          NUMERIC,
          FLOAT,
          JSON,
          UUID,
          BYTEA,
          ENUM,
          BIT,
          VARBIT,
          ARRAY,
          OTHER ->
          cell;
    };
  }

  private static LocalDateTime serialTime(BigDecimal serial, Value cell, ColumnType type) {
    if (serial.compareTo(BigDecimal.valueOf(FIRST_DAY)) < 0
        || serial.compareTo(BigDecimal.valueOf(LAST_DAY + 1)) >= 0) {
      throw type.misfit(cell);
    }
    long millis = serial.multiply(MILLIS_A_DAY).setScale(0, RoundingMode.HALF_UP).longValueExact();
    return DAY_ZERO.atStartOfDay().plus(millis, ChronoUnit.MILLIS);
  }

  private static Value instant(LocalDateTime at, ZoneId zone) {
    return new Value.Instant(at.atZone(zone).toInstant());
  }

  private static Value ofText(Value.Text text, ColumnType type, @Nullable ZoneId zone) {
    return switch (type.kind()) {
      case BOOL -> truth(text, type);
      case DATE, TIMESTAMP ->
          switch (moment(text, type)) {
            case LocalDate date -> new Value.Date(date);
            case LocalDateTime at -> new Value.DateTime(at);
            default -> throw type.misfit(text);
          };
      case TIMESTAMPTZ ->
          switch (moment(text, type)) {
            case OffsetDateTime at -> new Value.Instant(at.toInstant());
            case LocalDateTime at -> instant(at, known(zone, text));
            case LocalDate date -> instant(date.atStartOfDay(), known(zone, text));
            default -> throw type.misfit(text);
          };
      case TIME ->
          new Value.Time(parsed(t -> CLOCK.parse(t, LocalTime::from), text.text(), text, type));
      case UUID, BYTEA, BIT, VARBIT -> new Value.Text(text.text().strip());
      case ENUM -> type.labels().contains(text.text()) ? text : new Value.Text(text.text().strip());
      case TEXT, PADDED, SMALLINT, INTEGER, BIGINT, NUMERIC, FLOAT, JSON, ARRAY, OTHER -> text;
    };
  }

  private static Value truth(Value.Text text, ColumnType type) {
    String word = text.text().strip().toLowerCase(Locale.ROOT);
    if (!YES.contains(word) && !NO.contains(word)) {
      throw type.misfit(text);
    }
    return Value.bool(YES.contains(word));
  }

  /**
   * A day, a time without zone or an instant, as the ISO text says.
   *
   * @throws ConversionException where it is none of them
   */
  static Value ofIso(Value.Text text, ColumnType type) {
    return switch (moment(text, type)) {
      case OffsetDateTime at -> new Value.Instant(at.toInstant());
      case LocalDateTime at -> new Value.DateTime(at);
      case LocalDate date -> new Value.Date(date);
      default -> throw type.misfit(text);
    };
  }

  private static TemporalAccessor moment(Value.Text text, ColumnType type) {
    return parsed(
        t -> MOMENT.parseBest(t, OffsetDateTime::from, LocalDateTime::from, LocalDate::from),
        text.text().strip().replace(' ', 'T'),
        text,
        type);
  }

  private static <T> T parsed(
      Function<String, T> parse, String written, Value.Text text, ColumnType type) {
    try {
      return parse.apply(written.strip());
    } catch (DateTimeException e) {
      throw type.misfit(text);
    }
  }
}

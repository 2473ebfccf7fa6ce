package dev.lockstep.mapping;

import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How values of one PostgreSQL type are read from and written as text. Texts are what a session
 * with {@code TimeZone} UTC, {@code DateStyle} ISO, {@code IntervalStyle} iso_8601, {@code
 * extra_float_digits} 3 and {@code bytea_output} hex gives for {@code column::text} and takes in
 * {@code CAST(:text AS type)}; so every type travels the same way.
 *
 * @param name the type as {@code format_type} prints it, of the base type for a domain
 * @param limit characters or bits that fit, where the type says so
 * @param labels of an enum, in order
 * @param element of an array
 */
public record ColumnType(
    String name,
    Kind kind,
    @Nullable Integer limit,
    List<String> labels,
    @Nullable ColumnType element) {

  private static final Pattern DECLARED =
      Pattern.compile("(?<head>[^(]+)(?:\\((?<limit>\\d+)(?:,-?\\d+)?\\))?(?<tail>[^(]*)");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,4})?");
  private static final Pattern UUID =
      Pattern.compile("\\p{XDigit}{8}-(\\p{XDigit}{4}-){3}\\p{XDigit}{12}");
  private static final Pattern BYTES = Pattern.compile("\\\\x(\\p{XDigit}{2})*");
  private static final List<String> NOT_FINITE = List.of("NaN", "Infinity", "-Infinity");

  public ColumnType {
    labels = List.copyOf(labels);
  }

  /** The families of types that are treated alike. */
  public enum Kind {
    TEXT,
    /** {@code char(n)}: blanks at the end are padding, never value. */
    PADDED,
    BOOL,
    SMALLINT,
    INTEGER,
    BIGINT,
    NUMERIC,
    FLOAT,
    DATE,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    JSON,
    UUID,
    BYTEA,
    ENUM,
    BIT,
    VARBIT,
    ARRAY,
    /** Ranges, intervals, addresses, shapes …: PostgreSQL's own text is the value. */
    OTHER;

    /** Whether the empty text is a value of it. */
    public boolean holdsEmptyText() {
      return this == TEXT || this == PADDED;
    }

    /** Whether it says when something happens. */
    public boolean isMoment() {
      return this == DATE || this == TIMESTAMP || this == TIMESTAMPTZ;
    }
  }

  /** The type of a column that is no enum. */
  public static ColumnType of(String formatType) {
    return of(formatType, List.of());
  }

  /**
   * @param formatType what {@code format_type} prints; the base type's for a domain
   * @param labels of the enum (or of the enum that an array holds), else empty
   */
  public static ColumnType of(String formatType, List<String> labels) {
    if (formatType.endsWith("[]") && !formatType.equals("box[]")) {
      ColumnType element = of(formatType.substring(0, formatType.length() - 2), labels);
      return new ColumnType(formatType, Kind.ARRAY, null, List.of(), element);
    }
    if (!labels.isEmpty()) {
      return new ColumnType(formatType, Kind.ENUM, null, labels, null);
    }
    Matcher declared = DECLARED.matcher(formatType);
    if (!declared.matches()) {
      return new ColumnType(formatType, Kind.OTHER, null, List.of(), null);
    }
    String limit = declared.group("limit");
    Kind kind = kind(declared.group("head") + declared.group("tail"));
    return new ColumnType(
        formatType, kind, limit == null ? null : Integer.valueOf(limit), List.of(), null);
  }

  private static Kind kind(String type) {
    return switch (type) {
      case "text", "character varying", "varchar", "name", "citext", "\"char\"", "xml" -> Kind.TEXT;
      case "character", "bpchar" -> Kind.PADDED;
      case "boolean" -> Kind.BOOL;
      case "smallint" -> Kind.SMALLINT;
      case "integer" -> Kind.INTEGER;
      case "bigint" -> Kind.BIGINT;
      case "numeric" -> Kind.NUMERIC;
      case "real", "double precision" -> Kind.FLOAT;
      case "date" -> Kind.DATE;
      case "time without time zone" -> Kind.TIME;
      case "timestamp without time zone" -> Kind.TIMESTAMP;
      case "timestamp with time zone" -> Kind.TIMESTAMPTZ;
      case "json", "jsonb" -> Kind.JSON;
      case "uuid" -> Kind.UUID;
      case "bytea" -> Kind.BYTEA;
      case "bit" -> Kind.BIT;
      case "bit varying" -> Kind.VARBIT;
      default -> type.endsWith(".citext") ? Kind.TEXT : Kind.OTHER;
    };
  }

  /**
   * The value of a text that PostgreSQL rendered.
   *
   * @throws ConversionException for what no typed value can hold: infinite times, 24:00
   */
  public Value read(@Nullable String text) {
    if (text == null) {
      return Value.NULL;
    }
    return switch (kind) {
      case TEXT, ENUM, BIT, VARBIT, OTHER, UUID, BYTEA -> new Value.Text(text);
      case PADDED -> new Value.Text(withoutPadding(text));
      case BOOL -> Value.bool(text.equals("true") || text.equals("t"));
      case SMALLINT, INTEGER, BIGINT -> new Value.Whole(new BigInteger(text));
      case NUMERIC, FLOAT ->
          NOT_FINITE.contains(text) ? new Value.Text(text) : new Value.Decimal(number(text));
      case DATE -> new Value.Date(Moments.date(text));
      case TIME -> new Value.Time(Moments.time(text));
      case TIMESTAMP -> new Value.DateTime(Moments.dateTime(text));
      case TIMESTAMPTZ -> new Value.Instant(Moments.instant(text));
      case JSON -> new Value.Json(Json.parse(text));
      case ARRAY -> new Value.Json(ArrayText.parse(text, elementType()));
    };
  }

  /**
   * The text to hand to {@code CAST(:text AS type)}; null for NULL. A value of another type is
   * taken where it means the same (5.0 for an integer, {@code '12'} for a number, anything for
   * text). Nothing is cut: a text that is too long is refused, although a cast would shorten it.
   *
   * @throws ConversionException naming the type and the value
   */
  public @Nullable String write(Value value) {
    return text(coerce(value));
  }

  /**
   * The value as a column of this type would show it after {@link #write}, except for what the
   * database itself rounds.
   *
   * @throws ConversionException naming the type and the value
   */
  public Value coerce(Value value) {
    if (value.isNull()) {
      return value;
    }
    return switch (kind) {
      case TEXT -> new Value.Text(fitting(storable(Rendering.of(value)), value));
      case PADDED -> new Value.Text(fitting(withoutPadding(storable(Rendering.of(value))), value));
      case OTHER -> new Value.Text(storable(Rendering.of(value)));
      case ENUM -> label(value);
      case BIT, VARBIT -> bits(value);
      case UUID -> matching(UUID, Rendering.of(value).toLowerCase(Locale.ROOT), value);
      case BYTEA -> matching(BYTES, Rendering.of(value).toLowerCase(Locale.ROOT), value);
      case BOOL -> truth(value);
      case SMALLINT -> whole(value, 15);
      case INTEGER -> whole(value, 31);
      case BIGINT -> whole(value, 63);
      case NUMERIC, FLOAT -> decimal(value);
      case DATE -> Moments.toDate(value, this);
      case TIME -> Moments.toTime(value, this);
      case TIMESTAMP -> Moments.toDateTime(value, this);
      case TIMESTAMPTZ -> Moments.toInstant(value, this);
      case JSON -> json(value);
      case ARRAY -> array(value);
    };
  }

  private @Nullable String text(Value value) {
    return switch (value) {
      case Value.Null n -> null;
      case Value.Json j ->
          kind == Kind.ARRAY
              ? ArrayText.write((List<?>) Objects.requireNonNull(j.tree()), elementType())
              : Json.write(j.tree());
      case Value.Decimal d -> d.number().toString();
      case Value.Date d -> Moments.text(d.date());
      case Value.DateTime t -> Moments.text(t.dateTime());
      case Value.Instant i -> Moments.text(i.instant());
      case Value.Text t -> t.text();
      case Value.Whole w -> w.number().toString();
      case Value.Bool b -> Boolean.toString(b.truth());
      case Value.Time t -> t.time().toString();
    };
  }

  private Value whole(Value value, int bits) {
    BigInteger number =
        switch (value) {
          case Value.Whole w -> w.number();
          case Value.Decimal d -> exact(d.number(), value);
          case Value.Text t -> exact(number(t.text().strip(), value), value);
          default -> throw misfit(value);
        };
    if (number.bitLength() > bits) {
      throw new ConversionException("%s is out of range for %s".formatted(number, name));
    }
    return new Value.Whole(number);
  }

  private BigInteger exact(BigDecimal number, Value value) {
    // Bounded first: 1E+1000000 would become a number of a million digits.
    if (number.precision() - (long) number.scale() > 30) {
      throw misfit(value);
    }
    try {
      return number.toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw misfit(value);
    }
  }

  private Value decimal(Value value) {
    return switch (value) {
      case Value.Decimal d -> d;
      case Value.Whole w -> new Value.Decimal(new BigDecimal(w.number()));
      case Value.Text t ->
          NOT_FINITE.contains(t.text()) ? t : new Value.Decimal(number(t.text().strip(), value));
      default -> throw misfit(value);
    };
  }

  private BigDecimal number(String text, Value value) {
    if (!NUMBER.matcher(text).matches()) {
      throw misfit(value);
    }
    return number(text);
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text);
  }

  private Value truth(Value value) {
    if (value instanceof Value.Bool) {
      return value;
    }
    return switch (Rendering.of(value).strip().toLowerCase(Locale.ROOT)) {
      case "true" -> Value.bool(true);
      case "false" -> Value.bool(false);
      default -> throw misfit(value);
    };
  }

  private Value label(Value value) {
    String text = Rendering.of(value);
    if (!labels.contains(text)) {
      throw new ConversionException(
          "'%s' is none of the labels of %s (%s)".formatted(text, name, String.join(", ", labels)));
    }
    return new Value.Text(text);
  }

  private Value bits(Value value) {
    String text = Rendering.of(value);
    boolean fits =
        limit == null || (kind == Kind.BIT ? text.length() == limit : text.length() <= limit);
    if (!fits || !text.chars().allMatch(c -> c == '0' || c == '1')) {
      throw misfit(value);
    }
    return new Value.Text(text);
  }

  private Value matching(Pattern pattern, String text, Value value) {
    if (!pattern.matcher(text).matches()) {
      throw misfit(value);
    }
    return new Value.Text(text);
  }

  private Value json(Value value) {
    return switch (value) {
      case Value.Json j -> new Value.Json(j.tree());
      case Value.Text t -> {
        try {
          yield new Value.Json(Json.parse(t.text()));
        } catch (ConversionException e) {
          throw misfit(value);
        }
      }
      case Value.Bool b -> new Value.Json(b.truth());
      case Value.Whole w -> new Value.Json(new BigDecimal(w.number()));
      case Value.Decimal d -> new Value.Json(d.number());
      default -> new Value.Json(Rendering.of(value));
    };
  }

  private Value array(Value value) {
    Value tree = json(value);
    if (!(tree instanceof Value.Json json && json.tree() instanceof List<?> list)) {
      throw misfit(value);
    }
    return new Value.Json(ArrayText.coerce(list, elementType()));
  }

  private ColumnType elementType() {
    return Objects.requireNonNull(element, "an array has an element type");
  }

  private String fitting(String text, Value value) {
    if (limit != null && text.codePointCount(0, text.length()) > limit) {
      throw new ConversionException(
          "%s has %d characters, %s takes %d"
              .formatted(
                  Rendering.quoted(value), text.codePointCount(0, text.length()), name, limit));
    }
    return text;
  }

  private String storable(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new ConversionException(
          "the text holds a NUL character, which %s cannot".formatted(name));
    }
    return text;
  }

  private static String withoutPadding(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  ConversionException misfit(Value value) {
    return new ConversionException("%s does not fit %s".formatted(Rendering.quoted(value), name));
  }
}

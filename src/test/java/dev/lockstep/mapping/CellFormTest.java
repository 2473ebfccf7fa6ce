package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.DateTimes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellFormTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final List<String> MOODS = List.of("sad", "so-so", " odd ", "12");

  private static Value cell(Value value) {
    return CellForm.toCell(value, BERLIN);
  }

  private static Value column(String type, Value cell) {
    return CellForm.toColumn(cell, nullable(ColumnType.of(type)), BERLIN);
  }

  private static Column nullable(ColumnType type) {
    return new Column("c", type.name(), type, false, false, Column.Identity.NONE, false);
  }

  private static Value number(String number) {
    return Value.decimal(number);
  }

  @Test
  void cellsAreTyped_30() {
    assertThat(cell(Value.NULL)).isEqualTo(Value.NULL);
    assertThat(cell(new Value.Text(""))).isEqualTo(Value.NULL);
    assertThat(cell(new Value.Text("=1+1"))).isEqualTo(new Value.Text("=1+1"));
    assertThat(cell(new Value.Text("007"))).isEqualTo(new Value.Text("007"));
    assertThat(cell(Value.bool(true))).isEqualTo(Value.bool(true));
    assertThat(cell(Value.whole(12)).same(number("12"))).isTrue();
    assertThat(cell(number("19.90")).same(number("19.9"))).isTrue();
    assertThat(cell(Value.json(Map.of("a", List.of(BigDecimal.ONE)))))
        .isEqualTo(new Value.Text("{\"a\":[1]}"));
  }

  @Test
  void datesAndTimesAreSerialNumbersInTheSpreadsheetsZone_30() {
    assertThat(cell(new Value.Date(LocalDate.of(1899, 12, 30))).same(number("0"))).isTrue();
    assertThat(cell(new Value.Date(LocalDate.of(2026, 9, 5))).same(number("46270"))).isTrue();
    assertThat(cell(new Value.Date(LocalDate.of(1899, 12, 29))).same(number("-1"))).isTrue();
    assertThat(
            cell(new Value.DateTime(LocalDateTime.of(2026, 9, 5, 18, 0))).same(number("46270.75")))
        .isTrue();
    assertThat(cell(Value.instant(Instant.parse("2026-09-05T16:00:00Z"))).same(number("46270.75")))
        .isTrue();
    assertThat(cell(new Value.Time(LocalTime.of(6, 0))).same(number("0.25"))).isTrue();
  }

  @Test
  void wholeNumbersThatADoubleWouldSpoilAreText() {
    assertThat(cell(Value.whole(999_999_999_999_999L)).same(number("999999999999999"))).isTrue();
    assertThat(cell(Value.whole(-9_007_199_254_740_993L)))
        .isEqualTo(new Value.Text("-9007199254740993"));
    assertThat(cell(number("12345678901234567890.0")))
        .isEqualTo(new Value.Text("12345678901234567890"));
    assertThat(cell(number("1E+20")).same(number("1E+20"))).isTrue();
    assertThat(cell(number("1E+400"))).isInstanceOf(Value.Text.class);
    assertThat(cell(number("1E-400"))).isInstanceOf(Value.Text.class);
  }

  @Test
  void digitsBeforeThePointAreNeverLostToTheirFraction() {
    assertThat(cell(number("12345678901234567890.123")))
        .isEqualTo(new Value.Text("12345678901234567890.123"));
    assertThat(cell(number("-1234567890123456.5")))
        .isEqualTo(new Value.Text("-1234567890123456.5"));
    assertThat(cell(number("123456789012345.25")).same(number("123456789012345.25"))).isTrue();
  }

  @Test
  void digitsThatADoubleDoesNotKeepAreRoundedInAFraction() {
    assertThat(cell(number("0.12345678901234567890"))).isEqualTo(number("0.12345678901234568"));
  }

  @Test
  void microsecondsAreCutAndNeverMakeAnotherDay() {
    Value late = new Value.DateTime(LocalDateTime.of(2026, 9, 5, 23, 59, 59, 999_999_000));
    assertThat(column("timestamp without time zone", cell(late)))
        .isEqualTo(new Value.DateTime(LocalDateTime.of(2026, 9, 5, 23, 59, 59, 999_000_000)));
  }

  @Test
  void yearsThatASheetDoesNotShowAreText() {
    Value far = new Value.Date(LocalDate.of(12345, 1, 2));
    assertThat(cell(far)).isEqualTo(new Value.Text("+12345-01-02"));
    assertThat(column("date", cell(far))).isEqualTo(far);
    Value old = new Value.DateTime(LocalDateTime.of(-43, 3, 15, 12, 0));
    assertThat(column("timestamp without time zone", cell(old))).isEqualTo(old);
  }

  @Test
  void anHourThatTheClockSkipsIsAsMuchLater() {
    assertThat(column("timestamp with time zone", new Value.Text("2026-03-29 02:30")))
        .isEqualTo(Value.instant(Instant.parse("2026-03-29T01:30:00Z")));
    // What the cell then shows after the row was written back: 03:30.
    assertThat(cell(Value.instant(Instant.parse("2026-03-29T01:30:00Z"))))
        .isEqualTo(cell(new Value.DateTime(LocalDateTime.of(2026, 3, 29, 3, 30))));
  }

  @Test
  void anHourThatTheClockShowsTwiceIsTheFirst() {
    Value first = Value.instant(Instant.parse("2026-10-25T00:30:00Z"));
    Value second = Value.instant(Instant.parse("2026-10-25T01:30:00Z"));
    assertThat(cell(second)).isEqualTo(cell(first));
    assertThat(column("timestamp with time zone", cell(second))).isEqualTo(first);
  }

  @Test
  void anInstantNeedsTheZone() {
    assertThatThrownBy(() -> CellForm.toCell(Value.instant(Instant.EPOCH), null))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining("time zone");
    assertThatThrownBy(
            () ->
                CellForm.toColumn(
                    number("1"), nullable(ColumnType.of("timestamp with time zone")), null))
        .isInstanceOf(ConversionException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integer|5.0|5",
        "numeric(10,2)|1.5|1.5",
        "text|007.50|7.5",
        "boolean|1|true",
        "boolean|0.0|false",
        "date|46270|2026-09-05",
        "timestamp without time zone|46270.75|2026-09-05 18:00:00",
        "timestamp with time zone|46270.75|2026-09-05 16:00:00+00",
        "timestamp without time zone|46270.7499999999999|2026-09-05 18:00:00",
        "time without time zone|0.25|06:00",
        "jsonb|5|5",
      })
  void aNumberIsReadByTheColumn(String type, String cell, String written) {
    assertThat(ColumnType.of(type).write(column(type, number(cell)))).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integer| 12 |12",
        "numeric|1e3|1E+3",
        "boolean|Yes|true",
        "boolean|FALSE|false",
        "date|2026-09-05|2026-09-05",
        "timestamp without time zone|2026-09-05|2026-09-05 00:00:00",
        "timestamp without time zone|2026-09-05T18:00:00.5|2026-09-05 18:00:00.5",
        "timestamp without time zone|2026-09-05 9:00|2026-09-05 09:00:00",
        "timestamp with time zone|2026-09-05|2026-09-04 22:00:00+00",
        "timestamp with time zone|2026-09-05 18:00|2026-09-05 16:00:00+00",
        "timestamp with time zone|2026-09-05T18:00:00Z|2026-09-05 18:00:00+00",
        "timestamp with time zone|2026-09-05 18:00+05:30|2026-09-05 12:30:00+00",
        "time without time zone|9:15|09:15",
        "uuid| A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11 |a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "jsonb|{\"a\": 1}|{\"a\":1}",
        "integer[]|[1, null]|{\"1\",NULL}",
      })
  void aTextIsReadByTheColumn(String type, String cell, String written) {
    assertThat(ColumnType.of(type).write(column(type, new Value.Text(cell)))).isEqualTo(written);
  }

  @Test
  void truthIsTruthAndTextWhereTheColumnIsText() {
    assertThat(column("boolean", Value.bool(false))).isEqualTo(Value.bool(false));
    assertThat(column("text", Value.bool(true))).isEqualTo(new Value.Text("true"));
    assertThatThrownBy(() -> column("integer", Value.bool(true)))
        .hasMessage("'true' does not fit integer");
  }

  @Test
  void aBlankCellIsNullAndEmptyTextWhereNullCannotBe() {
    assertThat(column("text", Value.NULL)).isEqualTo(Value.NULL);
    assertThat(column("date", new Value.Text(""))).isEqualTo(Value.NULL);
    assertThat(CellForm.toColumn(Value.NULL, notNull("text"), BERLIN))
        .isEqualTo(new Value.Text(""));
    assertThatThrownBy(() -> CellForm.toColumn(Value.NULL, notNull("integer"), BERLIN))
        .hasMessage("it is NOT NULL but the value is blank");
  }

  private static Column notNull(String type) {
    return new Column("c", type, ColumnType.of(type), true, false, Column.Identity.NONE, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#REF!",
        "#N/A",
        "#NAME?",
        "#VALUE!",
        "#DIV/0!",
        "#NUM!",
        "#NULL!",
        "#ERROR!",
        "Loading..."
      })
  void anErrorOfTheSheetIsNoValueNotEvenText_30(String error) {
    assertThatThrownBy(() -> column("text", new Value.Text(error)))
        .isInstanceOf(ConversionException.class)
        .hasMessage("the cell shows the error '%s'".formatted(error));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "date|46270.5|'2026-09-05T12:00' does not fit date",
        "date|3000000|'3000000' does not fit date",
        "timestamp without time zone|-700000|'-700000' does not fit timestamp without time zone",
        "time without time zone|1|'1' does not fit time without time zone",
        "time without time zone|-0.5|'-0.5' does not fit time without time zone",
        "integer|1.5|'1.5' does not fit integer",
        "smallint|40000|40000 is out of range for smallint",
        "boolean|2|'2' does not fit boolean",
        "uuid|12|'12' does not fit uuid",
        "integer[]|1|'1' does not fit integer[]",
      })
  void aNumberThatDoesNotFitIsNamed(String type, String cell, String message) {
    assertThatThrownBy(() -> column(type, number(cell)))
        .isInstanceOf(ConversionException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "date|soon",
        "date|2026-02-30",
        "date|9/5/2026",
        "date|2026-09-05T10:00Z",
        "timestamp with time zone|tomorrow",
        "timestamp without time zone|2026-09-05T10:00+02:00",
        "time without time zone|25:00",
        "numeric|1,5",
        "integer|twelve",
        "boolean|maybe",
        "jsonb|{",
      })
  void aTextThatDoesNotFitIsNamed_30(String type, String cell) {
    assertThatThrownBy(() -> column(type, new Value.Text(cell)))
        .isInstanceOf(ConversionException.class)
        .hasMessage("'%s' does not fit %s".formatted(cell, type));
  }

  /** A type and one of its values, as PostgreSQL gives it and a cell can hold it. */
  record Typed(ColumnType type, Value value) {}

  @Property(tries = 2000)
  void everyTypeComesBackFromItsCell(@ForAll("typed") Typed typed) {
    Value cell = cell(typed.value());
    assertThat(isCell(cell)).isTrue();
    assertThat(cell(cell)).isEqualTo(cell);
    Value back = CellForm.toColumn(cell, nullable(typed.type()), BERLIN);
    assertThat(back.same(typed.value())).as("%s → %s → %s", typed, cell, back).isTrue();
    assertThat(cell(back)).isEqualTo(cell);
  }

  private static boolean isCell(Value value) {
    return switch (value) {
      case Value.Null n -> true;
      case Value.Text t -> !t.text().isEmpty();
      case Value.Bool b -> true;
      case Value.Decimal d ->
          d.number().compareTo(new BigDecimal(Double.toString(d.number().doubleValue()))) == 0;
      case Value.Whole w -> false;
      case Value.Date d -> false;
      case Value.DateTime t -> false;
      case Value.Instant i -> false;
      case Value.Time t -> false;
      case Value.Json j -> false;
    };
  }

  @Provide
  static Arbitrary<Typed> typed() {
    Arbitrary<String> text =
        Arbitraries.strings().ofMinLength(1).ofMaxLength(30).filter(t -> t.indexOf('\0') < 0);
    Arbitrary<LocalDateTime> millis =
        DateTimes.dateTimes()
            .between(LocalDateTime.of(1, 1, 1, 0, 0), LocalDateTime.of(9999, 12, 31, 23, 59))
            .ofPrecision(ChronoUnit.MILLIS);
    Arbitrary<@Nullable Object> leaf =
        Arbitraries.oneOf(
            text.map(t -> (Object) t),
            Arbitraries.bigDecimals().map(n -> (Object) n),
            Arbitraries.of(true, false).map(b -> (Object) b),
            Arbitraries.just(null));
    return Arbitraries.oneOf(
        of("text", text.map(Value.Text::new)),
        of("character varying(40)", text.map(Value.Text::new)),
        of("character(40)", text.map(t -> t + "x").map(Value.Text::new)),
        of("boolean", Arbitraries.of(true, false).map(Value::bool)),
        of("smallint", Arbitraries.shorts().map(n -> Value.whole(n))),
        of("integer", Arbitraries.integers().map(n -> Value.whole(n))),
        of("bigint", Arbitraries.longs().map(n -> Value.whole(n))),
        of("numeric", Arbitraries.bigIntegers().map(BigDecimal::new).map(Value.Decimal::new)),
        of(
            "numeric(12,2)",
            Arbitraries.longs()
                .between(-999_999_999_999L, 999_999_999_999L)
                .map(n -> new Value.Decimal(new BigDecimal(BigInteger.valueOf(n), 2)))),
        of("double precision", Arbitraries.doubles().map(n -> Value.decimal(Double.toString(n)))),
        of("real", Arbitraries.floats().map(n -> Value.decimal(Float.toString(n)))),
        of("numeric", Arbitraries.of("NaN", "Infinity", "-Infinity").map(Value.Text::new)),
        of("date", millis.map(t -> new Value.Date(t.toLocalDate()))),
        of("time(3) without time zone", millis.map(t -> new Value.Time(t.toLocalTime()))),
        of("timestamp(3) without time zone", millis.map(Value.DateTime::new)),
        of(
            "timestamp(3) with time zone",
            millis.map(t -> (Value) new Value.Instant(t.atZone(BERLIN).toInstant()))),
        of(
            "uuid",
            Arbitraries.longs().map(n -> new UUID(n, ~n)).map(u -> new Value.Text(u.toString()))),
        of("bytea", Arbitraries.of("\\x", "\\x00ff").map(Value.Text::new)),
        of("bit(4)", Arbitraries.of("0000", "0101").map(Value.Text::new)),
        of("bit varying(8)", Arbitraries.of("0", "0101", "11111111").map(Value.Text::new)),
        of("interval", Arbitraries.of("P1DT2H", "PT0S").map(Value.Text::new)),
        of("int4range", Arbitraries.of("[1,5)", "empty").map(Value.Text::new)),
        of("inet", Arbitraries.of("10.0.0.1", "::1/64").map(Value.Text::new)),
        of("money", Arbitraries.of("$12.50").map(Value.Text::new)),
        Arbitraries.of(MOODS).map(m -> new Typed(ColumnType.of("mood", MOODS), new Value.Text(m))),
        of("jsonb", leaf.map(Value.Json::new)),
        of("jsonb", leaf.list().map(Value::json)),
        of("json", leaf.map(v -> Value.json(java.util.Collections.singletonMap("a", v)))),
        of("text[]", text.injectNull(0.1).list().map(Value::json)),
        of("integer[]", Arbitraries.integers().map(BigDecimal::valueOf).list().map(Value::json)),
        of("boolean[]", Arbitraries.of(true, false).list().map(Value::json)),
        of("date[]", Arbitraries.just(Value.json(Arrays.asList("2026-03-29", null)))),
        Arbitraries.of(MOODS)
            .list()
            .map(m -> new Typed(ColumnType.of("mood[]", MOODS), Value.json(m))));
  }

  private static Arbitrary<Typed> of(String type, Arbitrary<? extends Value> values) {
    return values.map(value -> new Typed(ColumnType.of(type), value));
  }

  @ParameterizedTest
  @CsvSource({
    "date, 46380, 2026-12-24",
    "date, 46380.75, 2026-12-24T18:00",
    "date, 99999999, 99999999",
    "timestamp without time zone, 46380.75, 2026-12-24T18:00",
    "timestamp with time zone, 46380.75, 2026-12-24T17:00:00Z",
    "time without time zone, 0.75, 18:00",
    "time without time zone, 46380.75, 46380.75",
    "integer, 46380, 46380",
    "'numeric(10,1)', 1.25, 1.25",
  })
  void aSerialNumberIsReadableWhereItsColumnHasTimes(String type, String cell, String shown) {
    assertThat(Rendering.of(CellForm.readable(number(cell), ColumnType.of(type), BERLIN)))
        .isEqualTo(shown);
  }

  @Test
  void whatCannotBeToldAsATimeIsShownAsItIs() {
    Value text = new Value.Text("next week");
    Value serial = number("46380");
    assertThat(CellForm.readable(text, ColumnType.of("date"), BERLIN)).isEqualTo(text);
    assertThat(CellForm.readable(serial, Value.instant(Instant.EPOCH), null)).isEqualTo(serial);
    assertThat(CellForm.readable(serial, Value.whole(7), BERLIN)).isEqualTo(serial);
    assertThat(CellForm.readable(serial, new Value.Date(LocalDate.EPOCH), null))
        .isEqualTo(new Value.Date(LocalDate.of(2026, 12, 24)));
  }
}

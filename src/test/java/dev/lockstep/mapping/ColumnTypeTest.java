package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTypeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integer|12",
        "bigint|-9223372036854775808",
        "numeric(10,2)|1.10",
        "numeric|NaN",
        "double precision|-Infinity",
        "real|1e+20",
        "boolean|true",
        "text|soon",
        "date|0044-03-15 BC",
        "date|12345-01-02",
        "timestamp without time zone|2026-05-01 09:00:00.000001",
        "timestamp with time zone|2026-05-01 09:00:00+00",
        "timestamp with time zone|0044-03-15 12:00:00+00 BC",
        "time without time zone|23:59:59.5",
        "jsonb|{\"a\": [1, null, true], \"b\": {}}",
        "integer[]|{1,NULL,3}",
        "text[]|{{\"a b\",\"\\\"\"},{x,\"NULL\"}}",
        "jsonb[]|{\"{\\\"a\\\": 1}\"}",
        "interval|P1DT2H",
        "int4range|[1,5)",
        "bytea|\\x00ff",
        "uuid|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "bit(3)|101",
      })
  void aTextThatWasReadIsWrittenAsTheSameValue(String type, String text) {
    ColumnType column = ColumnType.of(type);
    Value value = column.read(text);
    assertThat(column.read(column.write(value)).same(value)).isTrue();
    assertThat(column.coerce(value).same(value)).isTrue();
  }

  @Test
  void typesHaveTheirValues() {
    assertThat(read("character(5)", "ab   ")).isEqualTo(new Value.Text("ab"));
    assertThat(read("date", "2026-05-01")).isEqualTo(new Value.Date(LocalDate.of(2026, 5, 1)));
    assertThat(read("timestamp(3) without time zone", "2026-05-01 09:00:00"))
        .isEqualTo(new Value.DateTime(LocalDateTime.of(2026, 5, 1, 9, 0)));
    assertThat(read("timestamp with time zone", "2026-05-01 09:00:00.5+00"))
        .isEqualTo(new Value.Instant(Instant.parse("2026-05-01T09:00:00.5Z")));
    assertThat(read("text[]", "[0:1]={a,NULL}")).isEqualTo(Value.json(Arrays.asList("a", null)));
    assertThat(read("json", "{\"n\": 1.50}"))
        .isEqualTo(Value.json(Map.of("n", new BigDecimal("1.50"))));
    assertThat(read("text", null)).isEqualTo(Value.NULL);
  }

  private static Value read(String type, @org.jspecify.annotations.Nullable String text) {
    return ColumnType.of(type).read(text);
  }

  @Test
  void aValueOfAnotherTypeIsTakenWhereItMeansTheSame() {
    assertThat(ColumnType.of("integer").write(Value.decimal("5.0"))).isEqualTo("5");
    assertThat(ColumnType.of("integer").write(new Value.Text(" 12 "))).isEqualTo("12");
    assertThat(ColumnType.of("text").write(Value.decimal("1.50"))).isEqualTo("1.5");
    assertThat(ColumnType.of("boolean").write(new Value.Text("TRUE"))).isEqualTo("true");
    assertThat(ColumnType.of("date").write(new Value.Text("2026-05-01"))).isEqualTo("2026-05-01");
    assertThat(ColumnType.of("text[]").write(Value.json(List.of("a", "b\""))))
        .isEqualTo("{\"a\",\"b\\\"\"}");
    assertThat(ColumnType.of("mood", List.of("sad", "happy")).write(new Value.Text("sad")))
        .isEqualTo("sad");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "date|soon|'soon' does not fit date",
        "integer|1.5|'1.5' does not fit integer",
        "smallint|40000|40000 is out of range for smallint",
        "integer|1e999999999|'1e999999999' does not fit integer",
        "character varying(3)|abcd|'abcd' has 4 characters, character varying(3) takes 3",
        "boolean|yes|'yes' does not fit boolean",
        "uuid|abc|'abc' does not fit uuid",
        "bit(3)|10|'10' does not fit bit(3)",
        "jsonb|{|'{' does not fit jsonb",
        "timestamp with time zone|2026-05-01T09:00|'2026-05-01T09:00' does not fit timestamp with time zone",
        "integer[]|[1.5]|'1.5' does not fit integer",
      })
  void whatDoesNotFitIsRefusedAndNeverCut(String type, String text, String message) {
    assertThatThrownBy(() -> ColumnType.of(type).write(new Value.Text(text)))
        .isInstanceOf(ConversionException.class)
        .hasMessage(message);
  }

  @Test
  void enumsNulAndInfiniteTimesAreRefused() {
    assertThatThrownBy(
            () -> ColumnType.of("mood", List.of("sad", "happy")).write(new Value.Text("glad")))
        .hasMessage("'glad' is none of the labels of mood (sad, happy)");
    assertThatThrownBy(() -> ColumnType.of("text").write(new Value.Text("a\0b")))
        .isInstanceOf(ConversionException.class);
    for (String type : List.of("date", "timestamp with time zone", "timestamp without time zone")) {
      assertThatThrownBy(() -> ColumnType.of(type).read("-infinity"))
          .isInstanceOf(ConversionException.class)
          .hasMessageContaining("'-infinity'");
    }
    assertThatThrownBy(() -> ColumnType.of("time without time zone").read("24:00:00"))
        .isInstanceOf(ConversionException.class);
  }

  @Test
  void aColumnNamesItself() {
    Column column =
        new Column(
            "hired_on", "date", ColumnType.of("date"), false, false, Column.Identity.NONE, false);
    assertThatThrownBy(() -> column.write(new Value.Text("soon")))
        .hasMessage("column \"hired_on\" (date): 'soon' does not fit date");
  }

  @Property(tries = 300)
  void textArraysComeBack(@ForAll List<String> items) {
    List<String> clean = items.stream().map(item -> item.replace("\0", "")).toList();
    ColumnType type = ColumnType.of("text[]");
    assertThat(type.read(type.write(Value.json(clean)))).isEqualTo(Value.json(clean));
  }

  @Property(tries = 300)
  void numbersComeBack(@ForAll BigDecimal number) {
    ColumnType type = ColumnType.of("numeric");
    assertThat(type.read(type.write(new Value.Decimal(number))))
        .isEqualTo(new Value.Decimal(number));
  }

  @Property(tries = 300)
  void instantsComeBack(@ForAll Instant instant) {
    ColumnType type = ColumnType.of("timestamp with time zone");
    Value value = new Value.Instant(instant);
    assertThat(type.read(type.write(value)).same(value)).isTrue();
  }

  @Property(tries = 300)
  void keysComeBack(@ForAll @NotEmpty List<String> parts) {
    assertThat(KeyText.parse(KeyText.of(parts), parts.size())).isEqualTo(parts);
  }
}

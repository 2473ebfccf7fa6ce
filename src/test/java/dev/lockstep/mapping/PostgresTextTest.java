package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.Value;
import dev.lockstep.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are PostgreSQL's own. */
class PostgresTextTest {

  private static Connection connection;

  @BeforeAll
  static void connect() throws SQLException {
    connection = TestDatabase.empty().dataSource().getConnection();
    try (var statement = connection.createStatement()) {
      statement.execute(
          "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'iso_8601';"
              + " SET extra_float_digits = 3; SET bytea_output = 'hex'");
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "smallint|'-7'",
        "bigint|'9223372036854775807'",
        "numeric(12,4)|'1.1000'",
        "numeric|'-Infinity'",
        "real|'0.1'",
        "double precision|'1e300'",
        "boolean|'t'",
        "character(6)|'ab'",
        "character varying(9)|'äöü €'",
        "date|'2026-02-28'",
        "date|'0044-03-15 BC'",
        "time without time zone|'08:00'",
        "time with time zone|'08:00+02'",
        "timestamp without time zone|'2026-03-29 02:30:00.123456'",
        "timestamp with time zone|'2026-03-29 02:30:00+02'",
        "timestamp with time zone|'0044-03-15 01:00 BC'",
        "timestamp with time zone|'12026-03-29 02:30:00+02'",
        "interval|'1 year 2 days 03:04:05.6'",
        "uuid|'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
        "bytea|'\\x00ff'",
        "json|'{\"a\": 1.50, \"b\": [\"\\u00e4\\n\"]}'",
        "jsonb|'{\"a\": 1e3, \"b\": null}'",
        "integer[]|'{{1,2},{3,NULL}}'",
        "text[]|'{\"a,b\",\"\",\"NULL\",\"\\\\\"}'",
        "text[]|'{}'",
        "timestamp with time zone[]|'{\"2026-03-29 02:30:00+02\"}'",
        "date[]|'{2026-03-29,NULL}'",
        "jsonb[]|'{\"[1, 2]\"}'",
        "boolean[]|'{t,f}'",
        "bytea[]|'{\"\\\\x00ff\"}'",
        "int4range|'[1,5]'",
        "tstzrange|'[2026-01-01,2026-02-01)'",
        "inet|'10.0.0.1/8'",
        "point|'(1,2)'",
        "box[]|'{(1,1),(0,0);(2,2),(1,1)}'",
        "bit(4)|'1010'",
        "money|'12.50'",
        "tsvector|'a fat cat'",
        "xml|'<a/>'",
      })
  void whatIsReadIsWrittenBackUnchanged(String type, String literal) throws SQLException {
    ColumnType columnType = ColumnType.of(type);
    String text = one("SELECT CAST(" + literal + " AS " + type + ")::text");
    String written = columnType.write(columnType.read(text));
    // The type json keeps blanks and escapes, which mean nothing.
    String shown =
        "SELECT CAST(? AS " + type + ")" + (type.equals("json") ? "::jsonb" : "") + "::text";
    assertThat(one(shown, written)).isEqualTo(one(shown, text));
    assertThat(columnType.name())
        .isEqualTo(
            one(
                "SELECT format_type(?::regtype, " + typmod(type) + ")",
                type.replaceAll("\\(.*\\)", "")));
  }

  /** Only types without a modifier are compared by name. */
  private static String typmod(String type) {
    return switch (type) {
      case "numeric(12,4)" -> String.valueOf((12 << 16 | 4) + 4);
      case "character(6)" -> "10";
      case "character varying(9)" -> "13";
      case "bit(4)" -> "4";
      default -> "NULL";
    };
  }

  @Test
  void aCompositeKeyIsSpelledAsTheTriggerSpellsIt() throws SQLException {
    for (List<String> parts :
        List.of(List.of("a", "1"), List.of("q\"\\/", "\t\n\u0001ä"), List.of("", "x\u007f"))) {
      assertThat(KeyText.of(parts))
          .isEqualTo(
              one(
                  "SELECT jsonb_build_array(?::text, ?::text)::text",
                  parts.toArray(String[]::new)));
    }
  }

  @Test
  void jsonIsWrittenAsPostgresqlTakesIt() throws SQLException {
    Value value = Value.json(List.of("ä\"\\\n", new java.math.BigDecimal("1E+3"), true));
    assertThat(one("SELECT ?::jsonb::text", ColumnType.of("jsonb").write(value)))
        .isEqualTo("[\"ä\\\"\\\\\\n\", 1000, true]");
  }

  private static String one(String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getString(1);
      }
    }
  }
}

package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.MappedField.Form;
import dev.lockstep.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are PostgreSQL's own. */
class KeyCellsTest {

  private static Connection connection;

  @BeforeAll
  static void connect() throws SQLException {
    connection = TestDatabase.empty().dataSource().getConnection();
    try (var statement = connection.createStatement()) {
      statement.execute("SET DateStyle = 'ISO, YMD'; SET bytea_output = 'hex'");
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  private static KeyCells of(String... types) {
    List<MappedField> fields =
        IntStream.range(0, types.length)
            .mapToObj(i -> field("F" + i, "c" + i, types[i], Direction.BOTH))
            .toList();
    return map(fields).keyCells(IntStream.range(0, types.length).mapToObj(i -> "c" + i).toList());
  }

  private static FieldMap map(List<MappedField> fields) {
    return new FieldMap("s", fields, () -> ZoneId.of("Europe/Berlin"), (template, row) -> "");
  }

  private static MappedField field(String name, String column, String type, Direction direction) {
    Column of =
        new Column(column, type, ColumnType.of(type), true, false, Column.Identity.NONE, false);
    return new MappedField(name, Form.CELL, direction, new MappedField.FromColumn(of));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text|' A=1 '",
        "character(5)|'ab'",
        "smallint|-7",
        "bigint|9223372036854775807",
        "numeric(10,2)|1.10",
        "numeric(12,0)|12",
        "numeric(9,-2)|12300",
        "numeric(30,0)|1234567890123456789",
        "boolean|true",
        "uuid|'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
        "bytea|'\\x00FF'",
        "bit(4)|'0101'",
        "date|'2026-02-28'",
        "date|'0044-03-15 BC'",
        "time(3) without time zone|'08:00'",
        "time(3) without time zone|'08:00:01.25'",
        "timestamp(0) without time zone|'2026-03-29 02:30:00'",
        "timestamp(3) without time zone|'2026-03-29 23:59:59.999'",
        "inet|'10.0.0.1/8'",
        "int4range|'[1,5]'",
      })
  void aKeyComesBackFromItsCells(String type, String literal) throws SQLException {
    assertThat(KeyCells.canHold(ColumnType.of(type))).isTrue();
    String key = one("SELECT CAST(" + literal + " AS " + type + ")::text");
    KeyCells cells = of(type);
    assertThat(cells.key(cells.cells(key))).isEqualTo(key);
  }

  private static String one(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  @Test
  void whatAPersonTypesIsTheColumnsKey() {
    assertThat(of("bigint").key(Fields.of("F0", Value.decimal("7.0")))).isEqualTo("7");
    assertThat(of("bigint").key(Fields.of("F0", new Value.Text(" 7 ")))).isEqualTo("7");
    assertThat(of("text").key(Fields.of("F0", Value.decimal("7.0")))).isEqualTo("7");
    assertThat(of("numeric(10,2)").key(Fields.of("F0", Value.decimal("1.5")))).isEqualTo("1.50");
  }

  @Test
  void severalColumnsAreOneKeyAndABlankOneIsNone() {
    KeyCells cells = of("text", "date");
    Fields shown = cells.cells("[\"a\", \"2026-09-05\"]");
    assertThat(shown.get("F1").same(Value.decimal("46270"))).isTrue();
    assertThat(cells.key(shown)).isEqualTo("[\"a\", \"2026-09-05\"]");
    assertThat(cells.key(shown.with("F1", Value.NULL))).isNull();
    assertThat(cells.key(shown.with("F0", new Value.Text("")))).isNull();
    assertThat(cells.key(Fields.EMPTY)).isNull();
  }

  @Test
  void aCellThatIsNoKeyIsNamed() {
    assertThatThrownBy(() -> of("bigint").key(Fields.of("F0", new Value.Text("new"))))
        .isInstanceOf(ConversionException.class)
        .hasMessage("sync 's': field 'F0', column \"c0\" (bigint): 'new' does not fit bigint");
    assertThatThrownBy(() -> of("text").key(Fields.of("F0", new Value.Text("#REF!"))))
        .hasMessageContaining("the cell shows the error '#REF!'");
    assertThatThrownBy(() -> of("numeric(10,2)").key(Fields.of("F0", Value.decimal("1.555"))))
        .hasMessageContaining("'1.555' does not fit numeric(10,2)");
    assertThatThrownBy(() -> of("text", "text").cells("a")).isInstanceOf(ConversionException.class);
  }

  @Test
  void aKeyThatNoCellGivesBackIsRefusedInWords() {
    KeyCells cells = of("text", "character(3)");
    assertThat(cells.refusal(key("a", "b"))).isNull();
    assertThat(cells.refusal(key("", "b")))
        .isEqualTo(
            "field 'F0' shows the key column \"c0\", which is empty here, so no row of a tab can be"
                + " told by this key");
    assertThat(cells.refusal(key("a", ""))).contains("'F1'").contains("is empty here");
    assertThat(cells.refusal(key("Loading...", "b")))
        .contains(
            "which holds 'Loading...' here: the cell shows the error 'Loading...', so no row");
    for (String held : List.of(" ", "'a", "=1", "007", "TRUE", "1-2", "a ")) {
      Fields of = of("text").cells(held);
      assertThat(of("text").refusal(of)).as(held).isNull();
      assertThat(of("text").key(of)).as(held).isEqualTo(held);
    }
    assertThat(cells.refusal(Fields.of("F0", new Value.Text("a")))).as("no F1").isNull();
  }

  private static Fields key(String first, String second) {
    return Fields.of("F0", new Value.Text(first), "F1", new Value.Text(second));
  }

  @Test
  void ofTwoFieldsTheOneThatCanBeTypedInIsTheKey() {
    FieldMap map =
        map(
            List.of(
                field("Shown", "id", "bigint", Direction.TO_GOOGLE),
                field("Id", "id", "bigint", Direction.BOTH)));
    assertThat(map.keyCells(List.of("id")).fields().getFirst().name()).isEqualTo("Id");
    assertThatThrownBy(() -> map.keyCells(List.of("other")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'other'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "numeric",
        "numeric(16,2)",
        "real",
        "timestamp without time zone",
        "timestamp(6) without time zone",
        "timestamp(3) with time zone",
        "time without time zone",
        "jsonb",
        "text[]"
      })
  void someTypesCannotIdentifyARow(String type) {
    assertThat(KeyCells.canHold(ColumnType.of(type))).isFalse();
  }
}

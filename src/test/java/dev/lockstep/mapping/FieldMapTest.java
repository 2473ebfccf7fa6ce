package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.MappedField.Form;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FieldMapTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static FieldMap map(@Nullable ZoneId zone, MappedField... fields) {
    return new FieldMap(
        "s", List.of(fields), () -> zone, (template, row) -> template + row.get("x"));
  }

  private static MappedField field(Form form, String type, boolean notNull) {
    Column column =
        new Column("c", type, ColumnType.of(type), notNull, false, Column.Identity.NONE, false);
    return new MappedField("f", form, Direction.BOTH, new MappedField.FromColumn(column));
  }

  private static Value shown(FieldMap map, Value value) {
    return map.toFields(new Row("1", Map.of("c", value)), Map.of()).get("f");
  }

  private static @Nullable Value stored(FieldMap map, Value value) {
    return map.toColumns(Fields.of("f", value)).get("c");
  }

  @Test
  void aTimestampWithoutZoneIsTheTargetsZone() {
    FieldMap map = map(BERLIN, field(Form.MOMENT, "timestamp without time zone", false));
    Value local = new Value.DateTime(LocalDateTime.of(2026, 7, 1, 9, 0));
    Value instant = new Value.Instant(Instant.parse("2026-07-01T07:00:00Z"));
    assertThat(shown(map, local)).isEqualTo(instant);
    assertThat(stored(map, instant)).isEqualTo(local);
    assertThat(map.asWritten(Fields.of("f", instant))).isEqualTo(Fields.of("f", instant));
  }

  @Test
  void daysAreAllDayAndAsGiven() {
    FieldMap map = map(null, field(Form.MOMENT, "date", false));
    Value day = new Value.Date(LocalDate.of(2026, 7, 1));
    assertThat(shown(map, day)).isEqualTo(day);
    assertThat(stored(map, day)).isEqualTo(day);
    assertThatThrownBy(() -> stored(map, Value.instant(Instant.EPOCH)))
        .isInstanceOf(ConversionException.class)
        .hasMessage(
            "sync 's': field 'f', column \"c\" (date): it holds days, but the event is at a time of day (1970-01-01T00:00:00Z)");
  }

  @Test
  void aTimedEventMadeAllDayGoesFromMidnight() {
    FieldMap map = map(BERLIN, field(Form.MOMENT, "timestamp with time zone", false));
    assertThat(stored(map, new Value.Date(LocalDate.of(2026, 7, 1))))
        .isEqualTo(Value.instant(Instant.parse("2026-06-30T22:00:00Z")));
  }

  @Test
  void blankIsNullAndEmptyTextWhereNullCannotBe() {
    assertThat(stored(map(null, field(Form.TEXT, "text", false)), Value.NULL))
        .isEqualTo(Value.NULL);
    assertThat(stored(map(null, field(Form.TEXT, "text", true)), Value.NULL))
        .isEqualTo(new Value.Text(""));
    assertThat(shown(map(null, field(Form.TEXT, "text", true)), new Value.Text("")))
        .isEqualTo(Value.NULL);
    assertThat(shown(map(null, field(Form.EXACT, "text", true)), new Value.Text("")))
        .isEqualTo(new Value.Text(""));
    assertThatThrownBy(() -> stored(map(null, field(Form.CELL, "integer", true)), Value.NULL))
        .hasMessageContaining("it is NOT NULL but the value is blank");
  }

  @Test
  void aNewRowGetsTheDefaultOfWhatIsBlankAndTakesNoNull() {
    Column given = column("given", "integer", true, false);
    Column drawn = column("drawn", "integer", true, true);
    Column open = column("open", "integer", false, true);
    Column text = column("text", "text", true, true);
    FieldMap map =
        map(
            null,
            Stream.of(given, drawn, open, text)
                .map(
                    column ->
                        new MappedField(
                            column.name(),
                            Form.CELL,
                            Direction.BOTH,
                            new MappedField.FromColumn(column)))
                .toArray(MappedField[]::new));

    assertThat(
            map.drawn(
                Fields.of(
                    "given",
                    Value.NULL,
                    "drawn",
                    Value.NULL,
                    "open",
                    Value.NULL,
                    "text",
                    Value.NULL)))
        .containsExactly("drawn");
    assertThat(map.drawn(Fields.of("drawn", Value.text("")))).containsExactly("drawn");
    assertThat(map.drawn(Fields.of("drawn", Value.decimal("7")))).isEmpty();
  }

  private static Column column(String name, String type, boolean notNull, boolean hasDefault) {
    return new Column(
        name, type, ColumnType.of(type), notNull, false, Column.Identity.NONE, hasDefault);
  }

  @Test
  void numbersAreTextInATextField() {
    FieldMap map = map(null, field(Form.TEXT, "numeric", false));
    assertThat(shown(map, Value.decimal("1.50"))).isEqualTo(new Value.Text("1.5"));
    assertThat(stored(map, new Value.Text("2.5"))).isEqualTo(Value.decimal("2.5"));
  }

  @Test
  void addressesAreGuests() {
    FieldMap map = map(null, field(Form.GUESTS, "text[]", false));
    Value guests = Value.json(List.of(Map.of("email", "a@b.org")));
    assertThat(shown(map, Value.json(List.of("a@b.org")))).isEqualTo(guests);
    assertThat(stored(map, guests)).isEqualTo(Value.json(List.of("a@b.org")));
  }

  @Test
  void aComputedFieldSeesWhatEnrichingAddedAndIsNeverWritten() {
    FieldMap map =
        map(
            null,
            new MappedField(
                "f", Form.TEXT, Direction.TO_GOOGLE, new MappedField.FromExpression("with ")));
    Row row = new Row("1", Map.of());
    assertThat(map.toFields(row, Map.of("x", "Anna")).get("f"))
        .isEqualTo(new Value.Text("with Anna"));
    assertThat(map.toColumns(Fields.of("f", new Value.Text("y")))).isEmpty();
  }

  @Test
  void theBaseAfterTakingIsWhatTheColumnWillShow() {
    FieldMap map = map(null, field(Form.CELL, "integer", false));
    assertThat(map.asWritten(Fields.of("f", new Value.Text("12"))))
        .isEqualTo(Fields.of("f", Value.whole(12)));
  }

  @Test
  void aCellComesInByItsColumnAndGoesOutTyped() {
    FieldMap map = map(BERLIN, field(Form.CELL, "timestamp with time zone", false));
    Value serial = Value.decimal("46270.75");
    Value instant = Value.instant(Instant.parse("2026-09-05T16:00:00Z"));
    assertThat(stored(map, serial)).isEqualTo(instant);
    assertThat(shown(map, instant)).isEqualTo(instant);
    assertThat(map.asWritten(Fields.of("f", serial))).isEqualTo(Fields.of("f", instant));
    assertThatThrownBy(() -> stored(map, new Value.Text("#N/A")))
        .isInstanceOf(ConversionException.class)
        .hasMessage(
            "sync 's': field 'f', column \"c\" (timestamp with time zone): the cell shows the error '#N/A'");
  }

  @Test
  void theZoneOfASpreadsheetMayBecomeKnownLater() {
    AtomicReference<@Nullable ZoneId> zone = new AtomicReference<>();
    FieldMap map =
        new FieldMap(
            "s",
            List.of(field(Form.CELL, "timestamp with time zone", false)),
            zone::get,
            (template, row) -> "");
    assertThatThrownBy(() -> stored(map, Value.decimal("46270.75")))
        .hasMessageContaining("the spreadsheet's time zone, which is not known yet");
    zone.set(BERLIN);
    assertThat(stored(map, Value.decimal("46270.75")))
        .isEqualTo(Value.instant(Instant.parse("2026-09-05T16:00:00Z")));
  }

  private static Value answered(FieldMap map, Value value) {
    return map.asAnswered(Fields.of("f", value)).get("f");
  }

  @Test
  void whatIsAnsweredIsOfTheRowsOwnType() {
    FieldMap local = map(BERLIN, field(Form.MOMENT, "timestamp without time zone", false));
    Value ten = Value.instant(Instant.parse("2026-12-24T10:00:00Z"));
    for (String iso :
        List.of("2026-12-24T10:00:00Z", "2026-12-24T11:00+01:00", "2026-12-24 11:00")) {
      assertThat(answered(local, new Value.Text(iso))).as(iso).isEqualTo(ten);
    }
    assertThat(answered(local, ten)).isEqualTo(ten);
    Value midnight = Value.instant(Instant.parse("2026-12-23T23:00:00Z"));
    assertThat(answered(local, new Value.Text("2026-12-24"))).isEqualTo(midnight);
    assertThat(answered(local, Value.NULL)).isEqualTo(Value.NULL);

    FieldMap zoned = map(BERLIN, field(Form.MOMENT, "timestamp with time zone", false));
    assertThat(answered(zoned, new Value.Text("2026-12-24T11:00"))).isEqualTo(ten);
    assertThat(answered(zoned, new Value.Text("2026-12-24"))).isEqualTo(midnight);
    FieldMap days = map(BERLIN, field(Form.MOMENT, "date", false));
    assertThat(answered(days, new Value.Text("2026-12-24")))
        .isEqualTo(new Value.Date(LocalDate.of(2026, 12, 24)));
    FieldMap number = map(null, field(Form.CELL, "integer", false));
    assertThat(answered(number, new Value.Text("12"))).isEqualTo(Value.whole(12));
  }

  @Test
  void whatIsAnsweredForACellIsReadByTheSpreadsheetsZone() {
    FieldMap local = map(BERLIN, field(Form.CELL, "timestamp without time zone", false));
    Value eleven = new Value.DateTime(LocalDateTime.of(2026, 12, 24, 11, 0));
    assertThat(answered(local, new Value.Text("2026-12-24T10:00:00Z"))).isEqualTo(eleven);
    assertThat(answered(local, eleven)).isEqualTo(eleven);
    FieldMap zoned = map(BERLIN, field(Form.CELL, "timestamp with time zone", false));
    assertThat(answered(zoned, eleven))
        .isEqualTo(Value.instant(Instant.parse("2026-12-24T10:00:00Z")));
    assertThat(answered(zoned, new Value.Date(LocalDate.of(2026, 12, 24))))
        .isEqualTo(Value.instant(Instant.parse("2026-12-23T23:00:00Z")));
  }

  @Test
  void whatIsAnsweredAndDoesNotFitIsNamed() {
    FieldMap local = map(BERLIN, field(Form.MOMENT, "timestamp without time zone", false));
    assertThatThrownBy(() -> answered(local, new Value.Text("soon")))
        .isInstanceOf(ConversionException.class)
        .hasMessage(
            "sync 's': field 'f', column \"c\" (timestamp without time zone): 'soon' does not fit timestamp without time zone");
    assertThatThrownBy(
            () -> answered(map(null, field(Form.CELL, "integer", false)), new Value.Text("many")))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining("'many' does not fit integer");
  }
}

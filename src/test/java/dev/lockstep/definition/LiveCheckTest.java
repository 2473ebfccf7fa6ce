package dev.lockstep.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.Column.Identity;
import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.TableShape;
import dev.lockstep.mapping.TableShape.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveCheckTest {

  private static final TableShape APPOINTMENTS =
      table(
          Kind.TABLE,
          List.of("id"),
          new Column("id", "bigint", ColumnType.of("bigint"), true, false, Identity.ALWAYS, false),
          column("trainer_id", "bigint"),
          column("pharmacy_name", "text"),
          column("address", "text"),
          column("starts_at", "timestamp with time zone"),
          column("ends_at", "timestamp with time zone"),
          column("notes", "text"),
          column("status", "text"),
          column("updated_at", "timestamp with time zone"));

  private static Column column(String name, String type) {
    return new Column(name, type, ColumnType.of(type), false, false, Identity.NONE, false);
  }

  private static TableShape table(Kind kind, List<String> key, Column... columns) {
    return new TableShape("public", "appointments", kind, List.of(columns), key, List.of(), false);
  }

  private static TableShape with(Column changed) {
    List<Column> columns = new ArrayList<>(APPOINTMENTS.columns());
    columns.removeIf(column -> column.name().equals(changed.name()));
    columns.add(changed);
    return table(Kind.TABLE, List.of("id"), columns.toArray(Column[]::new));
  }

  private static LoadedDefinitions check(
      TableShape table, @Nullable String predicateProblem, UnaryOperator<String> edit) {
    return Definitions.check(
        Definitions.parse(Map.of("a.yaml", edit.apply(Samples.APPOINTMENTS))),
        catalog(table, predicateProblem));
  }

  private static Catalog catalog(TableShape table, @Nullable String predicateProblem) {
    return new Catalog() {
      @Override
      public Optional<TableShape> table(String name) {
        return name.equals("appointments") || name.equals("public.appointments")
            ? Optional.of(table)
            : Optional.empty();
      }

      @Override
      public List<String> tableNames() {
        return List.of("appointments", "trainers");
      }

      @Override
      public boolean isForeignKey(TableShape table, String column) {
        return column.equals("supplier");
      }

      @Override
      public @Nullable String predicateProblem(TableShape shape, String predicate) {
        return predicateProblem;
      }
    };
  }

  private static List<String> faults(TableShape table, UnaryOperator<String> edit) {
    return check(table, null, edit).faults().stream().map(Fault::toString).toList();
  }

  private static List<String> faults(TableShape table) {
    return faults(table, UnaryOperator.identity());
  }

  @Test
  void theExampleFitsItsTable() {
    assertThat(faults(APPOINTMENTS)).isEmpty();
  }

  @Test
  void ofTwoWithOneTargetTheOneThatTheTableRefusesStopsAlone() {
    LoadedDefinitions loaded =
        Definitions.check(
            Definitions.parse(
                Map.of(
                    "a.yaml",
                    Samples.APPOINTMENTS,
                    "b.yaml",
                    Samples.APPOINTMENTS
                        .replace("sync: appointments", "sync: broken")
                        .replace("column: address", "column: adress"))),
            catalog(APPOINTMENTS, null));
    assertThat(loaded.valid()).extracting(SyncDefinition::name).containsExactly("appointments");
    assertThat(loaded.invalid())
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.faults())
                    .extracting(Fault::message)
                    .contains("unknown column 'adress'"));
  }

  @Test
  void thePrimaryKeyIsTheKeyWhereNoneIsNamed() {
    LoadedDefinitions loaded =
        check(APPOINTMENTS, null, text -> text.replaceAll("  key: id.*\n", ""));
    assertThat(loaded.valid().getFirst().source().key()).containsExactly("id");
  }

  @Test
  void anUnknownColumnNamesTheNearest() {
    assertThat(faults(APPOINTMENTS, text -> text.replace("column: address", "column: adress")))
        .containsExactly(
            "a.yaml:17:23: sync 'appointments': unknown column 'adress': did you mean 'address'?");
  }

  @Test
  void anUnknownTableNamesTheNearest() {
    assertThat(
            faults(APPOINTMENTS, text -> text.replace("table: appointments", "table: apointments")))
        .containsExactly(
            "a.yaml:4:10: sync 'appointments': unknown table 'apointments': did you mean 'appointments'?");
    assertThat(
            faults(
                APPOINTMENTS,
                text -> text.replace("table: appointments", "table: public.Appointments")))
        .containsExactly(
            "a.yaml:4:10: sync 'appointments': unknown table 'public.Appointments': did you mean 'appointments'?");
  }

  @Test
  void aViewIsPolledAndNotWritten() {
    TableShape view = table(Kind.VIEW, List.of(), APPOINTMENTS.columns().toArray(Column[]::new));
    assertThat(faults(view))
        .containsExactly(
            "a.yaml:9:12: sync 'appointments': public.appointments is a view: no trigger can tell when it changes: write capture: poll",
            "a.yaml:18:10: sync 'appointments': field 'start' flows from Google, but public.appointments is a view and is not written: give it direction: to-google",
            "a.yaml:19:8: sync 'appointments': field 'end' flows from Google, but public.appointments is a view and is not written: give it direction: to-google");
    assertThat(
            faults(
                view,
                text ->
                    text.replace("trigger  ", "poll  ")
                        .replace("direction: both", "direction: to-google")))
        .isEmpty();
  }

  @Test
  void aTableFedByReplicationIsPolled() {
    TableShape fed =
        new TableShape(
            "public",
            "appointments",
            Kind.TABLE,
            APPOINTMENTS.columns(),
            List.of("id"),
            List.of(),
            true);
    assertThat(faults(fed))
        .singleElement()
        .asString()
        .contains("logical replication")
        .endsWith("write capture: poll");
  }

  @Test
  void aKeyIsNotNullAndUnique() {
    TableShape keyless =
        table(Kind.TABLE, List.of(), APPOINTMENTS.columns().toArray(Column[]::new));
    assertThat(faults(keyless))
        .containsExactly(
            "a.yaml:5:8: sync 'appointments': key id is not unique in public.appointments: it needs a primary key or a unique index");
    assertThat(faults(keyless, text -> text.replaceAll("  key: id.*\n", "")))
        .singleElement()
        .asString()
        .endsWith("has no primary key: name its unique columns in source.key");
    assertThat(faults(APPOINTMENTS, text -> text.replace("key: id ", "key: [id, notes] ")))
        .singleElement()
        .asString()
        .contains("key column 'notes' may be NULL");
  }

  @Test
  void modifiedIsATimestamp() {
    assertThat(
            faults(APPOINTMENTS, text -> text.replace("modified: updated_at", "modified: notes")))
        .containsExactly(
            "a.yaml:8:13: sync 'appointments': column 'notes' is text, but modified must be a timestamp");
  }

  @Test
  void whatTheDatabaseSaysOfAPredicateIsPassedOn() {
    assertThat(check(APPOINTMENTS, "f(text) is not immutable", UnaryOperator.identity()).faults())
        .extracting(Fault::message)
        .containsExactly("where cannot be used: f(text) is not immutable");
  }

  @Test
  void aTimestampWithoutZoneNeedsOne() {
    TableShape local = with(column("starts_at", "timestamp without time zone"));
    assertThat(faults(local)).isEmpty();
    assertThat(faults(local, text -> text.replaceAll("  timeZone:.*\n", "")))
        .singleElement()
        .asString()
        .contains("column 'starts_at' has no time zone");
  }

  @Test
  void anEventIsAllDayOrTimed() {
    assertThat(faults(with(column("starts_at", "date"))))
        .singleElement()
        .asString()
        .contains("an event is either all-day or timed");
    assertThat(faults(with(column("starts_at", "text"))))
        .singleElement()
        .asString()
        .contains("'start' needs a date or timestamp, but column 'starts_at' is text");
  }

  @Test
  void aGeneratedColumnDoesNotFlowFromGoogle() {
    Column generated =
        new Column(
            "ends_at",
            "timestamp with time zone",
            ColumnType.of("timestamp with time zone"),
            false,
            true,
            Identity.NONE,
            true);
    assertThat(faults(with(generated)))
        .singleElement()
        .asString()
        .contains("field 'end' flows from Google, but column 'ends_at' is generated always");
  }

  @Test
  void aRowFromGoogleNeedsEveryColumnThatHasNoDefault() {
    Column needed =
        new Column("status", "text", ColumnType.of("text"), true, false, Identity.NONE, false);
    UnaryOperator<String> inserting =
        text -> text.replace("googleCreate: ignore", "googleCreate: insert");
    assertThat(faults(with(needed))).isEmpty();
    assertThat(faults(with(needed), inserting))
        .containsExactly(
            "a.yaml:27:17: sync 'appointments': column 'status' is NOT NULL without a default, so a row from Google cannot be inserted: map it to a field that flows from Google, or give it a default");
  }

  @Test
  void anExpressionNamesColumnsUnlessSomethingEnrichesTheRow() {
    assertThat(faults(APPOINTMENTS, text -> text.replaceAll("enrich:.*\n", "")))
        .singleElement()
        .asString()
        .contains("unknown column 'trainer' in the expression");
  }
}

package dev.lockstep.definition;

import dev.lockstep.core.Policies;
import dev.lockstep.definition.SyncDefinition.CalendarChoice;
import dev.lockstep.definition.SyncDefinition.CalendarTarget;
import dev.lockstep.definition.SyncDefinition.Capture;
import dev.lockstep.definition.SyncDefinition.Field;
import dev.lockstep.definition.SyncDefinition.FieldSource;
import dev.lockstep.definition.SyncDefinition.SheetTarget;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.ColumnType.Kind;
import dev.lockstep.mapping.KeyCells;
import dev.lockstep.mapping.TableShape;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules that one definition must keep towards the live table. */
final class LiveCheck {

  private final SyncDefinition sync;
  private final TableShape table;
  private final Positions positions;
  private final Faults faults;

  private LiveCheck(SyncDefinition sync, TableShape table, Positions positions, Faults faults) {
    this.sync = sync;
    this.table = table;
    this.positions = positions;
    this.faults = faults;
  }

  /** The definition with what the live table adds to it: the primary key where none is named. */
  static SyncDefinition check(
      SyncDefinition sync,
      @Nullable LoadedTemplates templates,
      Catalog catalog,
      Positions positions,
      Faults faults) {
    Optional<TableShape> found = catalog.table(sync.source().table());
    if (found.isEmpty()) {
      faults.add(
          positions.of("source.table"),
          "unknown table '%s'".formatted(sync.source().table()),
          Nearest.suggestion(sync.source().table(), catalog.tableNames()));
      return sync;
    }
    LiveCheck check = new LiveCheck(sync, found.get(), positions, faults);
    SyncDefinition keyed =
        sync.source().key().isEmpty() ? sync.withKey(found.get().primaryKey()) : sync;
    check.capture();
    check.key(keyed.source().key());
    check.sourceColumns(catalog);
    check.fields(keyed.source().key());
    check.insertable(keyed.source().key());
    if (templates != null && sync.target() instanceof SheetTarget sheet) {
      Optional.ofNullable(sheet.template())
          .flatMap(templates::find)
          .ifPresent(template -> check.template(template, catalog));
    }
    return keyed;
  }

  private void capture() {
    if (sync.source().capture() == Capture.POLL) {
      return;
    }
    if (!table.kind().takesTriggers()) {
      fault(
          "source.capture",
          "%s is a %s: no trigger can tell when it changes"
              .formatted(table.qualifiedName(), Words.dashed(table.kind()).replace('-', ' ')),
          "write capture: poll");
    } else if (table.fedByReplication()) {
      fault(
          "source.capture",
          "%s is fed by logical replication, which triggers do not reliably see"
              .formatted(table.qualifiedName()),
          "write capture: poll");
    }
  }

  private void key(List<String> key) {
    if (key.isEmpty()) {
      fault(
          "source",
          "%s has no primary key".formatted(table.qualifiedName()),
          "name its unique columns in source.key");
      return;
    }
    List<Column> columns =
        key.stream().flatMap(name -> column("source.key", name).stream()).toList();
    // A view's columns have neither constraint; its rows are checked as they are read.
    if (columns.size() < key.size() || !table.kind().takesTriggers()) {
      return;
    }
    columns.stream()
        .filter(column -> !column.notNull())
        .forEach(
            column ->
                fault(
                    "source.key",
                    "key column '%s' may be NULL".formatted(column.name()),
                    "ALTER TABLE … ALTER COLUMN %s SET NOT NULL".formatted(column.name())));
    boolean isUnique =
        Stream.concat(Stream.of(table.primaryKey()), table.uniqueKeys().stream())
            .anyMatch(unique -> !unique.isEmpty() && key.containsAll(unique));
    if (!isUnique) {
      fault(
          "source.key",
          "key %s is not unique in %s".formatted(String.join(", ", key), table.qualifiedName()),
          "it needs a primary key or a unique index");
    }
  }

  private void sourceColumns(Catalog catalog) {
    SyncDefinition.Source source = sync.source();
    if (source.account() != null) {
      column("source.account", source.account());
    }
    if (source.modified() != null) {
      column("source.modified", source.modified())
          .filter(column -> !isTimestamp(column))
          .ifPresent(
              column ->
                  fault(
                      "source.modified",
                      "column '%s' is %s, but modified must be a timestamp"
                          .formatted(column.name(), column.typeName()),
                      null));
    }
    if (sync.target() instanceof CalendarTarget calendar
        && calendar.calendar() instanceof CalendarChoice.FromColumn from) {
      column("target.calendar.column", from.column());
    }
    if (source.where() != null) {
      String problem = catalog.predicateProblem(table, source.where());
      if (problem != null) {
        fault("source.where", "where cannot be used: " + problem, null);
      }
    }
  }

  private static boolean isTimestamp(Column column) {
    return column.type().kind() == Kind.TIMESTAMP || column.type().kind() == Kind.TIMESTAMPTZ;
  }

  private void fields(List<String> key) {
    for (Field field : sync.fields()) {
      switch (field.from()) {
        case FieldSource.Column from ->
            column(path(field), from.column()).ifPresent(column -> field(field, column, key));
        case FieldSource.Computed from -> computed(field, from);
      }
    }
    if (sync.target() instanceof CalendarTarget) {
      oneKindOfMoment();
    }
    if (sync.target() instanceof SheetTarget) {
      sheetShowsKey(key);
    }
  }

  private String path(Field field) {
    String inBlock = "fields." + field.name() + ".column";
    return positions.byPath().containsKey(inBlock) ? inBlock : "fields." + field.name();
  }

  private void field(Field field, Column column, List<String> key) {
    if (field.direction().fromGoogle()) {
      writable(field, column, key);
    }
    if (!(sync.target() instanceof CalendarTarget calendar)) {
      return;
    }
    Kind kind = column.type().kind();
    switch (calendar.form(field.name())) {
      case MOMENT -> {
        if (!kind.isMoment()) {
          fault(
              path(field),
              "'%s' needs a date or timestamp, but column '%s' is %s"
                  .formatted(field.name(), column.name(), column.typeName()),
              null);
        } else if (kind == Kind.TIMESTAMP && calendar.timeZone() == null) {
          fault(
              path(field),
              "column '%s' has no time zone".formatted(column.name()),
              "name one in target.timeZone");
        }
      }
      case GUESTS -> {
        if (kind != Kind.JSON && kind != Kind.ARRAY) {
          fault(
              path(field),
              "'%s' needs json or text[], but column '%s' is %s"
                  .formatted(field.name(), column.name(), column.typeName()),
              null);
        }
      }
      case JSON -> {
        if (kind != Kind.JSON) {
          fault(
              path(field),
              "'%s' needs json, but column '%s' is %s"
                  .formatted(field.name(), column.name(), column.typeName()),
              null);
        }
      }
      case TEXT, CELL, EXACT -> {}
    }
  }

  private void writable(Field field, Column column, List<String> key) {
    if (table.kind() == TableShape.Kind.VIEW || table.kind() == TableShape.Kind.MATERIALIZED_VIEW) {
      fault(
          path(field),
          "field '%s' flows from Google, but %s is a view and is not written"
              .formatted(field.name(), table.qualifiedName()),
          "give it direction: to-google");
    } else if (!takesValues(column, key)) {
      fault(
          path(field),
          "field '%s' flows from Google, but column '%s' is generated always"
              .formatted(field.name(), column.name()),
          "give it direction: to-google");
    } else if (key.contains(column.name()) && sync.target() instanceof CalendarTarget) {
      fault(
          path(field),
          "field '%s' flows from Google, but column '%s' is part of the key"
              .formatted(field.name(), column.name()),
          "give it direction: to-google");
    }
  }

  /** A new row of a sheet may name its key where the column would draw one. */
  private boolean takesValues(Column column, List<String> key) {
    return sync.target() instanceof SheetTarget && key.contains(column.name())
        ? !column.generated()
        : column.isWritable();
  }

  private void computed(Field field, FieldSource.Computed from) {
    // What an enrich route adds is known only when it runs.
    if (sync.enrich() != null) {
      return;
    }
    for (String name : Template.entries(from.expression())) {
      if (table.column(name).isEmpty()) {
        fault(
            "fields." + field.name() + ".value",
            "unknown column '%s' in the expression".formatted(name),
            Nearest.suggestion(name, table.columnNames()));
      }
    }
  }

  private void oneKindOfMoment() {
    Optional<Column> start = momentColumn("start");
    Optional<Column> end = momentColumn("end");
    if (start.isPresent()
        && end.isPresent()
        && (start.get().type().kind() == Kind.DATE) != (end.get().type().kind() == Kind.DATE)) {
      fault(
          "fields.end",
          "column '%s' is %s but column '%s' is %s"
              .formatted(
                  start.get().name(),
                  start.get().typeName(),
                  end.get().name(),
                  end.get().typeName()),
          "an event is either all-day or timed: both columns date, or neither");
    }
  }

  private Optional<Column> momentColumn(String field) {
    return sync.field(field)
        .map(Field::from)
        .filter(FieldSource.Column.class::isInstance)
        .flatMap(from -> table.column(((FieldSource.Column) from).column()))
        .filter(column -> column.type().kind().isMoment());
  }

  /** A sheet's rows are known by the cells of their key. */
  private void sheetShowsKey(List<String> key) {
    for (String name : key) {
      table
          .column(name)
          .ifPresent(
              column ->
                  sync.fields().stream()
                      .filter(field -> field.from().equals(new FieldSource.Column(name)))
                      .min(Comparator.comparing(field -> !field.direction().fromGoogle()))
                      .ifPresentOrElse(
                          field -> keyField(field, column),
                          () ->
                              fault(
                                  "fields",
                                  "the sheet does not show the key column '%s'".formatted(name),
                                  "map it to a field")));
    }
  }

  private void keyField(Field field, Column column) {
    if (!KeyCells.canHold(column.type())) {
      fault(
          path(field),
          "the key column '%s' is %s, and a cell does not tell every two of its values apart"
              .formatted(column.name(), column.typeName()),
          "name another unique column in source.key");
    }
    if (sync.direction().toGoogle() && !field.direction().toGoogle()) {
      fault(
          path(field),
          "field '%s' shows the key column '%s' but does not flow to Google, so a new row would have no key there"
              .formatted(field.name(), column.name()),
          "give it direction: both");
    }
    if (inserts() && !field.direction().fromGoogle()) {
      fault(
          path(field),
          "field '%s' shows the key column '%s' but does not flow from Google, so the key of a new row would not be taken"
              .formatted(field.name(), column.name()),
          "give it direction: both");
    }
  }

  private boolean inserts() {
    return sync.policies().googleCreate() == Policies.GoogleCreate.INSERT;
  }

  private void insertable(List<String> key) {
    if (!inserts()) {
      return;
    }
    Set<String> given = new HashSet<>();
    for (Field field : sync.fields()) {
      if (field.direction().fromGoogle() && field.from() instanceof FieldSource.Column from) {
        given.add(from.column());
      }
    }
    if (sync.source().account() != null) {
      given.add(sync.source().account());
    }
    if (sync.target() instanceof CalendarTarget calendar
        && calendar.calendar() instanceof CalendarChoice.FromColumn from) {
      given.add(from.column());
    }
    for (Column column : table.columns()) {
      if (column.mustBeGiven() && !given.contains(column.name())) {
        fault(
            "policies.googleCreate",
            "column '%s' is NOT NULL without a default, so a row from Google cannot be inserted"
                .formatted(column.name()),
            key.contains(column.name())
                ? "let it draw its value: identity, or a default"
                : "map it to a field that flows from Google, or give it a default");
      }
    }
  }

  /** What a template's validations ask of the columns. */
  private void template(SheetTemplate template, Catalog catalog) {
    for (Field field : sync.fields()) {
      template
          .column(field.name())
          .map(SheetTemplate.ColumnLayout::validation)
          .flatMap(validation -> missing(validation.allowed(), field, catalog))
          .ifPresent(
              missing ->
                  fault(
                      "target.template",
                      "template '%s' validates '%s' by %s"
                          .formatted(template.name(), field.name(), missing),
                      null));
    }
  }

  private Optional<String> missing(SheetTemplate.Allowed allowed, Field field, Catalog catalog) {
    Optional<Column> column =
        field.from() instanceof FieldSource.Column from
            ? table.column(from.column())
            : Optional.empty();
    Optional<Kind> kind = column.map(c -> c.type().kind());
    return switch (allowed) {
      case SheetTemplate.Allowed.EnumLabels e ->
          unless(kind.equals(Optional.of(Kind.ENUM)), "an enum, which its column is not");
      case SheetTemplate.Allowed.Checkbox c ->
          unless(kind.equals(Optional.of(Kind.BOOL)), "a checkbox, but its column is not boolean");
      case SheetTemplate.Allowed.ReferencedKeys r ->
          unless(
              column.filter(c -> catalog.isForeignKey(table, c.name())).isPresent(),
              "a foreign key, which its column is not");
      case SheetTemplate.Allowed.Values v -> Optional.empty();
      case SheetTemplate.Allowed.Numbers n -> Optional.empty();
      case SheetTemplate.Allowed.Dates d -> Optional.empty();
    };
  }

  private static Optional<String> unless(boolean holds, String missing) {
    return holds ? Optional.empty() : Optional.of(missing);
  }

  private Optional<Column> column(String path, String name) {
    Optional<Column> column = table.column(name);
    if (column.isEmpty()) {
      fault(
          path,
          "unknown column '%s'".formatted(name),
          Nearest.suggestion(name, table.columnNames()));
    }
    return column;
  }

  private void fault(String path, String message, @Nullable String suggestion) {
    faults.add(positions.of(path), message, suggestion);
  }
}

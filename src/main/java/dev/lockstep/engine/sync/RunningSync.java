package dev.lockstep.engine.sync;

import dev.lockstep.core.ConflictPolicy;
import dev.lockstep.core.FieldRule;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Rules;
import dev.lockstep.core.Value;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.Expression;
import dev.lockstep.mapping.FieldMap;
import dev.lockstep.mapping.KeyText;
import dev.lockstep.mapping.MappedField;
import dev.lockstep.mapping.Row;
import dev.lockstep.mapping.TableShape;
import dev.lockstep.source.ColumnRange;
import dev.lockstep.source.FoldTarget;
import dev.lockstep.source.Identifiers;
import dev.lockstep.source.Place;
import dev.lockstep.source.SourceTable;
import dev.lockstep.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A sync as the passes see it.
 *
 * @param source the table with key and predicate
 * @param fieldMap every field, computed ones too
 * @param columnMap only fields that a column holds: what can be told without enriching
 * @param conflictRoutes by field: the route that decides its conflicts
 */
public record RunningSync(
    SyncDefinition definition,
    SourceTable source,
    FieldMap fieldMap,
    FieldMap columnMap,
    Target target,
    Map<String, String> conflictRoutes) {

  /** The field of a calendar that says when a record is; window and first sending look at it. */
  public static final String START = "start";

  private static final Duration CLOCKS_PUT_BACK = Duration.ofHours(2);

  private static final List<String> WHEN = List.of("start", "end");

  public static RunningSync of(
      SyncDefinition definition, TableShape table, Expression expression, Target target) {
    Map<String, String> routes =
        definition.fields().stream()
            .filter(field -> field.conflict() instanceof SyncDefinition.ConflictChoice.Route)
            .collect(
                Collectors.toMap(
                    SyncDefinition.Field::name,
                    field -> ((SyncDefinition.ConflictChoice.Route) field.conflict()).uri()));
    List<String> key =
        definition.source().key().isEmpty() ? table.primaryKey() : definition.source().key();
    FieldMap fieldMap = definition.fieldMap(table, expression, () -> target.zone());
    return new RunningSync(
        definition,
        new SourceTable(table, key, definition.source().where()),
        fieldMap,
        columnsOf(fieldMap),
        target,
        routes);
  }

  private static FieldMap columnsOf(FieldMap map) {
    return new FieldMap(
        map.sync(),
        map.fields().stream()
            .filter(field -> field.from() instanceof MappedField.FromColumn)
            .toList(),
        map.zone(),
        map.expression());
  }

  public String name() {
    return definition.name();
  }

  /** The rules of the core, as of now. */
  public Rules rules(Instant now) {
    Window window = new Window(definition.timing().past(), definition.timing().future());
    return new Rules(
        definition.fields().stream().map(this::rule).toList(),
        definition.policies(),
        target::normalise,
        target::refusal,
        fields -> window.excludes(fields, now));
  }

  private FieldRule rule(SyncDefinition.Field field) {
    ConflictPolicy conflict =
        switch (field.conflict()) {
          case SyncDefinition.ConflictChoice.BuiltIn builtIn -> builtIn.policy();
          case SyncDefinition.ConflictChoice.Route route -> ConflictPolicy.MANUAL;
        };
    boolean isWhen = isCalendar() && WHEN.contains(field.name());
    return new FieldRule(field.name(), field.direction(), conflict, isWhen ? "when" : field.name());
  }

  public boolean isCalendar() {
    return definition.target() instanceof SyncDefinition.CalendarTarget;
  }

  /** When the record starts, days at midnight UTC; null where it has no start. */
  public static @Nullable Instant start(Fields fields) {
    return switch (fields.get(START)) {
      case Value.Instant at -> at.instant();
      case Value.Date day -> midnight(day.date());
      default -> null;
    };
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Whether the record counts as absent for want of a start (PROTOCOL 3.5). */
  public boolean lacksStart(Fields fields) {
    return isCalendar() && fields.has(START) && fields.get(START).isNull();
  }

  /** Where the row belongs now; null where it names no account. */
  public @Nullable PartitionKey home(Row row) {
    String account = account(row);
    String calendar = calendar(row);
    return account == null || calendar == null ? null : new PartitionKey(name(), account, calendar);
  }

  private @Nullable String account(Row row) {
    String column = definition.source().account();
    return column == null ? fixedAccount() : text(row, column);
  }

  private @Nullable String calendar(Row row) {
    return definition.target() instanceof SyncDefinition.CalendarTarget calendar
            && calendar.calendar() instanceof SyncDefinition.CalendarChoice.FromColumn from
        ? text(row, from.column())
        : fixedCalendar();
  }

  private @Nullable String text(Row row, String column) {
    return source
        .shape()
        .column(column)
        .map(
            (Column c) -> {
              Value value = row.get(column);
              return value.isNull() ? null : c.write(value);
            })
        .orElse(null);
  }

  /** What a row made for this partition has in the columns that name account and calendar. */
  public Map<String, Value> ownerColumns(PartitionKey partition) {
    Map<String, Value> columns = new LinkedHashMap<>();
    String account = definition.source().account();
    if (account != null) {
      columns.put(account, read(account, partition.account()));
    }
    if (definition.target() instanceof SyncDefinition.CalendarTarget calendar
        && calendar.calendar() instanceof SyncDefinition.CalendarChoice.FromColumn from) {
      columns.put(from.column(), read(from.column(), partition.calendar()));
    }
    return columns;
  }

  /** The columns of a record's key. */
  public Map<String, Value> keyColumns(String key) {
    List<String> parts = KeyText.parse(key, source.key().size());
    Map<String, Value> columns = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      columns.put(source.key().get(i), read(source.key().get(i), parts.get(i)));
    }
    return columns;
  }

  private Value read(String column, String text) {
    return source.shape().column(column).map(c -> c.read(text)).orElse(Value.NULL);
  }

  /** The rows that belong to one partition only. */
  public SourceTable sourceOf(PartitionKey partition) {
    StringBuilder where = new StringBuilder();
    if (source.where() != null) {
      where.append('(').append(source.where()).append(") AND ");
    }
    ownerColumns(partition)
        .forEach(
            (column, value) ->
                where
                    .append(Identifiers.quote(column))
                    .append("::text = ")
                    .append(Identifiers.constant(text(column, value)))
                    .append(" AND "));
    where.append("TRUE");
    return new SourceTable(source.shape(), source.key(), where.toString());
  }

  private String text(String column, Value value) {
    return source.shape().column(column).map(c -> c.write(value)).orElse("");
  }

  /** Whether any field flows from Google. */
  public boolean takesFromGoogle() {
    return definition.fields().stream().anyMatch(field -> field.direction().fromGoogle());
  }

  /**
   * The rows that start after the one moment and until the other; where columns have no zone, an
   * hour or two more, for clocks are put back. Empty where no column tells the start.
   */
  public Optional<ColumnRange> startingBetween(Instant after, Instant until) {
    return columnMap.fields().stream()
        .filter(field -> field.name().equals(START))
        .map(field -> ((MappedField.FromColumn) field.from()).column())
        .findFirst()
        .map(
            column ->
                new ColumnRange(column.name(), bound(column, after, -1), bound(column, until, 1)));
  }

  private String bound(Column column, Instant at, int widening) {
    return switch (column.type().kind()) {
      case DATE -> at.atZone(ZoneOffset.UTC).toLocalDate().toString();
      case TIMESTAMP ->
          at.plus(CLOCKS_PUT_BACK.multipliedBy(widening))
              .atZone(Objects.requireNonNull(fieldMap.zone().get()))
              .toLocalDateTime()
              .toString();
      default -> at.toString();
    };
  }

  /** Where a row names its account, as the fold looks for it. */
  public FoldTarget foldTarget() {
    String account = definition.source().account();
    String fixed = fixedAccount();
    return new FoldTarget(
        name(),
        source,
        account != null ? new Place.OfColumn(account) : new Place.Fixed(fixed == null ? "" : fixed),
        calendarPlace(),
        definition.timing().debounce());
  }

  private Place calendarPlace() {
    return definition.target() instanceof SyncDefinition.CalendarTarget calendar
            && calendar.calendar() instanceof SyncDefinition.CalendarChoice.FromColumn from
        ? new Place.OfColumn(from.column())
        : new Place.Fixed(fixedCalendar());
  }

  /** The calendar, tab or feed that every row shares; `primary` until an owner has chosen. */
  public String fixedCalendar() {
    return switch (definition.target()) {
      case SyncDefinition.CalendarTarget calendar ->
          calendar.calendar() instanceof SyncDefinition.CalendarChoice.Fixed fixed
              ? fixed.calendarId()
              : "primary";
      case SyncDefinition.SheetTarget sheet -> sheet.tab();
      case SyncDefinition.FeedTarget feed -> feed.feed();
    };
  }

  /** The account that the target names, null where each row names its own. */
  public @Nullable String fixedAccount() {
    return switch (definition.target()) {
      case SyncDefinition.CalendarTarget calendar -> calendar.account();
      case SyncDefinition.SheetTarget sheet -> sheet.account();
      case SyncDefinition.FeedTarget feed -> "";
    };
  }

  /** When the row says it changed, null where the definition names no column for it. */
  public @Nullable Instant modified(Row row) {
    String column = definition.source().modified();
    return column == null
        ? null
        : switch (row.get(column)) {
          case Value.Instant at -> at.instant();
          case Value.DateTime at -> at.dateTime().atZone(zone()).toInstant();
          default -> null;
        };
  }

  private ZoneId zone() {
    return definition.target() instanceof SyncDefinition.CalendarTarget calendar
            && calendar.timeZone() != null
        ? ZoneId.of(calendar.timeZone())
        : ZoneOffset.UTC;
  }
}

package dev.lockstep.mapping;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row's columns as a target's fields and back, for one sync.
 *
 * @param sync for messages
 * @param zone what columns without a zone mean where a moment is wanted, or the zone in which a
 *     spreadsheet shows instants; gives null where there is none, or none is known yet
 */
public record FieldMap(
    String sync, List<MappedField> fields, Supplier<@Nullable ZoneId> zone, Expression expression) {

  public FieldMap {
    fields = List.copyOf(fields);
  }

  /**
   * The row as the target's fields, in the definition's order, those that only flow from Google
   * too.
   *
   * @param enriched what enriching added, by name; for expressions only
   * @throws ConversionException naming sync, field and value
   */
  public Fields toFields(Row row, Map<String, ? extends @Nullable Object> enriched) {
    Map<String, @Nullable Object> objects = new LinkedHashMap<>(row.objects());
    objects.putAll(enriched);
    Map<String, Value> values = new LinkedHashMap<>();
    for (MappedField field : fields) {
      values.put(
          field.name(),
          switch (field.from()) {
            case MappedField.FromColumn from -> shown(field, from.column(), row);
            case MappedField.FromExpression from -> computed(field, from.template(), objects);
          });
    }
    return new Fields(values);
  }

  private Value shown(MappedField field, Column column, Row row) {
    try {
      return outward(field.form(), row.get(column.name()));
    } catch (ConversionException e) {
      throw faulty(field, column, e);
    }
  }

  private Value outward(MappedField.Form form, Value value) {
    if (isBlank(form, value)) {
      return Value.NULL;
    }
    return switch (form) {
      case CELL, EXACT -> value;
      case TEXT -> new Value.Text(Rendering.of(value));
      case MOMENT -> moment(value);
      case GUESTS -> guests(value);
      case JSON -> ColumnType.of("jsonb").coerce(value);
    };
  }

  private static boolean isBlank(MappedField.Form form, Value value) {
    return value.isNull() || isEmpty(value) && form != MappedField.Form.EXACT;
  }

  private static boolean isEmpty(Value value) {
    return value instanceof Value.Text text && text.text().isEmpty();
  }

  private Value moment(Value value) {
    return switch (value) {
      case Value.Date d -> d;
      case Value.Instant i -> i;
      case Value.DateTime t -> new Value.Instant(t.dateTime().atZone(zoneFor(value)).toInstant());
      default ->
          throw new ConversionException("%s is no moment".formatted(Rendering.quoted(value)));
    };
  }

  private ZoneId zoneFor(Value value) {
    ZoneId known = zone.get();
    if (known == null) {
      throw new ConversionException(
          "%s needs target.timeZone, for one of the sides has no zone"
              .formatted(Rendering.quoted(value)));
    }
    return known;
  }

  /** Plain addresses (a text[] column) become guests as the API has them. */
  private static Value guests(Value value) {
    if (!(value instanceof Value.Json json && json.tree() instanceof List<?> list)) {
      throw new ConversionException("%s is no list of guests".formatted(Rendering.quoted(value)));
    }
    List<@Nullable Object> guests = new ArrayList<>();
    for (Object guest : list) {
      guests.add(guest instanceof String email ? Map.of("email", email) : guest);
    }
    return Value.json(guests);
  }

  private Value computed(
      MappedField field, String template, Map<String, @Nullable Object> objects) {
    String text;
    try {
      text = expression.evaluate(template, objects);
    } catch (ConversionException e) {
      throw e;
    } catch (RuntimeException e) {
      ConversionException fault =
          new ConversionException(
              "sync '%s': field '%s': the expression cannot be evaluated: %s"
                  .formatted(sync, field.name(), e.getMessage()));
      fault.initCause(e);
      throw fault;
    }
    try {
      return text == null ? Value.NULL : outward(field.form(), new Value.Text(text));
    } catch (ConversionException e) {
      throw new ConversionException(
          "sync '%s': field '%s': %s".formatted(sync, field.name(), e.getMessage()));
    }
  }

  /** The same where a person has decided that a field goes against its usual direction. */
  public FieldMap anyWay() {
    return new FieldMap(
        sync,
        fields.stream()
            .map(field -> new MappedField(field.name(), field.form(), Direction.BOTH, field.from()))
            .toList(),
        zone,
        expression);
  }

  /**
   * What to write into the row for these fields, typed as the columns are; fields that do not flow
   * from Google or are not there are left out.
   *
   * @throws ConversionException naming sync, field, column and value
   */
  public Map<String, Value> toColumns(Fields taken) {
    Map<String, Value> columns = new LinkedHashMap<>();
    for (MappedField field : fields) {
      if (field.direction().fromGoogle()
          && taken.has(field.name())
          && field.from() instanceof MappedField.FromColumn from) {
        columns.put(from.column().name(), stored(field, from.column(), taken.get(field.name())));
      }
    }
    return columns;
  }

  /** Of a new row's fields those that are blank and of which the table draws the value. */
  public Set<String> drawn(Fields taken) {
    return fields.stream()
        .filter(
            field ->
                taken.has(field.name())
                    && isBlank(field.form(), taken.get(field.name()))
                    && field.from() instanceof MappedField.FromColumn from
                    && from.column().isDrawnWhereBlank())
        .map(MappedField::name)
        .collect(Collectors.toSet());
  }

  private Value stored(MappedField field, Column column, Value value) {
    try {
      return column.type().coerce(inward(field.form(), column, value));
    } catch (ConversionException e) {
      throw faulty(field, column, e);
    }
  }

  private Value inward(MappedField.Form form, Column column, Value value) {
    ColumnType.Kind kind = column.type().kind();
    if (isBlank(form, value)) {
      return column.blank();
    }
    return switch (form) {
      case CELL -> CellForm.toColumn(value, column, zone.get());
      case EXACT, TEXT, JSON -> value;
      case MOMENT -> inward(value, kind);
      case GUESTS -> kind == ColumnType.Kind.ARRAY ? addresses(value) : value;
    };
  }

  private Value inward(Value value, ColumnType.Kind kind) {
    return switch (value) {
      case Value.Instant i ->
          switch (kind) {
            case TIMESTAMP ->
                new Value.DateTime(LocalDateTime.ofInstant(i.instant(), zoneFor(value)));
            case DATE ->
                throw new ConversionException(
                    "it holds days, but the event is at a time of day (%s)"
                        .formatted(Rendering.of(value)));
            default -> value;
          };
      // A person made the event all-day: from midnight to midnight.
      case Value.Date d ->
          kind == ColumnType.Kind.TIMESTAMPTZ
              ? new Value.Instant(d.date().atStartOfDay(zoneFor(value)).toInstant())
              : value;
      default -> value;
    };
  }

  private static Value addresses(Value value) {
    List<@Nullable Object> addresses = new ArrayList<>();
    if (value instanceof Value.Json json && json.tree() instanceof List<?> guests) {
      for (Object guest : guests) {
        addresses.add(guest instanceof Map<?, ?> map ? map.get("email") : guest);
      }
    }
    return Value.json(addresses);
  }

  /**
   * These fields as the row will show them once {@link #toColumns} is written, except for what the
   * database rounds or a trigger changes: the base of the source side (PROTOCOL 4).
   */
  public Fields asWritten(Fields taken) {
    Map<String, Value> columns = toColumns(taken);
    Map<String, Value> values = new LinkedHashMap<>();
    for (MappedField field : fields) {
      if (field.from() instanceof MappedField.FromColumn from
          && columns.containsKey(from.column().name())
          && taken.has(field.name())) {
        values.put(field.name(), outward(field.form(), columns.get(from.column().name())));
      }
    }
    return new Fields(values);
  }

  /**
   * Values that neither side had, as the row would show them: of another type where they mean the
   * same, days and times also as text in ISO form, by the zone where a side has none.
   *
   * @throws ConversionException naming sync, field, column and value
   */
  public Fields asAnswered(Fields answered) {
    Fields typed = answered;
    for (MappedField field : fields) {
      if (answered.has(field.name())
          && field.from() instanceof MappedField.FromColumn from
          && from.column().type().kind().isMoment()) {
        try {
          typed =
              typed.with(field.name(), answered(from.column().type(), answered.get(field.name())));
        } catch (ConversionException e) {
          throw faulty(field, from.column(), e);
        }
      }
    }
    return asWritten(typed);
  }

  private Value answered(ColumnType type, Value value) {
    Value moment =
        value instanceof Value.Text text && !isEmpty(text) ? CellForm.ofIso(text, type) : value;
    return switch (type.kind()) {
      case TIMESTAMP ->
          moment instanceof Value.Instant at
              ? new Value.DateTime(LocalDateTime.ofInstant(at.instant(), zoneFor(value)))
              : moment;
      case TIMESTAMPTZ ->
          switch (moment) {
            case Value.DateTime at -> moment(at);
            case Value.Date day ->
                new Value.Instant(day.date().atStartOfDay(zoneFor(value)).toInstant());
            default -> moment;
          };
      default -> moment;
    };
  }

  /** What the target shows, for people: a day is a number in a cell. */
  public Fields readable(Fields shown) {
    Fields readable = shown;
    for (MappedField field : fields) {
      if (field.form() == MappedField.Form.CELL
          && shown.has(field.name())
          && field.from() instanceof MappedField.FromColumn from) {
        Value value = shown.get(field.name());
        readable =
            readable.with(field.name(), CellForm.readable(value, from.column().type(), zone.get()));
      }
    }
    return readable;
  }

  /** Names of the columns that any field reads itself; expressions may use others. */
  public List<String> columns() {
    return fields.stream()
        .map(MappedField::from)
        .filter(MappedField.FromColumn.class::isInstance)
        .map(from -> ((MappedField.FromColumn) from).column().name())
        .distinct()
        .toList();
  }

  /**
   * The fields that show these columns, where the target knows its records by them.
   *
   * @param key the key's columns, in its order
   * @throws IllegalStateException where no field shows one of them; definitions are checked for it
   */
  public KeyCells keyCells(List<String> key) {
    return new KeyCells(sync, key.stream().map(this::keyField).toList(), zone);
  }

  private KeyCells.KeyField keyField(String column) {
    return fields.stream()
        .filter(
            field ->
                field.from() instanceof MappedField.FromColumn from
                    && from.column().name().equals(column))
        // Of two the one that can be typed in.
        .sorted(Comparator.comparing(field -> !field.direction().fromGoogle()))
        .findFirst()
        .map(
            field ->
                new KeyCells.KeyField(
                    field.name(), ((MappedField.FromColumn) field.from()).column()))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "sync '%s': no field shows the key column '%s'".formatted(sync, column)));
  }

  private ConversionException faulty(MappedField field, Column column, ConversionException e) {
    return faulty(sync, field.name(), column, e);
  }

  static ConversionException faulty(
      String sync, String field, Column column, ConversionException e) {
    return new ConversionException(
        "sync '%s': field '%s', column \"%s\" (%s): %s"
            .formatted(sync, field, column.name(), column.typeName(), e.getMessage()));
  }
}

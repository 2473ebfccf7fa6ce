package dev.lockstep.definition;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Policies;
import dev.lockstep.mapping.Expression;
import dev.lockstep.mapping.FieldMap;
import dev.lockstep.mapping.MappedField;
import dev.lockstep.mapping.MappedField.Form;
import dev.lockstep.mapping.TableShape;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One sync as its file states it, with every default filled in: a PostgreSQL source paired with a
 * target, fields and policies (docs/syncs.md has each key).
 *
 * @param name the sync's name, unique among all definitions
 * @param renamedFrom the name under which the same sync ran before, if any
 * @param fields target fields in the order of the file
 * @param enrich Camel endpoint (`direct:…`) that each loaded batch passes, if any
 */
public record SyncDefinition(
    String name,
    @Nullable String renamedFrom,
    Source source,
    Target target,
    Direction direction,
    List<Field> fields,
    @Nullable String enrich,
    Policies policies,
    Timing timing,
    Map<Notice, List<Recipient>> notices) {

  public SyncDefinition {
    fields = List.copyOf(fields);
    notices = Map.copyOf(notices);
  }

  public Optional<Field> field(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).findFirst();
  }

  SyncDefinition withKey(List<String> key) {
    return new SyncDefinition(
        name,
        renamedFrom,
        new Source(
            source.table(),
            key,
            source.account(),
            source.where(),
            source.modified(),
            source.capture()),
        target,
        direction,
        fields,
        enrich,
        policies,
        timing,
        notices);
  }

  /**
   * How the rows of this table become the target's fields and back; both have been checked.
   *
   * @param targetZone the zone in which the target shows instants, where it has one of its own: a
   *     spreadsheet's, known once it was read
   */
  public FieldMap fieldMap(
      TableShape table, Expression expression, Supplier<@Nullable ZoneId> targetZone) {
    return new FieldMap(
        name,
        fields.stream().map(field -> mapped(field, table)).toList(),
        zone(targetZone),
        expression);
  }

  private Supplier<@Nullable ZoneId> zone(Supplier<@Nullable ZoneId> targetZone) {
    return switch (target) {
      case CalendarTarget calendar -> {
        ZoneId zone = calendar.timeZone() == null ? null : ZoneId.of(calendar.timeZone());
        yield () -> zone;
      }
      case SheetTarget sheet -> targetZone;
      case FeedTarget feed -> () -> null;
    };
  }

  private MappedField mapped(Field field, TableShape table) {
    MappedField.From source =
        switch (field.from()) {
          case FieldSource.Column from ->
              new MappedField.FromColumn(
                  table
                      .column(from.column())
                      .orElseThrow(
                          () ->
                              new IllegalStateException(
                                  "sync '%s': %s has no column '%s'"
                                      .formatted(name, table.qualifiedName(), from.column()))));
          case FieldSource.Computed from -> new MappedField.FromExpression(from.expression());
        };
    return new MappedField(field.name(), target.form(field.name()), field.direction(), source);
  }

  /**
   * The PostgreSQL side.
   *
   * @param table table or view as written, schema-qualified or found on the search path
   * @param key key columns; empty until the live table has told its primary key
   * @param account column whose value names the owner; null where the target names a fixed account
   * @param where SQL predicate over the row; a row for which it is not true counts as absent
   * @param modified column that says when the row changed, for latest-wins
   */
  public record Source(
      String table,
      List<String> key,
      @Nullable String account,
      @Nullable String where,
      @Nullable String modified,
      Capture capture) {
    public Source {
      key = List.copyOf(key);
    }
  }

  /** How changes of the source are noticed. */
  public enum Capture {
    TRIGGER,
    POLL
  }

  /** What the table is kept in step with. */
  public sealed interface Target {

    /**
     * Event fields or columns by which existing remote records are recognised at the first sync.
     */
    List<String> match();

    /** What this target wants to see in a field. */
    Form form(String field);

    /** How people call where its records stand: the third part of a partition. */
    String place();
  }

  /**
   * A Google calendar.
   *
   * @param account fixed account (owner name), or null where the source's account column names it
   * @param timeZone IANA zone for columns without one; null: the calendar's own
   */
  public record CalendarTarget(
      CalendarChoice calendar,
      @Nullable String account,
      @Nullable String timeZone,
      SendUpdates sendUpdates,
      List<String> match)
      implements Target {
    public CalendarTarget {
      match = List.copyOf(match);
    }

    @Override
    public String place() {
      return "calendar";
    }

    @Override
    public Form form(String field) {
      return EventField.named(field).map(EventField::form).orElse(Form.TEXT);
    }
  }

  /** Which calendar of the account. */
  public sealed interface CalendarChoice {
    /** A fixed calendar id, or `primary`. */
    record Fixed(String calendarId) implements CalendarChoice {}

    /** The source's column that holds the calendar id. */
    record FromColumn(String column) implements CalendarChoice {}

    /** Chosen by the owner on their page. */
    record Chosen() implements CalendarChoice {}
  }

  /** Whom Google mails about a change of ours; the value of the parameter `sendUpdates`. */
  public enum SendUpdates {
    NONE("none"),
    EXTERNAL_ONLY("externalOnly"),
    ALL("all");

    private final String parameter;

    SendUpdates(String parameter) {
      this.parameter = parameter;
    }

    public String parameter() {
      return parameter;
    }
  }

  /** A tab of a spreadsheet. */
  public record SheetTarget(
      String tab,
      String account,
      Spreadsheet spreadsheet,
      @Nullable String template,
      List<String> match,
      boolean cellNotes)
      implements Target {

    /** The hidden tab in which a write saves what it overwrites (PROTOCOL 7.1). */
    public static final String OWN_TAB = "_lockstep";

    public SheetTarget {
      match = List.copyOf(match);
    }

    /** A header as columns are found by it: case and blanks around it tell nothing. */
    public static String headerOf(String cell) {
      return cell.strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String place() {
      return "tab";
    }

    @Override
    public Form form(String field) {
      return Form.CELL;
    }
  }

  /** Which spreadsheet: an id, or one that is made once and then remembered. */
  public sealed interface Spreadsheet {
    record Id(String spreadsheetId) implements Spreadsheet {}

    record Create(String title) implements Spreadsheet {}
  }

  /** A feed for live subscribers. */
  public record FeedTarget(String feed, String format) implements Target {
    @Override
    public List<String> match() {
      return List.of();
    }

    @Override
    public String place() {
      return "feed";
    }

    @Override
    public Form form(String field) {
      return Form.EXACT;
    }
  }

  /**
   * One target field.
   *
   * @param name the field as the target names it
   * @param from where its value comes from
   * @param direction which way it flows; never wider than the sync's
   * @param conflict what decides when both sides changed
   */
  public record Field(
      String name, FieldSource from, Direction direction, ConflictChoice conflict) {}

  /** Where a field's value comes from on the PostgreSQL side. */
  public sealed interface FieldSource {
    record Column(String column) implements FieldSource {}

    /**
     * A Camel Simple expression over `${row[name]}`, name being a column or what enriching added;
     * flows to Google only.
     */
    record Computed(String expression) implements FieldSource {}
  }

  /** What decides a conflict: one of the built-in policies, or a route. */
  public sealed interface ConflictChoice {
    record BuiltIn(dev.lockstep.core.ConflictPolicy policy) implements ConflictChoice {}

    /**
     * A Camel endpoint `direct:name` that gets base and both values; failing or undecided: manual.
     */
    record Route(String uri) implements ConflictChoice {}
  }

  /**
   * When things happen.
   *
   * @param debounce quiet time before a changed record is sent; at most five times as long in all
   * @param past how far back a start may lie, null: no limit
   * @param future how far ahead a start may lie, null: no limit
   * @param every period of the schedule, null where {@code cron} is set
   * @param cron Quartz cron expression, or null
   * @param min shortest sheet poll, or null
   * @param max longest sheet poll, or null
   * @param fullCompare for polled sources: how often keys and rows are compared in full
   */
  public record Timing(
      Duration debounce,
      @Nullable Duration past,
      @Nullable Duration future,
      @Nullable Duration every,
      @Nullable String cron,
      @Nullable Duration min,
      @Nullable Duration max,
      Duration fullCompare) {}

  /** What somebody can be told of. */
  public enum Notice {
    GOOGLE_CHANGED,
    CONFLICT,
    FAILED,
    BRAKED,
    CHANNEL_LOST
  }

  /** Whom to tell. */
  public enum Recipient {
    OWNER,
    ADMIN
  }
}

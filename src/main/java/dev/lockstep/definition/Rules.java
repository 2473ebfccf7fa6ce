package dev.lockstep.definition;

import dev.lockstep.core.Direction;
import dev.lockstep.core.Policies;
import dev.lockstep.definition.SyncDefinition.CalendarTarget;
import dev.lockstep.definition.SyncDefinition.FeedTarget;
import dev.lockstep.definition.SyncDefinition.Field;
import dev.lockstep.definition.SyncDefinition.FieldSource;
import dev.lockstep.definition.SyncDefinition.SheetTarget;
import dev.lockstep.mapping.TableName;
import java.text.ParseException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/** The rules that one definition must keep, as far as its file alone shows. */
final class Rules {

  private final SyncDefinition sync;
  private final boolean isTargetKnown;
  private final YamlNode.Block document;
  private final Positions positions;
  private final Faults faults;

  private Rules(
      DefinitionReader.Reading reading,
      YamlNode.Block document,
      Positions positions,
      Faults faults) {
    this.sync = reading.definition();
    this.isTargetKnown = reading.isTargetKnown();
    this.document = document;
    this.positions = positions;
    this.faults = faults;
  }

  static void check(
      DefinitionReader.Reading reading,
      YamlNode.Block document,
      Positions positions,
      Faults faults) {
    new Rules(reading, document, positions, faults).check();
  }

  private void check() {
    source();
    if (isTargetKnown) {
      accounts();
      switch (sync.target()) {
        case CalendarTarget calendar -> calendar(calendar);
        case SheetTarget sheet -> sheet(sheet);
        case FeedTarget feed -> feed();
      }
    }
    fields();
    conflictNames();
    timing();
    if (sync.name().equals(sync.renamedFrom())) {
      fault("renamedFrom", "renamedFrom is the sync's own name", null);
    }
    if (sync.enrich() != null && !sync.direction().toGoogle()) {
      fault(
          "enrich",
          "what enrich adds flows to Google, but the sync flows from-google",
          "take enrich out");
    }
  }

  private void source() {
    try {
      TableName.parse(sync.source().table());
    } catch (IllegalArgumentException e) {
      fault("source.table", String.valueOf(e.getMessage()), null);
    }
    if (sync.source().where() != null) {
      Predicate.problem(sync.source().where())
          .ifPresent(problem -> fault("source.where", problem.message(), problem.suggestion()));
    }
    if (sync.source().key().stream().distinct().count() < sync.source().key().size()) {
      fault("source.key", "a column stands twice in the key", null);
    }
  }

  private void accounts() {
    String column = sync.source().account();
    boolean isCalendar = sync.target() instanceof CalendarTarget;
    if (column != null && !isCalendar) {
      fault(
          "source.account",
          "source.account is for calendars only",
          sync.target() instanceof SheetTarget ? "a sheet has one fixed target.account" : null);
    }
    if (sync.target() instanceof CalendarTarget calendar) {
      if (!has("source", "account") && !has("target", "account")) {
        fault(
            "source",
            "nothing names the account",
            "name its column in source.account, or one account in target.account");
      } else if (column != null && calendar.account() != null) {
        fault(
            "target.account",
            "both source.account and target.account name the account",
            "keep one of them");
      }
    }
  }

  private boolean has(String block, String key) {
    return document.get(block).orElse(null) instanceof YamlNode.Block inner && inner.has(key);
  }

  private void calendar(CalendarTarget calendar) {
    for (Field field : sync.fields()) {
      if (EventField.named(field.name()).isEmpty()) {
        fault(
            "fields." + field.name(),
            "unknown event field '%s'".formatted(field.name()),
            Nearest.suggestion(field.name(), EventField.names()));
      }
    }
    for (String needed : List.of("start", "end")) {
      if (document.get("fields").orElse(null) instanceof YamlNode.Block fields
          && !fields.has(needed)) {
        fault(
            "fields",
            "an event needs '%s'".formatted(needed),
            needed.equals("end")
                ? "map end to a column; a generated column can hold it"
                : "map start to a column");
      }
      sync.field(needed)
          .filter(field -> field.from() instanceof FieldSource.Computed)
          .ifPresent(
              field ->
                  fault(
                      "fields." + needed,
                      "'%s' cannot be computed".formatted(needed),
                      "name a column"));
    }
    sync.field("start")
        .flatMap(start -> sync.field("end").filter(end -> end.direction() != start.direction()))
        .ifPresent(
            end ->
                fault(
                    "fields.end",
                    "start and end are one field but flow in different directions",
                    "give both the same direction"));
    sync.field("start")
        .flatMap(start -> sync.field("end").filter(end -> !end.conflict().equals(start.conflict())))
        .ifPresent(
            end ->
                fault(
                    "policies.conflict.end",
                    "start and end are one field but have different conflict policies",
                    "name one of them only"));
    names("target.match", calendar.match());
    if (calendar.timeZone() != null
        && !ZoneId.getAvailableZoneIds().contains(calendar.timeZone())) {
      fault(
          "target.timeZone",
          "unknown time zone '%s'".formatted(calendar.timeZone()),
          Nearest.suggestion(calendar.timeZone(), ZoneId.getAvailableZoneIds()));
    }
  }

  private void sheet(SheetTarget sheet) {
    names("target.match", sheet.match());
    if (sheet.tab().strip().equalsIgnoreCase(SheetTarget.OWN_TAB)) {
      fault(
          "target.sheet",
          "the tab '%s' is Lockstep's own".formatted(SheetTarget.OWN_TAB),
          "give it another name");
    }
    Map<String, String> headers = new HashMap<>();
    for (Field field : sync.fields()) {
      String path = "fields." + field.name();
      if (field.name().isBlank()) {
        fault(path, "a column needs a header", null);
      }
      String other = headers.putIfAbsent(SheetTarget.headerOf(field.name()), field.name());
      if (other != null) {
        fault(
            path,
            "the headers '%s' and '%s' differ only in case or blanks"
                .formatted(other, field.name()),
            "a column is found by its header: name them apart");
      }
    }
  }

  private void feed() {
    String direction = DefinitionReader.text(document, "direction");
    if (direction != null && !direction.equals("to-google")) {
      fault(
          "direction",
          "a feed flows out only, not '%s'".formatted(direction),
          "take direction out");
    }
  }

  private void names(String path, List<String> names) {
    for (String name : names) {
      if (!isField(name)) {
        fault(
            path,
            "%s names '%s', which is no field of this sync".formatted(path, name),
            Nearest.suggestion(name, fieldNames()));
      }
    }
  }

  /** Of what is written, whatever else is wrong with it; without fields nobody can tell. */
  private boolean isField(String name) {
    return !(document.get("fields").orElse(null) instanceof YamlNode.Block fields)
        || fields.has(name);
  }

  private void fields() {
    Map<String, String> inbound = new HashMap<>();
    for (Field field : sync.fields()) {
      String path = "fields." + field.name();
      switch (field.from()) {
        case FieldSource.Column from -> {
          if (field.direction() != sync.direction() && sync.direction() != Direction.BOTH) {
            fault(
                path + ".direction",
                "field '%s' flows %s, wider than the sync, which flows %s"
                    .formatted(
                        field.name(),
                        Words.dashed(field.direction()),
                        Words.dashed(sync.direction())),
                null);
          }
          if (field.direction().fromGoogle()) {
            String other = inbound.putIfAbsent(from.column(), field.name());
            if (other != null) {
              fault(
                  path,
                  "fields '%s' and '%s' both write column '%s'"
                      .formatted(other, field.name(), from.column()),
                  "give one of them direction: to-google");
            }
          }
        }
        case FieldSource.Computed from -> computed(field, from, path);
      }
    }
    fieldBlocks();
  }

  private void computed(Field field, FieldSource.Computed from, String path) {
    if (!sync.direction().toGoogle()) {
      fault(
          path,
          "field '%s' is computed and flows to Google, but the sync flows from-google"
              .formatted(field.name()),
          null);
    }
    Template.problem(from.expression()).ifPresent(problem -> fault(path + ".value", problem, null));
  }

  /** What only the file shows: both or neither of column and value, a direction on a value. */
  private void fieldBlocks() {
    if (!(document.get("fields").orElse(null) instanceof YamlNode.Block fields)) {
      return;
    }
    for (YamlNode.Entry entry : fields.entries()) {
      if (entry.value() instanceof YamlNode.Block block) {
        String path = "fields." + entry.key();
        if (block.has("column") == block.has("value")) {
          fault(
              path,
              block.has("column")
                  ? "field '%s' has both column and value".formatted(entry.key())
                  : "field '%s' has neither column nor value".formatted(entry.key()),
              null);
        }
        String direction = DefinitionReader.text(block, "direction");
        if (block.has("value") && direction != null && !direction.equals("to-google")) {
          fault(
              path + ".direction",
              "field '%s' is computed: it flows to-google only, not '%s'"
                  .formatted(entry.key(), direction),
              null);
        }
      }
    }
  }

  private void conflictNames() {
    if (document.get("policies").orElse(null) instanceof YamlNode.Block policies
        && policies.get("conflict").orElse(null) instanceof YamlNode.Block perField) {
      for (YamlNode.Entry entry : perField.entries()) {
        if (!isField(entry.key())) {
          faults.add(
              entry.at(),
              "policies.conflict names '%s', which is no field of this sync".formatted(entry.key()),
              Nearest.suggestion(entry.key(), fieldNames()));
        }
      }
    }
    if (sync.policies().googleCreate() == Policies.GoogleCreate.INSERT
        && !sync.direction().fromGoogle()) {
      fault(
          "policies.googleCreate",
          "googleCreate: insert needs a sync that flows from Google",
          "write direction: both, or take it out");
    }
  }

  private void timing() {
    boolean isCalendar = sync.target() instanceof CalendarTarget || !isTargetKnown;
    if (!isCalendar && document.has("window")) {
      fault("window", "window is for calendars only", null);
    }
    if (!isCalendar && sync.policies().rows() == Policies.Rows.FROM_CONNECTION) {
      fault(
          "policies.rows",
          "rows: from-connection is for calendars only, for it looks at start",
          "take it out, or use source.where");
    }
    if (document.get("schedule").orElse(null) instanceof YamlNode.Block schedule) {
      if (schedule.has("every") && schedule.has("cron")) {
        fault("schedule.cron", "schedule has both every and cron", "keep one of them");
      }
      for (String key : List.of("min", "max")) {
        if (schedule.has(key) && !(sync.target() instanceof SheetTarget)) {
          fault("schedule." + key, "schedule.%s is for sheets only".formatted(key), null);
        }
      }
    }
    SyncDefinition.Timing timing = sync.timing();
    atLeastASecond("schedule.every", timing.every());
    atLeastASecond("schedule.min", timing.min());
    atLeastASecond("schedule.fullCompare", timing.fullCompare());
    if (timing.min() != null && timing.max() != null && timing.min().compareTo(timing.max()) > 0) {
      fault("schedule.max", "schedule.max is shorter than schedule.min", null);
    }
    if (timing.cron() != null) {
      cron(timing.cron());
    }
  }

  /** Quartz refuses both when the route is made, which would stop every sync. */
  private void cron(String cron) {
    String problem = null;
    int parts = cron.strip().split("\\s+").length;
    if (parts < 6 || parts > 7) {
      problem = "is no Quartz cron expression";
    } else {
      try {
        Date next = new CronExpression(cron).getNextValidTimeAfter(new Date());
        problem = next == null ? "never comes round again" : null;
      } catch (ParseException e) {
        // What Quartz stumbled over in its own code says nothing to whoever wrote the line.
        problem =
            "is no Quartz cron expression (%s)"
                .formatted(String.valueOf(e.getMessage()).replaceAll(" \\(java\\..*", ""));
      }
    }
    if (problem != null) {
      fault(
          "schedule.cron",
          "schedule.cron '%s' %s".formatted(cron, problem),
          "six or seven parts, seconds first: 0 */5 * * * ?");
    }
  }

  private void atLeastASecond(String path, @Nullable Duration period) {
    if (period != null && period.compareTo(Duration.ofSeconds(1)) < 0) {
      fault(path, "%s is shorter than 1s".formatted(path), null);
    }
  }

  private List<String> fieldNames() {
    return sync.fields().stream().map(Field::name).toList();
  }

  private void fault(String path, String message, @Nullable String suggestion) {
    faults.add(positions.of(path), message, suggestion);
  }
}

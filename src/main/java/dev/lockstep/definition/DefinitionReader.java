package dev.lockstep.definition;

import dev.lockstep.core.ConflictPolicy;
import dev.lockstep.core.Direction;
import dev.lockstep.core.Policies;
import dev.lockstep.definition.SyncDefinition.CalendarChoice;
import dev.lockstep.definition.SyncDefinition.CalendarTarget;
import dev.lockstep.definition.SyncDefinition.Capture;
import dev.lockstep.definition.SyncDefinition.ConflictChoice;
import dev.lockstep.definition.SyncDefinition.FeedTarget;
import dev.lockstep.definition.SyncDefinition.Field;
import dev.lockstep.definition.SyncDefinition.FieldSource;
import dev.lockstep.definition.SyncDefinition.Notice;
import dev.lockstep.definition.SyncDefinition.Recipient;
import dev.lockstep.definition.SyncDefinition.SendUpdates;
import dev.lockstep.definition.SyncDefinition.SheetTarget;
import dev.lockstep.definition.SyncDefinition.Source;
import dev.lockstep.definition.SyncDefinition.Spreadsheet;
import dev.lockstep.definition.SyncDefinition.Target;
import dev.lockstep.definition.SyncDefinition.Timing;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of a definition out of a document, with every default. What {@link Structure}
 * has found fault with is skipped here, so that the remaining rules can still be checked; what a
 * definition cannot do without has something standing in for it then.
 */
final class DefinitionReader {

  private static final Duration DAY = Duration.ofDays(1);

  /** In the place of what is not there, or of the wrong kind; no rule finds fault with it. */
  private static final String STAND_IN = "unknown";

  private final YamlNode.Block document;
  private boolean isWhole = true;
  private boolean isTargetKnown = true;

  private DefinitionReader(YamlNode.Block document) {
    this.document = document;
  }

  /**
   * What a document says.
   *
   * @param definition with stand-ins where something that it needs is missing
   * @param isWhole whether nothing stands in for anything
   * @param isTargetKnown whether it says what kind of target it is
   */
  record Reading(SyncDefinition definition, boolean isWhole, boolean isTargetKnown) {}

  /** Null where the document is no block of keys. */
  static @Nullable Reading read(YamlNode node) {
    return node instanceof YamlNode.Block block ? new DefinitionReader(block).read() : null;
  }

  private Reading read() {
    String name = needed(text(document, "sync"));
    Source source = source(block("source"));
    Target target = target(block("target"));
    YamlNode.Block fields = block("fields");
    isWhole &= fields != null;
    Direction direction =
        target instanceof FeedTarget
            ? Direction.TO_GOOGLE
            : word(document, "direction", Direction.class, Direction.TO_GOOGLE);
    List<YamlNode.Entry> entries = fields == null ? List.of() : fields.entries();
    SyncDefinition definition =
        new SyncDefinition(
            name,
            text(document, "renamedFrom"),
            source,
            target,
            direction,
            entries.stream().flatMap(e -> field(e, direction, target)).toList(),
            text(document, "enrich"),
            policies(target, direction),
            timing(target),
            notices());
    return new Reading(definition, isWhole, isTargetKnown);
  }

  private String needed(@Nullable String text) {
    isWhole &= text != null;
    return text == null ? STAND_IN : text;
  }

  private Source source(YamlNode.@Nullable Block block) {
    return new Source(
        needed(text(block, "table")),
        texts(block, "key"),
        text(block, "account"),
        text(block, "where"),
        text(block, "modified"),
        word(block, "capture", Capture.class, Capture.TRIGGER));
  }

  private Target target(YamlNode.@Nullable Block block) {
    if (block == null) {
      return unknownTarget();
    }
    if (block.has("calendar")) {
      return new CalendarTarget(
          calendar(block),
          text(block, "account"),
          text(block, "timeZone"),
          word(block, "sendUpdates", SendUpdates.class, SendUpdates.NONE),
          texts(block, "match"));
    }
    if (block.has("feed")) {
      return new FeedTarget(
          needed(text(block, "feed")), Optional.ofNullable(text(block, "format")).orElse("json"));
    }
    if (!block.has("sheet")) {
      return unknownTarget();
    }
    return new SheetTarget(
        needed(text(block, "sheet")),
        needed(text(block, "account")),
        spreadsheet(block),
        text(block, "template"),
        texts(block, "match"),
        "true".equals(scalar(block, "cellNotes")));
  }

  private Target unknownTarget() {
    isWhole = false;
    isTargetKnown = false;
    return new SheetTarget(
        STAND_IN, STAND_IN, new Spreadsheet.Id(STAND_IN), null, List.of(), false);
  }

  private static CalendarChoice calendar(YamlNode.Block block) {
    if (block.get("calendar").orElseThrow() instanceof YamlNode.Block choice) {
      String column = text(choice, "column");
      return column == null ? new CalendarChoice.Chosen() : new CalendarChoice.FromColumn(column);
    }
    String id = text(block, "calendar");
    return id == null || id.equals("chosen")
        ? new CalendarChoice.Chosen()
        : new CalendarChoice.Fixed(id);
  }

  private Spreadsheet spreadsheet(YamlNode.Block block) {
    return block.get("spreadsheet").orElse(null) instanceof YamlNode.Block make
        ? new Spreadsheet.Create(needed(text(make, "create")))
        : new Spreadsheet.Id(needed(text(block, "spreadsheet")));
  }

  private Stream<Field> field(YamlNode.Entry entry, Direction direction, Target target) {
    ConflictChoice conflict = conflict(entry.key(), target);
    if (entry.value() instanceof YamlNode.Scalar scalar && scalar.isText()) {
      return Stream.of(
          new Field(entry.key(), new FieldSource.Column(scalar.text()), direction, conflict));
    }
    if (!(entry.value() instanceof YamlNode.Block block)) {
      return Stream.empty();
    }
    String column = text(block, "column");
    String value = text(block, "value");
    if (column != null) {
      return Stream.of(
          new Field(
              entry.key(),
              new FieldSource.Column(column),
              word(block, "direction", Direction.class, direction),
              conflict));
    }
    return value == null
        ? Stream.empty()
        : Stream.of(
            new Field(entry.key(), new FieldSource.Computed(value), Direction.TO_GOOGLE, conflict));
  }

  /** What is said of start holds for end and the other way round: they are one field. */
  private ConflictChoice conflict(String field, Target target) {
    YamlNode.Block policies = block("policies");
    YamlNode choice = policies == null ? null : policies.get("conflict").orElse(null);
    if (choice instanceof YamlNode.Block perField) {
      choice = perField.get(field).orElse(null);
      if (choice == null && target instanceof CalendarTarget) {
        choice =
            switch (field) {
              case "start" -> perField.get("end").orElse(null);
              case "end" -> perField.get("start").orElse(null);
              default -> null;
            };
      }
    }
    if (!(choice instanceof YamlNode.Scalar scalar)) {
      return new ConflictChoice.BuiltIn(ConflictPolicy.LATEST_WINS);
    }
    return scalar.text().startsWith("direct:")
        ? new ConflictChoice.Route(scalar.text())
        : new ConflictChoice.BuiltIn(
            Words.constant(ConflictPolicy.class, scalar.text()).orElse(ConflictPolicy.LATEST_WINS));
  }

  private Policies policies(Target target, Direction direction) {
    YamlNode.Block block = block("policies");
    boolean sheetFromGoogle = target instanceof SheetTarget && direction == Direction.FROM_GOOGLE;
    return new Policies(
        word(block, "sourceDelete", Policies.SourceDelete.class, Policies.SourceDelete.DELETE),
        word(block, "googleDelete", Policies.GoogleDelete.class, Policies.GoogleDelete.KEEP),
        word(
            block,
            "googleCreate",
            Policies.GoogleCreate.class,
            sheetFromGoogle ? Policies.GoogleCreate.INSERT : Policies.GoogleCreate.IGNORE),
        word(block, "oneWayEdits", Policies.OneWayEdits.class, Policies.OneWayEdits.LEAVE),
        word(block, "rows", Policies.Rows.class, Policies.Rows.ALL));
  }

  private Timing timing(Target target) {
    boolean isSheet = target instanceof SheetTarget;
    YamlNode.Block window = block("window");
    YamlNode.Block schedule = block("schedule");
    String cron = text(schedule, "cron");
    return new Timing(
        period(block("policies"), "debounce")
            .orElse(isSheet ? Duration.ofSeconds(2) : Duration.ofMillis(500)),
        period(window, "past").orElse(null),
        period(window, "future").orElse(null),
        cron == null ? period(schedule, "every").orElse(Duration.ofMinutes(5)) : null,
        cron,
        isSheet ? period(schedule, "min").orElse(Duration.ofSeconds(5)) : null,
        isSheet ? period(schedule, "max").orElse(Duration.ofMinutes(5)) : null,
        period(schedule, "fullCompare").orElse(DAY));
  }

  private Map<Notice, List<Recipient>> notices() {
    YamlNode.Block block = block("notify");
    Map<Notice, List<Recipient>> notices = new EnumMap<>(Notice.class);
    if (block != null) {
      for (Notice notice : Notice.values()) {
        List<Recipient> recipients =
            texts(block, Words.camel(notice)).stream()
                .flatMap(word -> Words.constant(Recipient.class, word).stream())
                .distinct()
                .toList();
        if (!recipients.isEmpty()) {
          notices.put(notice, recipients);
        }
      }
    }
    return notices;
  }

  private YamlNode.@Nullable Block block(String key) {
    return document.get(key).orElse(null) instanceof YamlNode.Block block ? block : null;
  }

  private static Optional<Duration> period(YamlNode.@Nullable Block block, String key) {
    return Optional.ofNullable(scalar(block, key)).flatMap(Periods::parse);
  }

  static <E extends Enum<E>> E word(
      YamlNode.@Nullable Block block, String key, Class<E> type, E standard) {
    return Optional.ofNullable(scalar(block, key))
        .flatMap(word -> Words.constant(type, word))
        .orElse(standard);
  }

  static List<String> texts(YamlNode.@Nullable Block block, String key) {
    YamlNode node = block == null ? null : block.get(key).orElse(null);
    if (node instanceof YamlNode.Items items) {
      return items.items().stream()
          .flatMap(
              item ->
                  item instanceof YamlNode.Scalar scalar && scalar.isText()
                      ? Stream.of(scalar.text())
                      : Stream.empty())
          .toList();
    }
    String one = text(block, key);
    return one == null ? List.of() : List.of(one);
  }

  static @Nullable String text(YamlNode.@Nullable Block block, String key) {
    return block != null
            && block.get(key).orElse(null) instanceof YamlNode.Scalar scalar
            && scalar.isText()
            && !scalar.text().isBlank()
        ? scalar.text()
        : null;
  }

  static @Nullable String scalar(YamlNode.@Nullable Block block, String key) {
    return block != null && block.get(key).orElse(null) instanceof YamlNode.Scalar scalar
        ? scalar.text()
        : null;
  }
}

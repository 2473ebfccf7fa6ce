package dev.lockstep.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.core.Asked;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.engine.PlannedRecord.Diff;
import dev.lockstep.engine.link.FieldNames;
import dev.lockstep.engine.sync.Window;
import dev.lockstep.history.History;
import dev.lockstep.history.HistoryEvent;
import dev.lockstep.history.HistoryEvent.Origin;
import dev.lockstep.history.NoticeKind;
import dev.lockstep.history.Span;
import dev.lockstep.history.Timeline;
import dev.lockstep.history.Timeline.Standing;
import dev.lockstep.history.WayBack;
import dev.lockstep.mapping.CellForm;
import dev.lockstep.mapping.ConversionException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Brings all records that were changed in a span of time back to what they were before it. It goes
 * page by page: each page is small work, and what was asked of one record is asked by the steps of
 * {@link ByHand#restore}. What was asked once need not be asked again, so whoever was interrupted
 * begins anew.
 */
public final class SpanRestore {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient jdbc;
  private final ByHand byHand;
  private final Records records;
  private final Timeline timeline;
  private final History history;
  private final SyncStates states;

  public SpanRestore(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.byHand = new ByHand(jdbc);
    this.records = new Records(jdbc);
    this.timeline = new Timeline(jdbc, new FieldNames(jdbc)::ofHistory);
    this.history = History.tellingNobody(jdbc);
    this.states = new SyncStates(jdbc);
  }

  /**
   * What is to go back.
   *
   * @param changedSinceToo whether what was changed after the span goes back as well
   */
  public record Wanted(Span span, boolean changedSinceToo) {}

  /**
   * What becomes of one record.
   *
   * @param record its link, null where it has none there
   * @param fields those that go back, as they are and as they will be
   */
  public record Planned(
      String key, Records.@Nullable Found record, WayBack way, List<Diff> fields) {
    public Planned {
      fields = List.copyOf(fields);
    }

    /** Whether something is asked of it. */
    public boolean goesBack() {
      return way instanceof WayBack.Changes || way instanceof WayBack.Returns;
    }
  }

  /**
   * Some of the records, by key.
   *
   * @param last the last key, after which the next page begins; null where this is the last one
   */
  public record Page(List<Planned> records, @Nullable String last) {
    public Page {
      records = List.copyOf(records);
    }
  }

  /**
   * Checks what a person says.
   *
   * @param until null: now
   */
  public Wanted wanted(
      String sync,
      Instant since,
      @Nullable Instant until,
      @Nullable Origin by,
      @Nullable String account,
      boolean changedSinceToo) {
    byHand.known(sync);
    Instant end = until == null ? timeline.now() : until;
    if (!since.isBefore(end)) {
      throw Refused.unfit(
          until == null
              ? "%s is not in the past".formatted(since)
              : "the span ends at %s, which is not after it begins, %s".formatted(end, since));
    }
    timeline
        .beginning()
        .filter(since::isBefore)
        .ifPresent(
            beginning -> {
              throw Refused.unfit(
                  "the history reaches back to %s only, not to %s: what records were then is not known"
                      .formatted(beginning, since));
            });
    return new Wanted(new Span(sync, since, end, by, account), changedSinceToo);
  }

  /**
   * What would become of the next records; nothing is written.
   *
   * @param after the last key of the page before, empty for the first
   */
  public Page look(Wanted wanted, String after, int limit) {
    Span span = wanted.span();
    List<String> keys = timeline.changed(span, after, limit + 1);
    List<String> page = keys.subList(0, Math.min(limit, keys.size()));
    Map<String, Records.Found> found = found(span, page);
    Shape shape = shape(span.sync());
    Map<String, Standing> standings = new LinkedHashMap<>();
    found.forEach(
        (key, record) -> standings.put(key, new Standing(record.state(), shape.same(record))));
    Window window = states.window(span.sync());
    Instant now = new DatabaseClock(jdbc).now();
    List<Planned> planned = new ArrayList<>();
    timeline
        .back(
            span,
            page,
            standings,
            field -> !shape.computed().contains(field),
            wanted.changedSinceToo())
        .forEach(
            (key, way) -> {
              Records.Found record = found.get(key);
              WayBack possible = inside(record, way, window, now);
              planned.add(
                  new Planned(
                      key,
                      record,
                      possible,
                      record == null ? List.of() : diffs(record, possible, shape.same(record))));
            });
    return new Page(planned, keys.size() > limit ? page.getLast() : null);
  }

  private static WayBack inside(
      Records.@Nullable Found record, WayBack way, Window window, Instant now) {
    boolean isLeft =
        (way instanceof WayBack.Changes || way instanceof WayBack.Returns)
            && record != null
            && record.isOutside(window, now);
    boolean isKeptOut = way instanceof WayBack.Same && record != null && record.isKeptOut();
    return isLeft
        ? new WayBack.Left(WayBack.Why.OUTSIDE_WINDOW)
        : isKeptOut ? new WayBack.Left(WayBack.Why.KEPT_OUT) : way;
  }

  private Map<String, Records.Found> found(Span span, List<String> keys) {
    Map<String, Records.Found> found = records.find(span.sync(), keys);
    found
        .values()
        .removeIf(
            record ->
                span.account() != null && !span.account().equals(record.partition().account()));
    return found;
  }

  private static List<Diff> diffs(
      Records.Found record, WayBack way, BiPredicate<Value, Value> same) {
    return switch (way) {
      case WayBack.Changes changes -> diffs(record, changes.now(), changes.then(), same);
      case WayBack.Returns returns -> diffs(record, returns.now(), returns.then(), same);
      case WayBack.Same unchanged -> List.of();
      case WayBack.Left left -> List.of();
    };
  }

  private static List<Diff> diffs(
      Records.Found record, Fields now, Fields then, BiPredicate<Value, Value> same) {
    Fields row = record.bases().source();
    Fields shownNow = record.readable(row, now);
    Fields shownThen = record.readable(row, then);
    return then.names().stream()
        .filter(name -> !same.test(now.get(name), then.get(name)))
        .map(name -> new Diff(name, shownNow.get(name), shownThen.get(name)))
        .toList();
  }

  /**
   * Asks for it; run it in a transaction. Whoever works on the partitions does it, in their order,
   * each record as a new change, and leaves what is changed until then.
   *
   * @param who asks, as the history is to name them
   */
  public Page restore(Wanted wanted, String after, int limit, String who) {
    Page page = look(wanted, after, limit);
    Map<Records.Found, Asked> wishes = new LinkedHashMap<>();
    for (Planned planned : page.records()) {
      Asked asked = asked(planned.way(), wanted.changedSinceToo());
      if (planned.record() != null && asked != null) {
        wishes.put(planned.record(), asked);
      }
    }
    records.ask(wishes, who);
    if (!wishes.isEmpty()) {
      history.write(line(wanted, page, wishes.size()));
      byHand.wake();
    }
    return page;
  }

  private static @Nullable Asked asked(WayBack way, boolean changedSinceToo) {
    return switch (way) {
      case WayBack.Changes changes -> asked(changes.now(), changes.then(), changedSinceToo);
      case WayBack.Returns returns -> asked(returns.now(), returns.then(), changedSinceToo);
      case WayBack.Same same -> null;
      case WayBack.Left left -> null;
    };
  }

  private static Asked asked(Fields now, Fields then, boolean changedSinceToo) {
    return changedSinceToo ? Asked.restore(then) : Asked.restoreUnlessChanged(then, now);
  }

  private static HistoryEvent line(Wanted wanted, Page page, int asked) {
    Span span = wanted.span();
    return new HistoryEvent.Notice(
        NoticeKind.RESTORING,
        span.sync(),
        span.account(),
        null,
        null,
        "a person asked for %d records, '%s' to '%s', to be what they were before %s; changed until %s%s%s"
            .formatted(
                asked,
                page.records().getFirst().key(),
                page.records().getLast().key(),
                span.since(),
                span.until(),
                span.by() == null
                    ? ""
                    : " by " + span.by().name().toLowerCase(java.util.Locale.ROOT),
                wanted.changedSinceToo() ? ", and what was changed since too" : ""),
        asked,
        Map.of(),
        Set.of());
  }

  /** What the stored definition says about values. */
  private record Shape(Set<String> computed, boolean isSheet) {

    BiPredicate<Value, Value> same(Records.Found record) {
      if (!isSheet) {
        return Value::same;
      }
      return (one, other) ->
          one.same(other) || cell(one, record.zone()).same(cell(other, record.zone()));
    }

    /** The history has a row's values as its columns do, and a tab's as its cells do. */
    private static Value cell(Value value, @Nullable ZoneId zone) {
      try {
        return CellForm.toCell(value, zone);
      } catch (ConversionException e) {
        return value;
      }
    }
  }

  private Shape shape(String sync) {
    JsonNode definition =
        states
            .definition(sync)
            .map(SpanRestore::tree)
            .orElseThrow(
                () -> Refused.notNow("sync '%s' has no definition that ran".formatted(sync)));
    Set<String> computed = new HashSet<>();
    for (JsonNode field : definition.path("fields")) {
      if (field.path("from").path("kind").asText().equals("Computed")) {
        computed.add(field.path("name").asText());
      }
    }
    return new Shape(computed, definition.at("/target/kind").asText().equals("SheetTarget"));
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the stored definition is not JSON", e);
    }
  }
}

package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.NumberFormat;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.google.Lane;
import dev.lockstep.google.RateLimits;
import dev.lockstep.mapping.CellForm;
import dev.lockstep.target.KnownRecord;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Page;
import dev.lockstep.target.Preview;
import dev.lockstep.target.Problem;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Target;
import dev.lockstep.target.TargetException;
import dev.lockstep.target.Witness;
import dev.lockstep.target.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tab of one sync. */
final class SheetTarget implements Target {

  private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(SheetTarget.class);

  /** Google keeps no more in a cell. */
  private static final int LONGEST_TEXT = 50_000;

  /** Cells that one batch writes at most. */
  private static final int CELLS_AT_ONCE = 50_000;

  /** Records to a page of a listing. */
  private static final int PAGE = 1000;

  private final PartitionKey home;
  private final SheetRules rules;
  private final TabShape shape;
  private final Map<String, NumberFormat> formats;
  private final SheetCalls calls;
  private final SheetStore store;
  private final Tabs tabs;
  private final Looks looks;
  private final Turns turns;
  private final Layouts layouts;
  private final Witness witness;
  private final RateLimits limits;
  private final LookPace pace;
  private final String instance;
  private final NoteWriter notes;
  private final SheetTrouble trouble;
  private final Set<String> unkeyed = ConcurrentHashMap.newKeySet();
  private final Map<PartitionKey, Listing> listings = new ConcurrentHashMap<>();

  SheetTarget(
      PartitionKey home,
      SheetRules rules,
      TabShape shape,
      Map<String, NumberFormat> formats,
      SheetCalls calls,
      SheetStore store,
      Tabs tabs,
      Looks looks,
      Turns turns,
      Layouts layouts,
      Witness witness,
      RateLimits limits,
      LookPace pace,
      String instance) {
    this.home = home;
    this.rules = rules;
    this.shape = shape;
    this.formats = Map.copyOf(formats);
    this.calls = calls;
    this.store = store;
    this.tabs = tabs;
    this.looks = looks;
    this.turns = turns;
    this.layouts = layouts;
    this.witness = witness;
    this.limits = limits;
    this.pace = pace;
    this.instance = instance;
    this.trouble = new SheetTrouble(rules, store.tabs(), tabs, limits);
    this.notes = new NoteWriter(calls, store.notes(), witness, shape, rules.sheet().cellNotes());
  }

  @Override
  public @Nullable Collection<String> fieldNames() {
    return null;
  }

  @Override
  public int recordsAtOnce() {
    return Math.max(1, CELLS_AT_ONCE / shape.fields().size());
  }

  @Override
  public int readsAtOnce() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean listsDeletions() {
    return true;
  }

  @Override
  public @Nullable ZoneId zone() {
    return tabs.zone(home).orElse(null);
  }

  @Override
  public String remoteId(PartitionKey partition, String key, int incarnation) {
    return key;
  }

  @Override
  public String listMethod() {
    return "spreadsheets.values.batchGetByDataFilter";
  }

  @Override
  public String readMethod() {
    return listMethod();
  }

  @Override
  public Fields normalise(Fields fields) {
    Map<String, Value> cells = new LinkedHashMap<>();
    ZoneId zone = zone();
    fields.values().forEach((field, value) -> cells.put(field, CellForm.toCell(value, zone)));
    return new Fields(cells);
  }

  @Override
  public @Nullable String refusal(Fields fields) {
    for (Map.Entry<String, Value> field : fields.values().entrySet()) {
      String text =
          switch (field.getValue()) {
            case Value.Text t -> t.text();
            case Value.Json j -> CellForm.toCell(j, null) instanceof Value.Text t ? t.text() : "";
            default -> "";
          };
      if (text.length() > LONGEST_TEXT) {
        return "field '%s' has %,d characters, a cell takes %,d"
            .formatted(field.getKey(), text.length(), LONGEST_TEXT);
      }
    }
    return null;
  }

  /** A listing between two pages. */
  private record Listing(
      Judged judged, Set<String> fresh, boolean awaited, Instant at, String cursor) {}

  @Override
  public Page changes(PartitionKey partition, @Nullable String cursor, @Nullable String pageToken) {
    return trouble.carefully(
        partition,
        () -> {
          Listing listing = pageToken == null ? null : listings.get(partition);
          if (listing == null) {
            listing = list(partition, cursor);
            if (listing == null) {
              return new Page(List.of(), null, cursor);
            }
            listings.put(partition, listing);
            return page(partition, listing, 0);
          }
          return page(partition, listing, Integer.parseInt(String.valueOf(pageToken)));
        });
  }

  /** What a look says; null where nothing has changed since the cursor. */
  private @Nullable Listing list(PartitionKey partition, @Nullable String cursor) throws Exception {
    tabs.heard(partition, store.looks().heard(partition));
    Tab tab = tabs.of(partition, rules, shape);
    Look look =
        tabs.wasJustMade(partition)
            ? looks.made(partition, tab, shape)
            : settledLook(partition, tab);
    Instant now = store.now();
    String digest = look.digest();
    if (!look.rows().isEmpty()) {
      layouts.apply(partition, tab, look.columns());
    }
    if (digest.equals(cursor) && !notes.isDue(partition)) {
      lookAgain(partition, now, null, false);
      return null;
    }
    Map<String, Sighting> before = store.sightings().of(partition);
    Judged judged =
        new Judge(shape, rules.takesUp(), rules.drawsKeys(), rules.settle())
            .judge(look, witness.known(partition), before, now, cursor == null);
    store.together(
        () -> {
          store.sightings().replace(partition, before, judged.sightings());
          witness.problems(partition, judged.problems());
          witness.stand(partition, judged.standing());
        });
    notes.write(partition, tab, look, judged.marks());
    if (!judged.keyless().isEmpty()) {
      writeKeys(partition, tab, judged);
    }
    lookAgain(partition, now, judged.lookAgain(), judged.lively());
    boolean isPending = judged.lookAgain() != null || !judged.keyless().isEmpty();
    return new Listing(
        judged,
        new HashSet<>(judged.fresh()),
        store.batches().isAwaited(tab.spreadsheetId(), look.batch()),
        now,
        isPending ? digest + "~" : digest);
  }

  private Page page(PartitionKey partition, Listing listing, int from) {
    List<SheetRow> changed = listing.judged().changed();
    int to = Math.min(changed.size(), from + PAGE);
    List<Remote> items = new ArrayList<>();
    for (SheetRow row : changed.subList(from, to)) {
      Set<Remote.Trait> traits = traits(listing.awaited());
      if (listing.fresh().contains(row.key())) {
        traits.add(Remote.Trait.FRESH);
      }
      items.add(
          remote(partition, String.valueOf(row.key()), row.cells(shape), listing.at(), traits));
    }
    if (to < changed.size()) {
      return new Page(items, String.valueOf(to), null);
    }
    listing.judged().gone().forEach(key -> items.add(gone(key, listing.at())));
    listings.remove(partition);
    return new Page(items, null, listing.cursor());
  }

  /** What is true of every row that a look shows. */
  static Set<Remote.Trait> traits(boolean awaited) {
    return awaited
        ? EnumSet.of(Remote.Trait.KEYED, Remote.Trait.AWAITED)
        : EnumSet.of(Remote.Trait.KEYED);
  }

  private void lookAgain(
      PartitionKey partition, Instant now, @Nullable Instant settles, boolean lively) {
    Duration every =
        pace.next(
            store.looks().every(partition).orElse(null),
            lively,
            store.tabs().tabsOf(partition.account()));
    Instant at = now.plus(every);
    store
        .looks()
        .again(partition, settles != null && settles.isBefore(at) ? settles : at, settles, every);
  }

  @Override
  public Preview preview(PartitionKey partition) {
    return new SheetPreview(
        PAGE,
        () -> trouble.carefully(partition, () -> foreseen(partition)),
        new SheetPreview.Shown() {
          @Override
          public Remote row(SheetRow row, Instant at) {
            return row.key() == null
                ? typed(row)
                : remote(
                    partition, row.key(), row.cells(shape), at, EnumSet.of(Remote.Trait.KEYED));
          }

          @Override
          public Remote gone(String key, Instant at) {
            return SheetTarget.this.gone(key, at);
          }

          @Override
          public Remote unsettled(String key, Instant at) {
            return remote(partition, key, Fields.EMPTY, at, EnumSet.of(Remote.Trait.UNSETTLED));
          }
        });
  }

  /** A row that will be given a key. */
  private Remote typed(SheetRow row) {
    return new Remote(
        "row " + (row.index() + 1),
        null,
        null,
        null,
        Set.of(),
        null,
        row.cells(shape).without(Set.copyOf(shape.keyFields())));
  }

  /** What looks will say once all that they show has been the same for long enough. */
  private SheetPreview.Seen foreseen(PartitionKey partition) throws Exception {
    Optional<Tab> found = tabs.find(partition, rules);
    if (found.isEmpty()) {
      return SheetPreview.Seen.NOTHING;
    }
    Tab tab = found.get();
    Look look = looks.foreseen(partition, tab, shape);
    if (store.batches().isUnsettled(tab.spreadsheetId(), look.batch())) {
      throw new TabFault(
          "unsettled",
          "a batch of spreadsheet %s is being settled: nothing is read from it until then"
              .formatted(tab.spreadsheetId()));
    }
    store.batches().requireOurs(tab.spreadsheetId(), look.batch());
    Judge judge = new Judge(shape, rules.takesUp(), rules.drawsKeys(), rules.settle());
    Map<String, KnownRecord> known = witness.known(partition);
    Instant now = store.now();
    Map<String, Sighting> seen = new LinkedHashMap<>();
    judge
        .judge(look, known, store.sightings().of(partition), now, true)
        .sightings()
        .forEach((what, sighting) -> seen.put(what, sighting.told(false)));
    return new SheetPreview.Seen(
        judge.judge(look, known, seen, now.plus(rules.settle()), true), known, now);
  }

  /** A look from which nothing is read before what is unsettled is settled. */
  private Look settledLook(PartitionKey partition, Tab tab) throws Exception {
    Look look = looks.look(partition, tab, shape);
    if (store.batches().isUnsettled(tab.spreadsheetId(), look.batch())) {
      Turn turn = turns.enter(tab.spreadsheetId(), partition);
      Flush flush = flush(partition, tab, turn, () -> {});
      try {
        flush.settle(look.batch());
      } finally {
        turns.leave(flush.turn(), partition);
      }
      look = looks.look(partition, tab, shape);
    }
    store.batches().requireOurs(tab.spreadsheetId(), look.batch());
    return look;
  }

  private void writeKeys(PartitionKey partition, Tab tab, Judged judged) throws Exception {
    List<SheetRow> rows = judged.keyless();
    List<Map<String, Value>> drawn = witness.drawKeys(partition, rows.size());
    if (drawn.isEmpty()) {
      return;
    }
    List<Map<String, Value>> cells =
        drawn.stream()
            .map(
                key -> {
                  Map<String, Value> byField = new LinkedHashMap<>();
                  shape
                      .keys()
                      .fields()
                      .forEach(
                          field ->
                              byField.put(
                                  field.name(),
                                  CellForm.toCell(
                                      key.getOrDefault(field.column().name(), Value.NULL),
                                      tab.zone())));
                  return byField;
                })
            .toList();
    Turn turn = turns.enter(tab.spreadsheetId(), partition);
    Flush flush = flush(partition, tab, turn, () -> {});
    try {
      flush.writeKeys(rows, cells);
    } catch (BatchRefused refusal) {
      tellUnkeyed(partition, judged, refusal);
    } catch (BatchOvertaken overtaken) {
      LOG.debug("the keys wait for the next look: {}", overtaken.getMessage());
    } finally {
      turns.leave(flush.turn(), partition);
    }
  }

  private void tellUnkeyed(PartitionKey partition, Judged judged, BatchRefused refusal) {
    List<Problem> problems = new ArrayList<>();
    for (SheetRow row : judged.keyless()) {
      if (unkeyed.add(partition + row.version())) {
        problems.add(
            new Problem(
                judged.nameOf(row),
                null,
                row.index() + 1,
                "row %d needs a key, and none could be written: %s"
                    .formatted(row.index() + 1, refusal.getMessage()),
                row.shown(shape)));
      }
    }
    witness.problems(partition, problems);
  }

  @Override
  public Map<String, Remote> read(PartitionKey partition, Collection<String> remoteIds) {
    return trouble.carefully(
        partition,
        () -> {
          Tab tab = tabs.of(partition, rules, shape);
          Look look = settledLook(partition, tab);
          Map<String, KnownRecord> known = witness.known(partition);
          Map<String, Sighting> sightings = store.sightings().of(partition);
          Instant now = store.now();
          Map<String, List<SheetRow>> byKey = look.byKey();
          Map<String, Remote> found = new LinkedHashMap<>();
          boolean awaited = store.batches().isAwaited(tab.spreadsheetId(), look.batch());
          for (String id : remoteIds) {
            Remote remote =
                read(
                    partition,
                    id,
                    traits(awaited),
                    byKey.getOrDefault(id, List.of()),
                    known.get(id),
                    sightings,
                    now);
            if (remote != null) {
              found.put(id, remote);
            }
          }
          return found;
        });
  }

  /** Null where it is gone for good, or was never there. */
  @Nullable Remote read(
      PartitionKey partition,
      String key,
      Set<Remote.Trait> traits,
      List<SheetRow> rows,
      @Nullable KnownRecord known,
      Map<String, Sighting> sightings,
      Instant now) {
    SheetRow row = rows.isEmpty() ? null : Judge.owner(rows, known);
    if (row != null) {
      return remote(partition, key, row.cells(shape), now, traits);
    }
    Sighting absent = sightings.get(Judge.ABSENT + key);
    boolean isGone =
        rows.isEmpty()
            && (known == null
                || !known.expected()
                || absent != null
                    && absent.looks() > 1
                    && !absent.firstSeen().plus(rules.settle()).isAfter(now));
    return isGone
        ? null
        : remote(partition, key, Fields.EMPTY, now, EnumSet.of(Remote.Trait.UNSETTLED));
  }

  private Remote gone(String key, Instant at) {
    return new Remote(key, null, at, null, EnumSet.of(Remote.Trait.DELETED), null, Fields.EMPTY);
  }

  Remote remote(
      PartitionKey partition, String key, Fields cells, Instant at, Set<Remote.Trait> traits) {
    return new Remote(
        key,
        shape.version(cells),
        at,
        null,
        traits,
        new Remote.Stamp(instance, partition.sync(), Remote.Stamp.keyText(key), key, 0),
        cells);
  }

  Flush flush(PartitionKey partition, Tab tab, Turn turn, Progress progress) {
    return new Flush(calls, store.batches(), looks, witness, partition, tab, shape, turn, progress);
  }

  @Override
  public Duration patience(PartitionKey partition) {
    return pace.whileSomethingIsWrong(store.tabs().tabsOf(partition.account()));
  }

  @Override
  public void awaitTurn(PartitionKey partition) {
    store.tabs().find(partition).ifPresent(tab -> turns.awaitRest(tab.spreadsheetId()));
  }

  @Override
  public List<Outcome> write(PartitionKey partition, List<Write> writes, Progress progress) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    Lane lane = progress.isBackfill() ? Lane.BACKFILL : Lane.current();
    try {
      lane.call(
          () -> {
            Tab tab = tabs.toWrite(partition, rules, shape);
            new SheetBatch(
                    this, shape, formats, store, turns, witness, limits, trouble, partition, tab,
                    progress, outcomes)
                .run(writes);
            return null;
          });
    } catch (Exception e) {
      throw stopped(partition, writes, outcomes, e);
    }
    return inOrder(writes, outcomes);
  }

  private static List<Outcome> inOrder(List<Write> writes, Map<String, Outcome> outcomes) {
    return writes.stream()
        .map(write -> outcomes.getOrDefault(write.key(), new Outcome.NotTried(write.key())))
        .toList();
  }

  private TargetException stopped(
      PartitionKey partition, List<Write> writes, Map<String, Outcome> outcomes, Exception e) {
    TargetException wider = trouble.wider(partition, e);
    return new TargetException(wider.failure(), inOrder(writes, outcomes), e);
  }
}

package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.NumberFormat;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Renaming;
import dev.lockstep.core.Value;
import dev.lockstep.google.Lane;
import dev.lockstep.google.RateLimits;
import dev.lockstep.mapping.CellForm;
import dev.lockstep.target.KnownRecord;
import dev.lockstep.target.Outcome;
import dev.lockstep.target.Page;
import dev.lockstep.target.Preview;
import dev.lockstep.target.Remote;
import dev.lockstep.target.Target;
import dev.lockstep.target.TargetException;
import dev.lockstep.target.Witness;
import dev.lockstep.target.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tab of one sync. */
final class SheetTarget implements Target {

  /** Google keeps no more in a cell. */
  private static final int LONGEST_TEXT = 50_000;

  /** Cells that one batch writes at most. */
  private static final int CELLS_AT_ONCE = 50_000;

  private final PartitionKey home;
  private final SheetRules rules;
  private final TabShape shape;
  private final Map<String, NumberFormat> formats;
  private final SheetStore store;
  private final Tabs tabs;
  private final Turns turns;
  private final Witness witness;
  private final RateLimits limits;
  private final LookPace pace;
  private final SheetTrouble trouble;
  private final Remotes remotes;
  private final Flushes flushes;
  private final SettledLooks settled;
  private final ForeseenLook foreseen;
  private final Listings listings;

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
    this.store = store;
    this.tabs = tabs;
    this.turns = turns;
    this.witness = witness;
    this.limits = limits;
    this.pace = pace;
    this.trouble = new SheetTrouble(rules, store.tabs(), tabs, limits);
    this.remotes = new Remotes(shape, rules.settle(), instance);
    this.flushes = new Flushes(calls, store.batches(), looks, witness);
    this.settled = new SettledLooks(looks, shape, store.batches(), turns, flushes);
    this.foreseen = new ForeseenLook(rules, shape, store, tabs, looks, witness);
    this.listings =
        new Listings(
            rules,
            shape,
            store,
            tabs,
            looks,
            settled,
            remotes,
            layouts,
            new NoteWriter(calls, store.notes(), witness, shape, rules.sheet().cellNotes()),
            new KeyWriter(shape, turns, flushes, witness),
            witness,
            pace);
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
    return shape.keys().refusal(fields);
  }

  @Override
  public Page changes(PartitionKey partition, @Nullable String cursor, @Nullable String pageToken) {
    return trouble.carefully(partition, () -> listings.changes(partition, cursor, pageToken));
  }

  @Override
  public Preview preview(PartitionKey partition, Renaming renaming) {
    return new SheetPreview(
        partition,
        () -> trouble.carefully(partition, () -> foreseen.of(partition, renaming)),
        remotes);
  }

  @Override
  public Map<String, Remote> read(PartitionKey partition, Collection<String> remoteIds) {
    return trouble.carefully(
        partition,
        () -> {
          Tab tab = tabs.of(partition, rules, shape);
          Look look = settled.look(partition, tab);
          Map<String, KnownRecord> known = witness.known(partition);
          Map<String, Sighting> sightings = store.sightings().of(partition);
          Instant now = store.now();
          Map<String, List<SheetRow>> byKey = look.byKey();
          Map<String, Remote> found = new LinkedHashMap<>();
          boolean awaited = store.batches().isAwaited(tab.spreadsheetId(), look.batch());
          for (String id : remoteIds) {
            Remote remote =
                remotes.ofRows(
                    partition,
                    id,
                    Remotes.traits(awaited),
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
                    this, shape, formats, store, turns, flushes, remotes, witness, limits, trouble,
                    partition, tab, progress, outcomes)
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

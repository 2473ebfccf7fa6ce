package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.AddSheetRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetResponse;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.ExtendedValue;
import com.google.api.services.sheets.v4.model.GridCoordinate;
import com.google.api.services.sheets.v4.model.GridProperties;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import com.google.api.services.sheets.v4.model.UpdateCellsRequest;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.definition.SyncDefinition;
import dev.lockstep.google.Failures;
import dev.lockstep.target.TargetException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows where each partition's tab is: made where it is missing the first time, then remembered by
 * its sheet id and zone. What Google says of a spreadsheet is kept for ten minutes.
 */
final class Tabs {

  private static final Logger LOG = LoggerFactory.getLogger(Tabs.class);

  private static final Duration KEEP = Duration.ofMinutes(10);

  /** Notifications do not drop what is younger: a read a minute is what they may cost. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final SheetCalls calls;
  private final Bins bins;
  private final SheetStore store;
  private final String instance;
  private final Map<PartitionKey, Kept> kept = new ConcurrentHashMap<>();
  private final Map<PartitionKey, ZoneId> foreseen = new ConcurrentHashMap<>();
  private final Set<PartitionKey> made = ConcurrentHashMap.newKeySet();
  private final StructureHits hits;
  private final InstantSource clock;

  /** Told how often what is kept was enough. */
  interface StructureHits {
    void asked(boolean hit);
  }

  Tabs(
      SheetCalls calls,
      SheetStore store,
      String instance,
      StructureHits hits,
      InstantSource clock) {
    this.clock = clock;
    this.calls = calls;
    this.bins = new Bins(calls, store);
    this.store = store;
    this.instance = instance;
    this.hits = hits;
  }

  /**
   * @param asked when, by the clock of the database
   * @param since the same by that of this node
   */
  private record Kept(Tab tab, Instant asked, Instant since) {
    Instant until() {
      return since.plus(KEEP);
    }
  }

  /** The zone of a tab that was found before. */
  Optional<ZoneId> zone(PartitionKey partition) {
    Kept known = kept.get(partition);
    return known != null
        ? Optional.of(known.tab().zone())
        : store
            .tabs()
            .find(partition)
            .map(remembered -> ZoneId.of(remembered.zone()))
            .or(() -> Optional.ofNullable(foreseen.get(partition)));
  }

  /** The tab if there is one; nothing is made, and nothing kept but the zone of its spreadsheet. */
  Optional<Tab> find(PartitionKey partition, SheetRules rules) throws Exception {
    Optional<TabStore.Remembered> remembered = store.tabs().find(partition);
    String id =
        remembered.isPresent()
            ? remembered.get().spreadsheetId()
            : existing(partition.account(), rules.spreadsheet());
    if (id == null) {
      return Optional.empty();
    }
    Spreadsheet spreadsheet = calls.get(partition.account(), id);
    SheetProperties sheet =
        remembered.isPresent()
            ? remembered(spreadsheet, remembered.get(), rules.sheet().tab())
            : titled(spreadsheet, rules.sheet().tab());
    if (sheet != null) {
      requireFree(
          partition, spreadsheet, sheet, store.tabs().keeper(partition, id, sheetId(sheet)));
    }
    foreseen.put(partition, ZoneId.of(spreadsheet.getProperties().getTimeZone()));
    return Optional.ofNullable(sheet)
        .map(found -> tab(id, spreadsheet, found, titled(spreadsheet, Tab.SAVES)));
  }

  private @Nullable String existing(String account, SyncDefinition.Spreadsheet wanted)
      throws Exception {
    return switch (wanted) {
      case SyncDefinition.Spreadsheet.Id given -> given.spreadsheetId();
      case SyncDefinition.Spreadsheet.Create create -> {
        Optional<String> known = store.files().find(account, create.title());
        yield known.isPresent() ? known.get() : calls.made(account, mark(account, create.title()));
      }
    };
  }

  private static Tab tab(
      String id, Spreadsheet spreadsheet, SheetProperties sheet, @Nullable SheetProperties saves) {
    GridProperties grid = sheet.getGridProperties();
    return new Tab(
        id,
        sheetId(sheet),
        sheet.getTitle(),
        ZoneId.of(spreadsheet.getProperties().getTimeZone()),
        saves == null ? null : sheetId(saves),
        grid.getRowCount(),
        grid.getColumnCount());
  }

  /** What was kept of the tab may be wrong. */
  void forget(PartitionKey partition) {
    kept.remove(partition);
  }

  /**
   * Somebody told of a change since then: what is kept may be wrong, unless it is not a minute old.
   * A script tells of each keystroke.
   */
  void heard(PartitionKey partition, @Nullable Instant at) {
    kept.computeIfPresent(
        partition,
        (key, known) ->
            at != null
                    && at.isAfter(known.asked())
                    && known.since().plus(FRESH).isBefore(clock.instant())
                ? null
                : known);
  }

  /** Whether {@link #of}, when asked last, made tab and hidden tab: nothing is in them yet. */
  boolean wasJustMade(PartitionKey partition) {
    return made.contains(partition);
  }

  /** The tab, found or made, in a spreadsheet that is to be written to. */
  Tab toWrite(PartitionKey partition, SheetRules rules, TabShape shape) throws Exception {
    Tab tab = of(partition, rules, shape);
    try {
      bins.requireOutside(partition, tab.spreadsheetId());
    } catch (TabFault trashed) {
      forget(partition);
      throw trashed;
    }
    return tab;
  }

  /** The tab, found or made. */
  Tab of(PartitionKey partition, SheetRules rules, TabShape shape) throws Exception {
    made.remove(partition);
    Kept known = kept.get(partition);
    boolean hit = known != null && known.until().isAfter(clock.instant());
    hits.asked(hit);
    if (hit) {
      return known.tab();
    }
    Instant asked = store.now();
    Tab tab = open(partition, rules, shape);
    kept.put(partition, new Kept(tab, asked, clock.instant()));
    return tab;
  }

  private Tab open(PartitionKey partition, SheetRules rules, TabShape shape) throws Exception {
    Optional<TabStore.Remembered> remembered = store.tabs().find(partition);
    String id =
        remembered.isPresent()
            ? remembered.get().spreadsheetId()
            : spreadsheet(partition.account(), rules.spreadsheet());
    if (remembered.isPresent()) {
      return open(partition, rules, shape, id, remembered);
    }
    // Syncs of one spreadsheet begin one after the other: each would make the hidden tab.
    Lock alone = store.tabs().alone(id);
    alone.lockInterruptibly();
    try {
      return open(partition, rules, shape, id, remembered);
    } finally {
      alone.unlock();
    }
  }

  private Tab open(
      PartitionKey partition,
      SheetRules rules,
      TabShape shape,
      String id,
      Optional<TabStore.Remembered> remembered)
      throws Exception {
    bins.requireOutside(partition, id);
    Spreadsheet spreadsheet = calls.get(partition.account(), id);
    String zone = spreadsheet.getProperties().getTimeZone();
    SheetProperties sheet =
        remembered.isPresent()
            ? remembered(spreadsheet, remembered.get(), rules.sheet().tab())
            : titled(spreadsheet, rules.sheet().tab());
    if (sheet != null) {
      requireFree(
          partition, spreadsheet, sheet, store.tabs().keeper(partition, id, sheetId(sheet)));
    }
    SheetProperties saves = titled(spreadsheet, Tab.SAVES);
    boolean madeBoth = sheet == null && saves == null;
    if (sheet == null || saves == null) {
      Made made = make(partition.account(), id, rules.sheet().tab(), sheet, saves, shape);
      sheet = made.tab();
      saves = made.saves();
    }
    if (remembered.isEmpty()) {
      requireFree(
          partition,
          spreadsheet,
          sheet,
          store.tabs().remember(partition, id, sheetId(sheet), zone));
    }
    if (madeBoth) {
      made.add(partition);
    }
    return tab(id, spreadsheet, sheet, saves);
  }

  /** One tab, one writer (PROTOCOL 11.4), whatever two definitions call its spreadsheet. */
  private static void requireFree(
      PartitionKey partition,
      Spreadsheet spreadsheet,
      SheetProperties sheet,
      Optional<String> keeper) {
    if (keeper.isPresent()) {
      throw new TabFault(
          "anotherWriter",
          ("sync '%s' keeps tab '%s' of spreadsheet '%s' in step already: give sync '%s' a tab of"
                  + " its own, or remove one of them; until then '%s' leaves the tab alone")
              .formatted(
                  keeper.get(),
                  sheet.getTitle(),
                  spreadsheet.getProperties().getTitle(),
                  partition.sync(),
                  partition.sync()));
    }
  }

  static int sheetId(SheetProperties sheet) {
    return sheet.getSheetId() == null ? 0 : sheet.getSheetId();
  }

  /** The tab that was connected, whatever its name is now; its zone must be the same. */
  private static SheetProperties remembered(
      Spreadsheet spreadsheet, TabStore.Remembered remembered, String tab) {
    if (!remembered.zone().equals(spreadsheet.getProperties().getTimeZone())) {
      throw new TabFault(
          "zoneChanged",
          ("the time zone of spreadsheet '%s' was %s and is %s now: every time in it would move;"
                  + " set it back under File, Settings")
              .formatted(
                  spreadsheet.getProperties().getTitle(),
                  remembered.zone(),
                  spreadsheet.getProperties().getTimeZone()));
    }
    return spreadsheet.getSheets().stream()
        .map(sheet -> sheet.getProperties())
        .filter(properties -> sheetId(properties) == remembered.sheetId())
        .findFirst()
        .orElseThrow(
            () ->
                new TabFault(
                    "tabDeleted",
                    ("tab '%s' of spreadsheet '%s' was deleted: bring it back from the version"
                            + " history, or remove the sync")
                        .formatted(tab, spreadsheet.getProperties().getTitle())));
  }

  private static @Nullable SheetProperties titled(Spreadsheet spreadsheet, String title) {
    return spreadsheet.getSheets().stream()
        .map(sheet -> sheet.getProperties())
        .filter(properties -> title.equals(properties.getTitle()))
        .findFirst()
        .orElse(null);
  }

  private String spreadsheet(String account, SyncDefinition.Spreadsheet wanted) throws Exception {
    return switch (wanted) {
      case SyncDefinition.Spreadsheet.Id given -> given.spreadsheetId();
      case SyncDefinition.Spreadsheet.Create create -> made(account, create.title());
    };
  }

  /** Made once: a start that died before noting it left its mark on the file. */
  private String made(String account, String title) throws Exception {
    // Two syncs that begin together must not make it twice; all of a node share the store.
    synchronized (store.files()) {
      Optional<String> known = store.files().find(account, title);
      if (known.isPresent()) {
        return known.get();
      }
      String mark = mark(account, title);
      if (!store.files().mayMake(account, title)) {
        Optional<String> meanwhile = store.files().find(account, title);
        if (meanwhile.isPresent()) {
          return meanwhile.get();
        }
        throw new Race("another node is making spreadsheet '%s'".formatted(title), null);
      }
      String id = findOrMake(account, title, mark);
      store.files().remember(account, title, id);
      return store.files().find(account, title).orElseThrow();
    }
  }

  private String findOrMake(String account, String title, String mark) throws Exception {
    try {
      String found = calls.made(account, mark);
      if (found != null) {
        return found;
      }
      String id = calls.create(account, title, mark);
      bins.isNew(id);
      return id;
    } catch (Exception e) {
      if (Failures.of(e).kind() != Failure.Kind.TRANSIENT) {
        store.files().isNotMade(account, title); // Google has answered: nothing is under way.
      }
      throw e;
    }
  }

  private String mark(String account, String title) {
    byte[] hash =
        TabShape.sha256()
            .digest(
                (instance + "\n" + account + "\n" + title)
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return java.util.HexFormat.of().formatHex(hash, 0, 20);
  }

  private record Made(SheetProperties tab, @Nullable SheetProperties saves) {}

  /** Makes what is missing: the tab with its header, the hidden tab with its own. */
  private Made make(
      String account,
      String spreadsheetId,
      String title,
      @Nullable SheetProperties tab,
      @Nullable SheetProperties saves,
      TabShape shape)
      throws Exception {
    List<Request> ofTab = tab == null ? newTab(title, shape) : List.of();
    List<Request> ofSaves = saves == null ? newSaves(spreadsheetId) : List.of();
    if (tab != null && saves != null) {
      return new Made(tab, saves);
    }
    List<Request> both = new ArrayList<>(ofTab);
    both.addAll(ofSaves);
    List<SheetProperties> added;
    try {
      added = added(calls.update(account, spreadsheetId, both));
    } catch (Exception e) {
      if (ofSaves.isEmpty() || !isRefused(e)) {
        throw e;
      }
      if (titled(calls.get(account, spreadsheetId), Tab.SAVES) != null) {
        // The sync of another tab was quicker: all is read again.
        throw new Race(
            "another tab of spreadsheet %s was made at the same moment".formatted(spreadsheetId),
            e);
      }
      LOG.warn(
          "spreadsheet {} takes no hidden tab ({}): writes are verified by reading back only, and"
              + " what they hit by mistake cannot be put back",
          spreadsheetId,
          Failures.of(e).message());
      added = ofTab.isEmpty() ? List.of() : added(calls.update(account, spreadsheetId, ofTab));
      return new Made(tab == null ? added.getFirst() : tab, null);
    }
    return new Made(tab == null ? added.getFirst() : tab, saves == null ? added.getLast() : saves);
  }

  /** Two made the same thing at once; the second begins again. */
  private static final class Race extends TargetException {
    private static final long serialVersionUID = 1L;

    Race(String message, @Nullable Exception cause) {
      super(
          new Failure(Failure.Kind.QUOTA, Failure.Scope.PARTITION, "busy", message, null),
          List.of(),
          cause == null ? new IllegalStateException(message) : cause);
    }
  }

  /** The cell limit, or a protection: the tab itself may still be made. */
  private static boolean isRefused(Exception e) {
    Failure failure = Failures.of(e);
    return failure.kind() == Failure.Kind.PERMANENT;
  }

  private static List<SheetProperties> added(BatchUpdateSpreadsheetResponse answer) {
    return answer.getReplies().stream()
        .filter(reply -> reply.getAddSheet() != null)
        .map(reply -> reply.getAddSheet().getProperties())
        .toList();
  }

  private static List<Request> newTab(String title, TabShape shape) {
    int id = newId();
    return List.of(
        add(
            new SheetProperties()
                .setSheetId(id)
                .setTitle(title)
                .setGridProperties(
                    new GridProperties()
                        .setRowCount(100)
                        .setColumnCount(Math.max(26, shape.fields().size())))),
        texts(id, shape.fields()));
  }

  private List<Request> newSaves(String spreadsheetId) {
    int id = newId();
    return List.of(
        add(
            new SheetProperties()
                .setSheetId(id)
                .setTitle(Tab.SAVES)
                .setHidden(true)
                .setGridProperties(new GridProperties().setRowCount(1).setColumnCount(3))),
        texts(id, List.of(spreadsheetId, instance)));
  }

  /** A Java client would send 0 as an id; Google takes any that is free. */
  private static int newId() {
    return ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
  }

  private static Request add(SheetProperties properties) {
    return new Request().setAddSheet(new AddSheetRequest().setProperties(properties));
  }

  private static Request texts(int sheet, List<String> texts) {
    return new Request()
        .setUpdateCells(
            new UpdateCellsRequest()
                .setStart(new GridCoordinate().setSheetId(sheet).setRowIndex(0).setColumnIndex(0))
                .setRows(
                    List.of(
                        new RowData()
                            .setValues(
                                texts.stream()
                                    .map(
                                        text ->
                                            new CellData()
                                                .setUserEnteredValue(
                                                    new ExtendedValue().setStringValue(text)))
                                    .toList())))
                .setFields("userEnteredValue"));
  }
}

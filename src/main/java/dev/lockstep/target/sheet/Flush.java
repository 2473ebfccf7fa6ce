package dev.lockstep.target.sheet;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetResponse;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.NumberFormat;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import dev.lockstep.core.Failure;
import dev.lockstep.core.Fields;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.google.Failures;
import dev.lockstep.mapping.Column;
import dev.lockstep.mapping.ColumnType;
import dev.lockstep.mapping.KeyCells;
import dev.lockstep.target.Call;
import dev.lockstep.target.Target;
import dev.lockstep.target.Witness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn of writing to a spreadsheet: what is unsettled first, then read, commit, send, judge,
 * and put back what was hit by mistake (PROTOCOL 7.1).
 */
final class Flush {

  private static final Logger LOG = LoggerFactory.getLogger(Flush.class);

  private static final String METHOD = "spreadsheets.batchUpdate";

  /** How often what was hit is put back before a person must look. */
  private static final int ROUNDS = 3;

  private final SheetCalls calls;
  private final BatchStore batches;
  private final Looks looks;
  private final Witness witness;
  private final PartitionKey partition;
  private Tab tab;
  private final TabShape shape;
  private final Target.Progress progress;
  private Turn turn;

  /** The number that the hidden tab showed when it was read last. */
  private long shown;

  Flush(
      SheetCalls calls,
      BatchStore batches,
      Looks looks,
      Witness witness,
      PartitionKey partition,
      Tab tab,
      TabShape shape,
      Turn turn,
      Target.Progress progress) {
    this.calls = calls;
    this.batches = batches;
    this.looks = looks;
    this.witness = witness;
    this.partition = partition;
    this.tab = tab;
    this.shape = shape;
    this.turn = turn;
    this.progress = progress;
  }

  Turn turn() {
    return turn;
  }

  /** Keys, the hidden tab's header, and the rows of these keys whole. */
  Block read(Collection<String> keys, Collection<Integer> alsoRows) throws Exception {
    Looks.Positions known = looks.positions(partition);
    Set<Integer> rows = new TreeSet<>(alsoRows);
    for (String key : keys) {
      Integer row = known.rows().get(key);
      if (row != null) {
        rows.add(row);
      }
    }
    Columns columns = known.columns();
    if (!columns.positions().keySet().containsAll(shape.fields())) {
      columns = looks.look(partition, tab, shape).columns();
    }
    Block block;
    try {
      block = block(columns, rows);
    } catch (GoogleJsonResponseException e) {
      if (e.getStatusCode() != 400 || rows.isEmpty()) {
        throw e;
      }
      // Where rows stood is below the tab's end by now: somebody has made it smaller.
      block = block(looks.look(partition, tab, shape).columns(), Set.of());
      rows.clear();
    }
    Set<Integer> missing = new TreeSet<>();
    for (String key : keys) {
      List<Integer> places = block.rowsByKey().getOrDefault(key, List.of());
      if (places.size() == 1 && !rows.contains(places.getFirst())) {
        missing.add(places.getFirst());
      }
    }
    if (!missing.isEmpty()) {
      missing.addAll(rows);
      block = block(block.columns(), missing);
    }
    looks.remember(partition, block);
    return block;
  }

  private Block block(Columns columns, Set<Integer> rows) throws Exception {
    progress.beforeCall();
    Spreadsheet answer =
        calls.cells(
            partition.account(),
            tab.spreadsheetId(),
            Reader.blockRanges(tab, columns, shape, rows));
    tab = Reader.sized(tab, answer);
    Map<Integer, Map<Integer, CellData>> cells = Reader.cells(answer, tab.sheetId());
    List<Object> header = Reader.headerRow(cells);
    Columns now = looks.columnsIn(partition, tab, shape, header, tab.width());
    if (!now.equals(columns)) {
      return block(now, rows); // A person moved columns: the keys are elsewhere.
    }
    shown = tab.savesId() == null ? -1 : batch(Reader.cells(answer, tab.savesId()));
    return Reader.block(cells, columns, shape, rows, shown);
  }

  private static long batch(Map<Integer, Map<Integer, CellData>> saves) {
    Value number = Cells.shown(saves.getOrDefault(0, Map.of()).get(2));
    return number instanceof Value.Decimal decimal ? decimal.number().longValue() : 0;
  }

  /**
   * What became of a batch.
   *
   * @param hit records whose write hit another row, or a row that somebody had just changed; what
   *     was hit is put back
   */
  record Done(Set<String> hit) {}

  /**
   * Sends one batch and judges it.
   *
   * @throws Refusal where Google refused it, which did nothing
   * @throws Overtaken where a batch of unknown fate has arrived meanwhile; this one did nothing
   * @throws Unjudged where it was carried out, and what it hit could not be put back yet
   * @throws IOException where nobody knows what became of it: it stays unsettled
   */
  Done send(
      FlushPlan plan, Columns columns, List<String> insertKeys, Map<String, NumberFormat> formats)
      throws Exception {
    List<Touch> touched = plan.judged(columns, insertKeys);
    Saved saved = commitAndCall(plan, touched, 0, columns, insertKeys, formats);
    long number = turn.batch();
    Set<String> hit;
    try {
      hit =
          tab.savesId() == null
              ? unsaved(plan, columns)
              : judged(number, saved, touched, plan.headerAt(), plan.savesEnd(), columns);
      batches.settled(tab.spreadsheetId(), number);
    } catch (Exception e) {
      throw new Unjudged(e);
    }
    if (!insertKeys.isEmpty() && hit.isEmpty()) {
      looks.inserted(partition, insertKeys, plan.firstInserted());
    }
    return new Done(hit);
  }

  private Saved commitAndCall(
      FlushPlan plan,
      List<Touch> touched,
      long continues,
      Columns columns,
      List<String> insertKeys,
      Map<String, NumberFormat> formats)
      throws Exception {
    List<Long> voids =
        batches.unsettled(tab.spreadsheetId()).stream()
            .map(BatchStore.Unsettled::batch)
            .filter(number -> number > shown)
            .toList();
    String kept = PlanJson.write(touched, plan, continues, columns, tab.sheetId(), shape);
    turn = batches.commit(turn, partition, kept, Turns.KEEPS);
    Requests.Batch batch =
        Requests.of(tab, columns, plan, turn.batch(), voids, insertKeys, formats);
    progress.beforeCall();
    BatchUpdateSpreadsheetResponse answer;
    try {
      answer = sent(batch);
    } catch (GoogleJsonResponseException e) {
      if (e.getStatusCode() < 500) {
        batches.settled(tab.spreadsheetId(), turn.batch());
      }
      if (e.getStatusCode() == 400) {
        Refusal refusal = new Refusal(e, batch.records());
        throw refusal.number() < batch.claims() && tab.savesId() != null
            ? new Overtaken(refusal)
            : refusal;
      }
      throw e;
    } catch (IOException e) {
      if (tab.savesId() == null) {
        batches.settled(tab.spreadsheetId(), turn.batch()); // Nothing was kept to judge it by.
      }
      throw e;
    }
    shown = turn.batch();
    for (long number : voids) {
      batches.settled(tab.spreadsheetId(), number);
    }
    return Reader.saved(answer.getUpdatedSpreadsheet(), tab.savesId());
  }

  private BatchUpdateSpreadsheetResponse sent(Requests.Batch batch) throws IOException {
    List<String> keys = batch.records().stream().flatMap(List::stream).distinct().toList();
    long began = System.nanoTime();
    try {
      BatchUpdateSpreadsheetResponse answer =
          calls.flush(partition.account(), tab.spreadsheetId(), batch.request());
      progress.called(Call.ended(METHOD, keys, began, null));
      return answer;
    } catch (IOException | RuntimeException e) {
      Failure failure = Failures.of(e, Failures.About.COLLECTION);
      if (!failure.reason().equals("ownLimit")) { // Else it was never made.
        progress.called(Call.ended(METHOD, keys, began, failure));
      }
      throw e;
    }
  }

  /** A batch that was thought lost has arrived: it is to be settled first. */
  static final class Overtaken extends Exception {

    private static final long serialVersionUID = 1L;

    Overtaken(Refusal refusal) {
      super(refusal.getMessage(), refusal);
    }
  }

  /** A batch was carried out; why nobody can tell yet which of its rows show what was sent. */
  static final class Unjudged extends Exception {

    private static final long serialVersionUID = 1L;
    private final Exception why;

    Unjudged(Exception why) {
      super(why);
      this.why = why;
    }

    Exception why() {
      return why;
    }
  }

  /** Without a hidden tab the touched rows are read back; what was hit stays as it is. */
  private Set<String> unsaved(FlushPlan plan, Columns columns) throws Exception {
    Set<String> hit = new LinkedHashSet<>();
    if (plan.touches().isEmpty()) {
      return hit;
    }
    progress.beforeCall();
    Map<String, List<SheetRow>> now = looks.look(partition, tab, shape).byKey();
    for (Touch touch : plan.touches()) {
      List<SheetRow> rows =
          touch.key() == null ? List.of() : now.getOrDefault(touch.key(), List.of());
      boolean done =
          touch.deletes()
              ? rows.isEmpty()
              : rows.size() == 1 && shows(rows.getFirst(), touch.written());
      if (!done && touch.record() != null) {
        hit.add(touch.record());
        witness.misplaced(
            partition,
            touch.key(),
            Fields.EMPTY,
            "row %d may have been hit by mistake; without the hidden tab it cannot be told"
                .formatted(touch.row() + 1));
      }
    }
    return hit;
  }

  private static boolean shows(SheetRow row, Map<Integer, Value> written) {
    return written.entrySet().stream()
        .allMatch(
            cell ->
                (cell.getKey() < row.raw().size()
                        ? Cells.value(row.raw().get(cell.getKey()))
                        : Value.NULL)
                    .same(cell.getValue()));
  }

  /** Judges a batch by what was saved, and puts back what it hit by mistake. */
  private Set<String> judged(
      long batch, Saved saved, List<Touch> touches, int headerAt, int savesEnd, Columns read)
      throws Exception {
    List<Misplaced> hits = told(saved, touches, saved.columns(headerAt, read, shape), read);
    Set<String> records = new LinkedHashSet<>();
    for (Misplaced hit : hits) {
      if (hit.record() != null) {
        records.add(hit.record());
      }
    }
    putBack(hits, savesEnd, batch);
    return records;
  }

  private List<Misplaced> told(Saved saved, List<Touch> touches, Columns columns, Columns read) {
    List<Misplaced> hits = saved.misplaced(touches, read, columns, shape);
    for (Misplaced hit : hits) {
      witness.misplaced(
          partition,
          hit.key(),
          saved.cells(hit.saved(), columns, shape),
          text(hit).formatted(hit.row() + 1, tab.title()));
    }
    return hits;
  }

  private static String text(Misplaced hit) {
    if (hit.made()) {
      return "row %d of tab '%s' was made while somebody moved columns: it is made anew";
    }
    return hit.deleted()
        ? "row %d of tab '%s' was deleted by mistake while somebody moved rows: it is put back"
        : "row %d of tab '%s' was overwritten while somebody was at work on it: it is put back";
  }

  /**
   * Puts back in as many batches as it takes; none of them is settled before all is as it was.
   *
   * @param batch that hit them
   */
  private void putBack(List<Misplaced> first, int firstEnd, long batch) throws Exception {
    List<Misplaced> hits = first;
    int savesEnd = firstEnd;
    List<Long> repairs = new ArrayList<>();
    for (int round = 0; !hits.isEmpty(); round++) {
      if (round == ROUNDS) {
        throw new TabFault(
            "notPutBack",
            ("tab '%s' changed during each of %d tries to put back rows that were hit by mistake:"
                    + " the history has what they showed")
                .formatted(tab.title(), ROUNDS));
      }
      progress.beforeCall();
      Look look = looks.again(partition.account(), tab, shape);
      shown = look.batch();
      FlushPlan plan = Planner.putBack(look, hits, shape, savesEnd);
      if (plan.isEmpty()) {
        break;
      }
      long continues = repairs.isEmpty() ? batch : repairs.getLast();
      Saved saved =
          commitAndCall(plan, plan.touches(), continues, look.columns(), List.of(), Map.of());
      repairs.add(turn.batch());
      Columns then = saved.columns(plan.headerAt(), look.columns(), shape);
      hits = leftOver(hits, saved.misplaced(plan.touches(), look.columns(), then, shape));
      savesEnd = plan.savesEnd();
    }
    repairs.forEach(repair -> batches.settled(tab.spreadsheetId(), repair));
  }

  /**
   * What was put back into another row has left its own as it was: both are still to be mended. A
   * row that has its own again shows nothing of ours, and is not touched.
   */
  private static List<Misplaced> leftOver(List<Misplaced> before, List<Misplaced> missed) {
    return missed.isEmpty()
        ? missed
        : Stream.concat(missed.stream(), before.stream().filter(hit -> !hit.deleted())).toList();
  }

  /**
   * Settles a batch that is found to have arrived: its answer was lost, or its sender died.
   *
   * @param shown the number that the hidden tab shows
   * @return whether one was settled, so that what was read before is worth nothing
   */
  boolean settle(long shown) throws Exception {
    List<BatchStore.Unsettled> unsettled = batches.unsettled(tab.spreadsheetId());
    List<BatchStore.Unsettled> arrived = arrived(unsettled, shown);
    if (!arrived.isEmpty()) {
      LOG.info(
          "sync={} account={} tab={} batch {} arrived although its answer did not: judged now",
          arrived.getFirst().partition().sync(),
          arrived.getFirst().partition().account(),
          arrived.getFirst().partition().calendar(),
          shown);
      settle(arrived);
    }
    for (BatchStore.Unsettled batch : unsettled) {
      if (batch.batch() <= shown || batch.old()) {
        batches.settled(tab.spreadsheetId(), batch.batch());
      }
    }
    return !arrived.isEmpty();
  }

  /** The last batch and, where it was to put back what others had hit, those before it. */
  private static List<BatchStore.Unsettled> arrived(
      List<BatchStore.Unsettled> unsettled, long shown) {
    Map<Long, BatchStore.Unsettled> byNumber = new LinkedHashMap<>();
    unsettled.forEach(batch -> byNumber.put(batch.batch(), batch));
    List<BatchStore.Unsettled> arrived = new ArrayList<>();
    BatchStore.Unsettled batch = byNumber.remove(shown);
    while (batch != null) {
      arrived.add(batch);
      batch = byNumber.remove(PlanJson.read(batch.plan()).continues());
    }
    return arrived;
  }

  /** Whoever sent it, this sync's own or one that is paused or removed by now, for another tab. */
  private void settle(List<BatchStore.Unsettled> arrived) throws Exception {
    BatchStore.Unsettled last = arrived.getFirst();
    PlanJson.Stored stored = PlanJson.read(last.plan());
    Tab its = tab(stored.sheetId());
    if (its == null) {
      return; // The tab is gone, and with it whatever was hit.
    }
    Flush ours = this;
    if (!last.partition().equals(partition) || its.sheetId() != tab.sheetId()) {
      ours =
          new Flush(
              calls, batches, looks, witness, partition, its, shapeOf(stored, its), turn, progress);
    }
    ours.shown = last.batch();
    try {
      ours.judged(arrived);
    } finally {
      turn = ours.turn;
    }
  }

  /**
   * Judges the last of them, and looks once more after what those before it had hit: what was put
   * back into another row has left its own as it was.
   */
  private void judged(List<BatchStore.Unsettled> arrived) throws Exception {
    Saved saved = saves();
    List<Misplaced> hits = new ArrayList<>();
    for (BatchStore.Unsettled batch : arrived) {
      PlanJson.Stored stored = PlanJson.read(batch.plan());
      Columns read = new Columns(stored.columns());
      Columns then = saved.columns(stored.headerAt(), read, shape);
      if (batch == arrived.getFirst()) {
        hits.addAll(told(saved, stored.touches(), then, read));
      } else {
        saved.misplaced(stored.touches(), read, then, shape).stream()
            .filter(hit -> !hit.deleted())
            .forEach(hits::add);
      }
    }
    putBack(hits, PlanJson.read(arrived.getFirst().plan()).savesEnd(), arrived.getFirst().batch());
  }

  private @Nullable Tab tab(int sheetId) throws Exception {
    if (sheetId == tab.sheetId()) {
      return tab;
    }
    return calls.get(partition.account(), tab.spreadsheetId()).getSheets().stream()
        .map(sheet -> sheet.getProperties())
        .filter(sheet -> (sheet.getSheetId() == null ? 0 : sheet.getSheetId()) == sheetId)
        .findFirst()
        .map(
            sheet ->
                new Tab(
                    tab.spreadsheetId(),
                    sheetId,
                    sheet.getTitle(),
                    tab.zone(),
                    tab.savesId(),
                    sheet.getGridProperties().getRowCount(),
                    sheet.getGridProperties().getColumnCount()))
        .orElse(null);
  }

  private static TabShape shapeOf(PlanJson.Stored stored, Tab tab) {
    List<KeyCells.KeyField> keys = new ArrayList<>();
    stored
        .keys()
        .forEach(
            (field, key) ->
                keys.add(
                    new KeyCells.KeyField(
                        field,
                        new Column(
                            key.column(),
                            key.type(),
                            ColumnType.of(key.type()),
                            true,
                            false,
                            Column.Identity.NONE,
                            true))));
    return new TabShape(
        List.copyOf(stored.columns().keySet()),
        List.copyOf(stored.keys().keySet()),
        new KeyCells(Tab.SAVES, keys, tab::zone));
  }

  private Saved saves() throws IOException {
    if (tab.savesId() == null) {
      return new Saved(Map.of());
    }
    progress.beforeCall();
    return Reader.saved(
        calls.cells(
            partition.account(),
            tab.spreadsheetId(),
            List.of(new GridRange().setSheetId(tab.savesId()))),
        tab.savesId());
  }

  /** Google refused a batch; it did nothing. */
  static final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;
    private static final java.util.regex.Pattern NUMBER =
        java.util.regex.Pattern.compile("requests\\[(\\d+)]");

    private final transient List<List<String>> records;

    Refusal(GoogleJsonResponseException cause, List<List<String>> records) {
      super(
          cause.getDetails() == null ? cause.getMessage() : cause.getDetails().getMessage(), cause);
      this.records = records;
    }

    /** The records that the refused request was about; empty where it does not tell. */
    List<String> culprits() {
      int number = number();
      return number < records.size() ? records.get(number) : List.of();
    }

    /** Of the refused request; none where the answer does not tell. */
    int number() {
      java.util.regex.Matcher matcher = NUMBER.matcher(String.valueOf(getMessage()));
      return matcher.find() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
    }

    boolean isFull() {
      return String.valueOf(getMessage()).contains("above the limit of");
    }
  }

  /** Writes drawn keys into rows that show none; those that moved meanwhile wait. */
  void writeKeys(List<SheetRow> rows, List<Map<String, Value>> keys) throws Exception {
    List<Integer> indexes = rows.stream().map(SheetRow::index).toList();
    Block block = read(List.of(), indexes);
    Map<Integer, Fields> byRow = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(rows.size(), keys.size()); i++) {
      GridRow now = block.rows().get(rows.get(i).index());
      if (now != null
          && now.key() == null
          && shape.version(now.cells()).equals(rows.get(i).version())) {
        byRow.put(now.index(), new Fields(keys.get(i)));
      }
    }
    FlushPlan plan = Planner.keys(block, byRow);
    if (!plan.isEmpty()) {
      send(plan, block.columns(), new ArrayList<>(), Map.of());
    }
  }
}

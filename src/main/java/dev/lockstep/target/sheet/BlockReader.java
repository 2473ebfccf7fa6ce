package dev.lockstep.target.sheet;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Value;
import dev.lockstep.target.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads what a flush is planned by, in one call where the rows stand as they did. */
final class BlockReader {

  private final SheetCalls calls;
  private final Looks looks;
  private final PartitionKey partition;
  private final TabShape shape;
  private final Target.Progress progress;
  private Tab tab;

  BlockReader(
      SheetCalls calls,
      Looks looks,
      PartitionKey partition,
      Tab tab,
      TabShape shape,
      Target.Progress progress) {
    this.calls = calls;
    this.looks = looks;
    this.partition = partition;
    this.tab = tab;
    this.shape = shape;
    this.progress = progress;
  }

  /** The tab, as large as it was when it was read last. */
  Tab tab() {
    return tab;
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
    long shown = tab.savesId() == null ? -1 : batch(Reader.cells(answer, tab.savesId()));
    return Reader.block(cells, columns, shape, rows, shown);
  }

  private static long batch(Map<Integer, Map<Integer, CellData>> saves) {
    Value number = Cells.shown(saves.getOrDefault(0, Map.of()).get(2));
    return number instanceof Value.Decimal decimal ? decimal.number().longValue() : 0;
  }
}

package dev.lockstep.target.sheet;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import dev.lockstep.core.Value;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads what a flush is planned by, in one call where the rows stand as they did. */
final class BlockReader {

  private final Flushes at;
  private Site site;

  BlockReader(Flushes at, Site site) {
    this.at = at;
    this.site = site;
  }

  /** Its tab is as large as it was when it was read last. */
  Site site() {
    return site;
  }

  /** Keys, the hidden tab's header, and the rows of these keys whole. */
  Block read(Collection<String> keys, Collection<Integer> alsoRows) throws Exception {
    Looks.Positions known = at.looks().positions(site.partition());
    Set<Integer> rows = new TreeSet<>(alsoRows);
    for (String key : keys) {
      Integer row = known.rows().get(key);
      if (row != null) {
        rows.add(row);
      }
    }
    Columns columns = known.columns();
    if (!columns.positions().keySet().containsAll(site.shape().fields())) {
      columns = at.looks().look(site.partition(), site.tab(), site.shape()).columns();
    }
    Block block;
    try {
      block = block(columns, rows);
    } catch (GoogleJsonResponseException e) {
      if (e.getStatusCode() != 400 || rows.isEmpty()) {
        throw e;
      }
      // Where rows stood is below the tab's end by now: somebody has made it smaller.
      block =
          block(at.looks().look(site.partition(), site.tab(), site.shape()).columns(), Set.of());
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
    at.looks().remember(site.partition(), block);
    return block;
  }

  private Block block(Columns columns, Set<Integer> rows) throws Exception {
    site.progress().beforeCall();
    Spreadsheet answer =
        at.calls()
            .cells(
                site.partition().account(),
                site.tab().spreadsheetId(),
                Reader.blockRanges(site.tab(), columns, site.shape(), rows));
    site = site.with(Reader.sized(site.tab(), answer));
    Map<Integer, Map<Integer, CellData>> cells = Reader.cells(answer, site.tab().sheetId());
    List<Object> header = Reader.headerRow(cells);
    Columns now =
        at.looks()
            .columnsIn(site.partition(), site.tab(), site.shape(), header, site.tab().width());
    if (!now.equals(columns)) {
      return block(now, rows); // A person moved columns: the keys are elsewhere.
    }
    long shown =
        site.tab().savesId() == null ? -1 : batch(Reader.cells(answer, site.tab().savesId()));
    return Reader.block(cells, columns, site.shape(), rows, shown);
  }

  private static long batch(Map<Integer, Map<Integer, CellData>> saves) {
    Value number = Cells.shown(saves.getOrDefault(0, Map.of()).get(2));
    return number instanceof Value.Decimal decimal ? decimal.number().longValue() : 0;
  }
}

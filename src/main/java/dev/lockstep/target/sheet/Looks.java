package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.AppendDimensionRequest;
import com.google.api.services.sheets.v4.model.BatchGetValuesByDataFilterResponse;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.ExtendedValue;
import com.google.api.services.sheets.v4.model.GridCoordinate;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.UpdateCellsRequest;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.core.Renaming;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at tabs: one call each. Remembers where the rows stood, so that a flush need not search.
 */
final class Looks {

  private final SheetCalls calls;
  private final TabStore store;
  private final String instance;
  private final Map<PartitionKey, Positions> positions = new ConcurrentHashMap<>();

  Looks(SheetCalls calls, TabStore store, String instance) {
    this.calls = calls;
    this.store = store;
    this.instance = instance;
  }

  /**
   * Where the rows of a tab stood when they were seen last.
   *
   * @param rows by key
   * @param renamed by field the name that its column had before; of columns that have not been
   *     found under their new names yet
   */
  record Positions(Columns columns, Map<String, Integer> rows, Map<String, String> renamed) {

    Positions(Columns columns, Map<String, Integer> rows) {
      this(columns, rows, Map.of());
    }

    Positions renamed(Renaming renaming) {
      Map<String, Integer> columns = new HashMap<>();
      this.columns.positions().forEach((field, at) -> columns.put(renaming.of(field), at));
      Map<String, String> former = new HashMap<>(renamed);
      renaming.back().names().forEach(former::put);
      former.keySet().retainAll(columns.keySet());
      return new Positions(new Columns(columns), rows, former);
    }
  }

  Positions positions(PartitionKey partition) {
    Positions known = positions.get(partition);
    return known == null ? stored(partition) : known;
  }

  private Positions stored(PartitionKey partition) {
    return store
        .find(partition)
        .map(tab -> new Positions(tab.columns(), Map.of(), tab.formerly()))
        .orElse(new Positions(new Columns(Map.of()), Map.of()));
  }

  /** The tab as it is now; columns that were never there are made. */
  Look look(PartitionKey partition, Tab tab, TabShape shape) throws Exception {
    BatchGetValuesByDataFilterResponse answer =
        calls.values(partition.account(), tab.spreadsheetId(), Reader.lookRanges(tab));
    List<List<Object>> values = Reader.values(answer, tab.sheetId());
    List<List<Object>> saves =
        tab.savesId() == null ? List.of() : Reader.values(answer, tab.savesId());
    requireOurs(tab, saves);
    long batch = tab.savesId() == null ? -1 : Reader.batch(saves);
    Columns columns =
        columnsIn(
            partition,
            tab,
            shape,
            values.isEmpty() ? List.of() : values.getFirst(),
            values.stream().mapToInt(List::size).max().orElse(0));
    Look look = Look.of(values, columns, shape, batch);
    remember(partition, look);
    return look;
  }

  /** A tab that was made a moment ago shows what it was made with: no call. */
  Look made(PartitionKey partition, Tab tab, TabShape shape) throws Exception {
    Columns columns = columnsIn(partition, tab, shape, shape.fields(), shape.fields().size());
    Look look = new Look(columns, List.of(), tab.savesId() == null ? -1 : 0, 1);
    remember(partition, look);
    return look;
  }

  /** The tab as it is now, by whomever it is kept in step; nothing is made or remembered. */
  Look again(String account, Tab tab, TabShape shape) throws Exception {
    BatchGetValuesByDataFilterResponse answer =
        calls.values(account, tab.spreadsheetId(), Reader.lookRanges(tab));
    List<List<Object>> values = Reader.values(answer, tab.sheetId());
    return Look.of(
        values,
        named(tab, shape, values.isEmpty() ? List.of() : values.getFirst()),
        shape,
        tab.savesId() == null ? -1 : Reader.batch(Reader.values(answer, tab.savesId())));
  }

  /**
   * As {@link #look}; columns that were never there are taken to be there and blank.
   *
   * @param renaming fields that will have other names by then
   */
  Look foreseen(PartitionKey partition, Tab tab, TabShape shape, Renaming renaming)
      throws Exception {
    BatchGetValuesByDataFilterResponse answer =
        calls.values(partition.account(), tab.spreadsheetId(), Reader.lookRanges(tab));
    List<List<Object>> values = Reader.values(answer, tab.sheetId());
    List<List<Object>> saves =
        tab.savesId() == null ? List.of() : Reader.values(answer, tab.savesId());
    requireOurs(tab, saves);
    List<Object> header = new ArrayList<>(values.isEmpty() ? List.of() : values.getFirst());
    Columns columns;
    try {
      columns = columnsIn(tab, shape, header, positions(partition).renamed(renaming));
    } catch (NewColumns fault) {
      int width = values.stream().mapToInt(List::size).max().orElse(0);
      header.addAll(java.util.Collections.nCopies(width - header.size(), ""));
      header.addAll(fault.missing());
      columns = named(tab, shape, header);
    }
    return Look.of(values, columns, shape, tab.savesId() == null ? -1 : Reader.batch(saves));
  }

  /** Whose the hidden tab is: that of a copied spreadsheet still names the first one. */
  private void requireOurs(Tab tab, List<List<Object>> saves) {
    if (saves.isEmpty() || saves.getFirst().size() < 2) {
      return;
    }
    String spreadsheet = String.valueOf(saves.getFirst().get(0));
    String owner = String.valueOf(saves.getFirst().get(1));
    if (!spreadsheet.equals(tab.spreadsheetId())) {
      throw new TabFault(
          "copied",
          ("spreadsheet %s is a copy of %s, which is kept in step already: to keep the copy in step"
                  + " too, delete its hidden tab '%s'")
              .formatted(tab.spreadsheetId(), spreadsheet, Tab.SAVES));
    }
    if (!owner.equals(instance)) {
      throw new TabFault(
          "anotherInstallation",
          ("spreadsheet %s is written by another installation (%s): one region has one writer;"
                  + " if that one is gone, delete the hidden tab '%s'")
              .formatted(tab.spreadsheetId(), owner, Tab.SAVES));
    }
  }

  /**
   * The columns that a header row names; one that never stood there is written into it, to the
   * right of everything.
   *
   * @param width columns that hold anything, in whatever row
   */
  Columns columnsIn(PartitionKey partition, Tab tab, TabShape shape, List<?> header, int width)
      throws Exception {
    Positions known = positions(partition);
    Columns columns;
    try {
      columns = columnsIn(tab, shape, header, known);
    } catch (NewColumns fault) {
      columns = withNew(partition, tab, shape, header, fault.missing(), width);
    }
    if (!columns.equals(known.columns()) || !known.renamed().isEmpty()) {
      store.saveColumns(partition, columns);
      positions.put(partition, new Positions(columns, Map.of()));
    }
    return columns;
  }

  /** A header lacks columns that never stood there. */
  private static final class NewColumns extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Set<String> missing;

    NewColumns(HeaderFault fault) {
      super(fault);
      this.missing = fault.missing();
    }

    Set<String> missing() {
      return missing;
    }
  }

  /** The columns that a header row names, whose places may have changed. */
  private static Columns columnsIn(Tab tab, TabShape shape, List<?> header, Positions seen)
      throws NewColumns {
    Columns known = seen.columns();
    seen.renamed().forEach((field, former) -> requireRenamed(tab, header, field, former));
    try {
      return Columns.of(tab.title(), header, shape.fields(), known);
    } catch (HeaderFault fault) {
      boolean neverThere =
          !fault.missing().isEmpty()
              && fault.missing().stream().noneMatch(known.positions()::containsKey);
      if (neverThere) {
        throw new NewColumns(fault);
      }
      throw new TabFault("header", String.valueOf(fault.getMessage()), fault);
    }
  }

  /**
   * What was agreed on is that column's: another one that bears the new name, a blank one say,
   * would pass for what somebody has typed over it.
   */
  private static void requireRenamed(Tab tab, List<?> header, String field, String former) {
    for (int at = 0; at < header.size(); at++) {
      if (String.valueOf(header.get(at)).strip().equals(former)) {
        throw new TabFault(
            "header",
            ("tab '%s': the definition calls '%s' what was called '%s', and column %s still is: name"
                    + " that one '%s', or write '%s' under fields: again; for a column of its own,"
                    + " start the sync once without the field")
                .formatted(tab.title(), field, former, Cells.letters(at), field, former));
      }
    }
  }

  private static Columns named(Tab tab, TabShape shape, List<?> header) {
    try {
      return Columns.of(tab.title(), header, shape.fields(), null);
    } catch (HeaderFault twice) {
      throw new TabFault("header", String.valueOf(twice.getMessage()), twice);
    }
  }

  private Columns withNew(
      PartitionKey partition,
      Tab tab,
      TabShape shape,
      List<?> header,
      Set<String> missing,
      int width)
      throws Exception {
    List<Object> all = new ArrayList<>(header);
    while (all.size() < width) {
      all.add("");
    }
    int first = all.size();
    List<CellData> cells = new ArrayList<>();
    for (String field : shape.fields()) {
      if (missing.contains(field)) {
        all.add(field);
        cells.add(new CellData().setUserEnteredValue(new ExtendedValue().setStringValue(field)));
      }
    }
    List<Request> requests = new ArrayList<>();
    if (all.size() > tab.width()) {
      requests.add(
          new Request()
              .setAppendDimension(
                  new AppendDimensionRequest()
                      .setSheetId(tab.sheetId())
                      .setDimension("COLUMNS")
                      .setLength(all.size() - tab.width())));
    }
    requests.add(
        new Request()
            .setUpdateCells(
                new UpdateCellsRequest()
                    .setStart(
                        new GridCoordinate()
                            .setSheetId(tab.sheetId())
                            .setRowIndex(0)
                            .setColumnIndex(first))
                    .setRows(List.of(new RowData().setValues(cells)))
                    .setFields("userEnteredValue")));
    calls.update(partition.account(), tab.spreadsheetId(), requests);
    return named(tab, shape, all);
  }

  private void remember(PartitionKey partition, Look look) {
    Map<String, Integer> rows = HashMap.newHashMap(look.rows().size());
    for (SheetRow row : look.rows()) {
      if (row.key() != null) {
        rows.put(row.key(), row.index());
      }
    }
    positions.put(partition, new Positions(look.columns(), rows));
  }

  void remember(PartitionKey partition, Block block) {
    Map<String, Integer> rows = HashMap.newHashMap(block.rowsByKey().size());
    block.rowsByKey().forEach((key, places) -> rows.put(key, places.getFirst()));
    positions.put(partition, new Positions(block.columns(), rows));
  }

  /**
   * New rows stand one below the other from here on: a hint, which the next flush's read checks.
   *
   * @param keys in the tab's order
   */
  void inserted(PartitionKey partition, List<String> keys, int first) {
    Positions before = positions(partition);
    Map<String, Integer> rows = HashMap.newHashMap(before.rows().size() + keys.size());
    rows.putAll(before.rows());
    for (int i = 0; i < keys.size(); i++) {
      rows.put(keys.get(i), first + i);
    }
    positions.put(partition, new Positions(before.columns(), rows));
  }
}

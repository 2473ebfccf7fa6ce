package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.BatchGetValuesByDataFilterResponse;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.GridData;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.MatchedValueRange;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.Sheet;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import dev.lockstep.mapping.ConversionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers of Google as looks, blocks and saved rows; pure. */
final class Reader {

  private Reader() {}

  /** The whole tab and the hidden tab's header, in one call. */
  static List<GridRange> lookRanges(Tab tab) {
    List<GridRange> ranges = new ArrayList<>();
    ranges.add(new GridRange().setSheetId(tab.sheetId()));
    if (tab.savesId() != null) {
      ranges.add(header(tab.savesId()));
    }
    return ranges;
  }

  private static GridRange header(int sheetId) {
    return new GridRange().setSheetId(sheetId).setStartRowIndex(0).setEndRowIndex(1);
  }

  /** The values of one sheet of an answer; empty where it holds none. */
  static List<List<Object>> values(BatchGetValuesByDataFilterResponse answer, int sheetId) {
    for (MatchedValueRange range : answer.getValueRanges()) {
      GridRange asked = range.getDataFilters().getFirst().getGridRange();
      int id = asked.getSheetId() == null ? 0 : asked.getSheetId();
      if (id == sheetId) {
        List<List<Object>> values = range.getValueRange().getValues();
        return values == null ? List.of() : values;
      }
    }
    return List.of();
  }

  /** The number in the hidden tab's header; 0 before the first batch. */
  static long batch(List<? extends List<?>> header) {
    return !header.isEmpty()
            && header.getFirst().size() > 2
            && header.getFirst().get(2) instanceof Number number
        ? number.longValue()
        : 0;
  }

  /** Header, keys, the hidden tab's header, and these rows whole. */
  static List<GridRange> blockRanges(
      Tab tab, Columns columns, TabShape shape, Collection<Integer> rows) {
    List<GridRange> ranges = new ArrayList<>();
    ranges.add(header(tab.sheetId()));
    for (String field : shape.keyFields()) {
      int column = columns.of(field);
      ranges.add(
          new GridRange()
              .setSheetId(tab.sheetId())
              .setStartColumnIndex(column)
              .setEndColumnIndex(column + 1));
    }
    if (tab.savesId() != null) {
      ranges.add(header(tab.savesId()));
    }
    ranges.addAll(rowRanges(tab.sheetId(), columns.width(), rows));
    return ranges;
  }

  static List<GridRange> rowRanges(int sheetId, int width, Collection<Integer> rows) {
    List<GridRange> ranges = new ArrayList<>();
    GridRange last = null;
    for (int row : new TreeSet<>(rows)) {
      if (last != null && last.getEndRowIndex() == row) {
        last.setEndRowIndex(row + 1);
      } else {
        last =
            new GridRange()
                .setSheetId(sheetId)
                .setStartRowIndex(row)
                .setEndRowIndex(row + 1)
                .setStartColumnIndex(0)
                .setEndColumnIndex(width);
        ranges.add(last);
      }
    }
    return ranges;
  }

  /** The tab with its grid as an answer tells it. */
  static Tab sized(Tab tab, Spreadsheet answer) {
    for (Sheet sheet : answer.getSheets()) {
      SheetProperties properties = sheet.getProperties();
      if (properties == null || properties.getGridProperties() == null) {
        continue;
      }
      Integer id = properties.getSheetId();
      Integer height = properties.getGridProperties().getRowCount();
      Integer width = properties.getGridProperties().getColumnCount();
      if ((id == null ? 0 : id) == tab.sheetId() && height != null && width != null) {
        return tab.sized(height, width);
      }
    }
    return tab;
  }

  /** Cells of one sheet by row and column; what was not asked for is missing. */
  static Map<Integer, Map<Integer, CellData>> cells(Spreadsheet answer, int sheetId) {
    Map<Integer, Map<Integer, CellData>> cells = new TreeMap<>();
    for (Sheet sheet : answer.getSheets()) {
      Integer id = sheet.getProperties() == null ? null : sheet.getProperties().getSheetId();
      if ((id == null ? 0 : id) != sheetId || sheet.getData() == null) {
        continue;
      }
      for (GridData data : sheet.getData()) {
        add(cells, data);
      }
    }
    return cells;
  }

  private static void add(Map<Integer, Map<Integer, CellData>> cells, GridData data) {
    int row = data.getStartRow() == null ? 0 : data.getStartRow();
    int first = data.getStartColumn() == null ? 0 : data.getStartColumn();
    if (data.getRowData() == null) {
      return;
    }
    for (RowData rowData : data.getRowData()) {
      if (rowData != null && rowData.getValues() != null) {
        int column = first;
        for (CellData cell : rowData.getValues()) {
          if (cell != null && !cell.isEmpty()) {
            cells.computeIfAbsent(row, r -> new HashMap<>(4)).put(column, cell);
          }
          column++;
        }
      }
      row++;
    }
  }

  /** The notes below the header in columns of ours. */
  static Map<Notes.Place, String> notes(Spreadsheet answer, Tab tab, Columns columns) {
    Map<Notes.Place, String> notes = new HashMap<>();
    cells(answer, tab.sheetId())
        .forEach(
            (row, cells) ->
                cells.forEach(
                    (column, cell) -> {
                      boolean isOurs = row > 0 && columns.positions().containsValue(column);
                      if (isOurs && cell.getNote() != null) {
                        notes.put(new Notes.Place(row, column), cell.getNote());
                      }
                    }));
    return notes;
  }

  /** The first row's texts. */
  static List<Object> headerRow(Map<Integer, Map<Integer, CellData>> cells) {
    Map<Integer, CellData> row = cells.getOrDefault(0, Map.of());
    int width = row.keySet().stream().mapToInt(column -> column + 1).max().orElse(0);
    List<Object> header = new ArrayList<>();
    for (int column = 0; column < width; column++) {
      header.add(Cells.shown(row.get(column)) instanceof Value.Text text ? text.text() : "");
    }
    return header;
  }

  /**
   * A flush's read.
   *
   * @param whole which rows were asked for whole
   */
  static Block block(
      Map<Integer, Map<Integer, CellData>> cells,
      Columns columns,
      TabShape shape,
      Collection<Integer> whole,
      long batch) {
    Map<String, List<Integer>> rowsByKey = new LinkedHashMap<>();
    Map<Integer, GridRow> rows = new HashMap<>();
    int lastKeyed = 0;
    boolean bare = true;
    for (Map.Entry<Integer, Map<Integer, CellData>> entry : cells.entrySet()) {
      int index = entry.getKey();
      if (index == 0) {
        continue;
      }
      bare = false;
      String key = key(entry.getValue(), columns, shape);
      if (key != null) {
        rowsByKey.computeIfAbsent(key, k -> new ArrayList<>(1)).add(index);
        lastKeyed = index;
      }
    }
    for (int index : whole) {
      rows.put(index, row(index, cells.getOrDefault(index, Map.of()), columns, shape));
    }
    return new Block(columns, rowsByKey, rows, lastKeyed, bare, batch);
  }

  private static GridRow row(
      int index, Map<Integer, CellData> cells, Columns columns, TabShape shape) {
    Map<String, Value> shown = new LinkedHashMap<>();
    Set<String> formulas = new HashSet<>();
    for (String field : shape.fields()) {
      CellData cell = cells.get(columns.of(field));
      shown.put(field, Cells.shown(cell));
      if (Cells.isFormula(cell)) {
        formulas.add(field);
      }
    }
    return new GridRow(index, key(cells, columns, shape), new Fields(shown), formulas);
  }

  private static @Nullable String key(
      Map<Integer, CellData> cells, Columns columns, TabShape shape) {
    Map<String, Value> shown = new LinkedHashMap<>();
    for (String field : shape.keyFields()) {
      shown.put(field, Cells.shown(cells.get(columns.of(field))));
    }
    try {
      return shape.key(new Fields(shown));
    } catch (ConversionException e) {
      return null; // A look reports it.
    }
  }

  /** What the hidden tab keeps. */
  static Saved saved(@Nullable Spreadsheet answer, @Nullable Integer savesId) {
    if (answer == null || answer.getSheets() == null || savesId == null) {
      return new Saved(Map.of());
    }
    Map<Integer, List<CellData>> rows = new HashMap<>();
    cells(answer, savesId)
        .forEach(
            (row, cells) -> {
              int width = cells.keySet().stream().mapToInt(column -> column + 1).max().orElse(0);
              List<CellData> list = new ArrayList<>();
              for (int column = 0; column < width; column++) {
                list.add(cells.getOrDefault(column, new CellData()));
              }
              rows.put(row, list);
            });
    return new Saved(rows);
  }
}

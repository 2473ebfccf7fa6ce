package dev.lockstep.target.sheet;

import com.google.api.services.sheets.v4.model.AppendCellsRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.CellFormat;
import com.google.api.services.sheets.v4.model.CopyPasteRequest;
import com.google.api.services.sheets.v4.model.CreateDeveloperMetadataRequest;
import com.google.api.services.sheets.v4.model.DataFilter;
import com.google.api.services.sheets.v4.model.DeleteDeveloperMetadataRequest;
import com.google.api.services.sheets.v4.model.DeleteDimensionRequest;
import com.google.api.services.sheets.v4.model.DeveloperMetadata;
import com.google.api.services.sheets.v4.model.DeveloperMetadataLocation;
import com.google.api.services.sheets.v4.model.DeveloperMetadataLookup;
import com.google.api.services.sheets.v4.model.DimensionRange;
import com.google.api.services.sheets.v4.model.GridCoordinate;
import com.google.api.services.sheets.v4.model.GridProperties;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.InsertDimensionRequest;
import com.google.api.services.sheets.v4.model.NumberFormat;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.UpdateCellsRequest;
import com.google.api.services.sheets.v4.model.UpdateSheetPropertiesRequest;
import dev.lockstep.core.Fields;
import dev.lockstep.core.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A plan as the requests of one atomic batch, in the order of PROTOCOL 7.1 (c); pure. */
final class Requests {

  private static final String ROWS = "ROWS";
  private static final String VALUE = "userEnteredValue";
  private static final String CLAIM = "lockstep.batch";

  private final Tab tab;
  private final Columns columns;
  private final FlushPlan plan;
  private final Map<String, NumberFormat> formats;
  private final List<Request> requests = new ArrayList<>();

  /** By request the records that it writes: what a refusal names. */
  private final List<List<String>> records = new ArrayList<>();

  private Requests(Tab tab, Columns columns, FlushPlan plan, Map<String, NumberFormat> formats) {
    this.tab = tab;
    this.columns = columns;
    this.plan = plan;
    this.formats = formats;
  }

  /**
   * One batch.
   *
   * @param records by number of the request the keys that it is about
   * @param claims how many requests stand first that claim the batch's number
   */
  record Batch(BatchUpdateSpreadsheetRequest request, List<List<String>> records, int claims) {}

  /**
   * @param number of this batch, for the hidden tab's header
   * @param voids numbers of batches of unknown fate that have not arrived: none of them can any
   *     more once this one has, and this one is refused if one has
   * @param insertKeys by new row its record's key
   * @param formats by field how new rows show numbers
   */
  static Batch of(
      Tab tab,
      Columns columns,
      FlushPlan plan,
      long number,
      List<Long> voids,
      List<String> insertKeys,
      Map<String, NumberFormat> formats) {
    Requests all = new Requests(tab, columns, plan, formats);
    if (tab.savesId() != null) {
      all.claim(number, voids);
      all.makeRoom();
      all.saveRows();
      all.number(number);
    }
    all.writeCells();
    all.putBackCells();
    all.moveRows(insertKeys);
    BatchUpdateSpreadsheetRequest request =
        new BatchUpdateSpreadsheetRequest().setRequests(all.requests);
    if (tab.savesId() != null && all.saves()) {
      request.setIncludeSpreadsheetInResponse(true).setResponseIncludeGridData(true);
      request.setResponseRanges(
          List.of("'%s'!%d:%d".formatted(Tab.SAVES, plan.headerAt() + 1, plan.savesEnd())));
    }
    return new Batch(request, all.records, tab.savesId() == null ? 0 : 2 + voids.size());
  }

  private void add(Request request, List<String> about) {
    requests.add(request);
    records.add(about);
  }

  /** Something that has to be judged: by the rows as they were, or by the header alone. */
  private boolean saves() {
    return !plan.touches().isEmpty() || !plan.inserts().isEmpty();
  }

  /**
   * A batch's number is the id of a developer metadata, which Google gives once only: whoever takes
   * it first keeps the other from ever being carried out, however late its request arrives.
   */
  private void claim(long number, List<Long> voids) {
    add(
        new Request()
            .setDeleteDeveloperMetadata(
                new DeleteDeveloperMetadataRequest()
                    .setDataFilter(
                        new DataFilter()
                            .setDeveloperMetadataLookup(
                                new DeveloperMetadataLookup()
                                    .setMetadataKey(CLAIM)
                                    .setMetadataValue(String.valueOf(number - 1))))),
        List.of());
    voids.forEach(this::claim);
    claim(number);
  }

  private void claim(long number) {
    add(
        new Request()
            .setCreateDeveloperMetadata(
                new CreateDeveloperMetadataRequest()
                    .setDeveloperMetadata(
                        new DeveloperMetadata()
                            .setMetadataId(claimId(number))
                            .setMetadataKey(CLAIM)
                            .setMetadataValue(String.valueOf(number))
                            .setVisibility("DOCUMENT")
                            .setLocation(
                                new DeveloperMetadataLocation()
                                    .setSheetId(Objects.requireNonNull(tab.savesId()))))),
        List.of());
  }

  /** Far from the small numbers that others might choose, and never 0. */
  private static int claimId(long number) {
    return Math.toIntExact(1_000_000_000L + number % 1_000_000_000L);
  }

  /** A smaller grid forgets what it held; the larger one that follows is blank. */
  private void makeRoom() {
    if (plan.clears()) {
      add(grid(FlushPlan.HEADER_SAVED), List.of());
    }
    if (saves()) {
      add(grid(plan.savesEnd()), List.of());
    }
  }

  private Request grid(int rows) {
    return new Request()
        .setUpdateSheetProperties(
            new UpdateSheetPropertiesRequest()
                .setProperties(
                    new SheetProperties()
                        .setSheetId(tab.savesId())
                        .setGridProperties(
                            new GridProperties()
                                .setRowCount(rows)
                                .setColumnCount(Math.max(tab.width(), 3))))
                .setFields("gridProperties(rowCount,columnCount)"));
  }

  private void saveRows() {
    List<Touch> touches = plan.touches();
    if (saves()) {
      Request header =
          copy(
              tab.sheetId(),
              0,
              Objects.requireNonNull(tab.savesId()),
              plan.headerAt(),
              1,
              0,
              0,
              tab.width());
      header.getCopyPaste().setPasteType("PASTE_VALUES");
      add(header, List.of());
    }
    for (int from = 0; from < touches.size(); ) {
      int to = from + 1;
      while (to < touches.size() && touches.get(to).row() == touches.get(to - 1).row() + 1) {
        to++;
      }
      Touch first = touches.get(from);
      add(
          copy(
              tab.sheetId(),
              first.row(),
              Objects.requireNonNull(tab.savesId()),
              first.saved(),
              to - from,
              0,
              0,
              tab.width()),
          List.of());
      from = to;
    }
  }

  private static Request copy(
      int fromSheet,
      int fromRow,
      int toSheet,
      int toRow,
      int rows,
      int fromColumn,
      int toColumn,
      int width) {
    return new Request()
        .setCopyPaste(
            new CopyPasteRequest()
                .setSource(range(fromSheet, fromRow, rows, fromColumn, fromColumn + width))
                .setDestination(range(toSheet, toRow, rows, toColumn, toColumn + width))
                .setPasteType("PASTE_NORMAL"));
  }

  private static GridRange range(int sheet, int row, int rows, int fromColumn, int toColumn) {
    return new GridRange()
        .setSheetId(sheet)
        .setStartRowIndex(row)
        .setEndRowIndex(row + rows)
        .setStartColumnIndex(fromColumn)
        .setEndColumnIndex(toColumn);
  }

  private void number(long number) {
    add(
        cells(
            Objects.requireNonNull(tab.savesId()),
            0,
            2,
            List.of(
                new RowData()
                    .setValues(
                        List.of(cell(new Value.Decimal(java.math.BigDecimal.valueOf(number))))))),
        List.of());
  }

  private static Request cells(int sheet, int row, int column, List<RowData> rows) {
    return new Request()
        .setUpdateCells(
            new UpdateCellsRequest()
                .setStart(
                    new GridCoordinate().setSheetId(sheet).setRowIndex(row).setColumnIndex(column))
                .setRows(rows)
                .setFields(VALUE));
  }

  private static CellData cell(Value value) {
    return new CellData().setUserEnteredValue(Cells.entered(value));
  }

  /** Runs of cells side by side; the same run in rows below each other is one request. */
  private void writeCells() {
    record Run(int column, int width) {}
    Map<Integer, List<Run>> runs = new TreeMap<>();
    Map<Integer, Touch> byRow = new TreeMap<>();
    for (Touch touch : plan.touches()) {
      if (touch.from() >= 0 || touch.written().isEmpty()) {
        continue;
      }
      byRow.put(touch.row(), touch);
      List<Run> ofRow = new ArrayList<>();
      int start = -1;
      int last = -1;
      for (int column : new TreeSet<>(touch.written().keySet())) {
        if (start >= 0 && column != last + 1) {
          ofRow.add(new Run(start, last + 1 - start));
          start = column;
        } else if (start < 0) {
          start = column;
        }
        last = column;
      }
      ofRow.add(new Run(start, last + 1 - start));
      runs.put(touch.row(), ofRow);
    }
    List<Integer> rows = new ArrayList<>(runs.keySet());
    for (int from = 0; from < rows.size(); ) {
      int to = from + 1;
      while (to < rows.size()
          && rows.get(to) == rows.get(to - 1) + 1
          && runs.get(rows.get(to)).equals(runs.get(rows.get(from)))) {
        to++;
      }
      for (Run run : runs.get(rows.get(from))) {
        List<RowData> data = new ArrayList<>();
        List<String> about = new ArrayList<>();
        for (int row : rows.subList(from, to)) {
          Touch touch = byRow.get(row);
          List<CellData> values = new ArrayList<>();
          for (int column = run.column(); column < run.column() + run.width(); column++) {
            values.add(cell(Objects.requireNonNull(touch.written().get(column))));
          }
          data.add(new RowData().setValues(values));
          if (touch.record() != null) {
            about.add(touch.record());
          }
        }
        add(cells(tab.sheetId(), rows.get(from), run.column(), data), about);
      }
      from = to;
    }
  }

  private void putBackCells() {
    for (Touch touch : plan.touches()) {
      if (touch.from() < 0) {
        continue;
      }
      int start = -1;
      int last = -1;
      for (int column : new TreeSet<>(touch.written().keySet())) {
        boolean follows = column == last + 1 && touch.source(column) == touch.source(last) + 1;
        if (start >= 0 && !follows) {
          putBack(touch, start, last + 1);
          start = column;
        } else if (start < 0) {
          start = column;
        }
        last = column;
      }
      putBack(touch, start, last + 1);
    }
  }

  private void putBack(Touch touch, int fromColumn, int toColumn) {
    add(
        copy(
            Objects.requireNonNull(tab.savesId()),
            touch.from(),
            tab.sheetId(),
            touch.row(),
            1,
            touch.source(fromColumn),
            fromColumn,
            toColumn - fromColumn),
        List.of());
  }

  /** From the bottom up, so that no row moves before its turn. */
  private void moveRows(List<String> insertKeys) {
    List<Move> moves = new ArrayList<>();
    for (Touch touch : plan.touches()) {
      if (touch.deletes()) {
        moves.add(new Move(touch.row(), touch, null));
      }
    }
    for (FlushPlan.Restored back : plan.restored()) {
      moves.add(new Move(back.at(), null, back));
    }
    moves.sort(Comparator.comparingInt(Move::at).reversed());
    if (!plan.inserts().isEmpty()) {
      insert(insertKeys);
    }
    for (Move move : moves) {
      if (move.deleted() != null) {
        add(
            new Request()
                .setDeleteDimension(
                    new DeleteDimensionRequest().setRange(rows(tab.sheetId(), move.at(), 1))),
            move.deleted().record() == null ? List.of() : List.of(move.deleted().record()));
      } else if (move.restored() != null) {
        add(insertRows(move.at(), 1), List.of());
        add(
            copy(
                Objects.requireNonNull(tab.savesId()),
                move.restored().from(),
                tab.sheetId(),
                move.at(),
                1,
                0,
                0,
                tab.width()),
            List.of());
      }
    }
  }

  private record Move(int at, @Nullable Touch deleted, FlushPlan.@Nullable Restored restored) {}

  /** New rows stand below every row that is deleted, so they may come first. */
  private void insert(List<String> keys) {
    List<RowData> rows = new ArrayList<>();
    boolean bare = plan.insertAt() < 0;
    for (Fields row : plan.inserts()) {
      rows.add(new RowData().setValues(wholeRow(row, bare)));
    }
    if (bare) {
      add(
          new Request()
              .setAppendCells(
                  new AppendCellsRequest()
                      .setSheetId(tab.sheetId())
                      .setRows(rows)
                      .setFields(
                          formats.isEmpty() ? VALUE : VALUE + ",userEnteredFormat.numberFormat")),
          keys);
      return;
    }
    add(insertRows(plan.insertAt(), rows.size()), List.of());
    add(cells(tab.sheetId(), plan.insertAt(), 0, rows), keys);
  }

  private List<CellData> wholeRow(Fields row, boolean formatted) {
    CellData[] cells = new CellData[columns.width()];
    row.values()
        .forEach(
            (field, value) -> {
              CellData cell = cell(value);
              NumberFormat format = formats.get(field);
              if (formatted && format != null) {
                cell.setUserEnteredFormat(new CellFormat().setNumberFormat(format));
              }
              cells[columns.of(field)] = cell;
            });
    List<CellData> all = new ArrayList<>(cells.length);
    for (CellData cell : cells) {
      all.add(cell == null ? new CellData() : cell);
    }
    return all;
  }

  private Request insertRows(int at, int count) {
    return new Request()
        .setInsertDimension(
            new InsertDimensionRequest()
                .setRange(rows(tab.sheetId(), at, count))
                // Not from the header.
                .setInheritFromBefore(at > 1));
  }

  private static DimensionRange rows(int sheet, int at, int count) {
    return new DimensionRange()
        .setSheetId(sheet)
        .setDimension(ROWS)
        .setStartIndex(at)
        .setEndIndex(at + count);
  }
}

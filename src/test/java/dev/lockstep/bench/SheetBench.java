package dev.lockstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.services.sheets.v4.model.AddSheetRequest;
import com.google.api.services.sheets.v4.model.AppendCellsRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.CellData;
import com.google.api.services.sheets.v4.model.CellFormat;
import com.google.api.services.sheets.v4.model.DataFilter;
import com.google.api.services.sheets.v4.model.ExtendedValue;
import com.google.api.services.sheets.v4.model.GetSpreadsheetByDataFilterRequest;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.NumberFormat;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.RowData;
import com.google.api.services.sheets.v4.model.SheetProperties;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import dev.lockstep.engine.schedule.ScheduledPulls;
import dev.lockstep.google.TestGoogle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a sheet costs in calls and time. */
@Tag("bench")
class SheetBench {

  private static final int ROWS = 10_000;

  /** How often both loads are run in turns; the first rounds warm the compiler up. */
  private static final int ROUNDS = 3;

  @Test
  void firstLoadAndScatteredUpdates() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      // The rest between two flushes keeps to Google's quotas; here the work itself is measured.
      try (Sheets sheets =
          new Sheets(null, Sheets.NO_LIMITS[0], Sheets.NO_LIMITS[1], "lockstep.sheets.rest=0s")) {
        boolean last = round == ROUNDS;
        firstLoad(sheets, last);
        if (last) {
          scattered(sheets);
          nothingChanged(sheets);
        }
      }
    }
  }

  private static void firstLoad(Sheets sheets, boolean record) throws Exception {
    Duration bare = bareClient(sheets);
    sheets.insert(ROWS);
    sheets.forgetCalls();
    long began = System.nanoTime();
    sheets.run("0ms", "5m");
    sheets.awaitLinked(ROWS);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    List<JsonNode> calls = sheets.calls();
    double ratio = (double) took.toNanos() / bare.toNanos();
    String figure =
        "%d calls; %.2f× (%d ms, a bare client %d ms)"
            .formatted(calls.size(), ratio, took.toMillis(), bare.toMillis());
    if (record) {
      Figures.record(Budget.SHEET_FIRST_LOAD, "", calls.size() <= 6 && ratio <= 1.5, figure);
    } else {
      System.out.println("BENCH warming up: " + figure);
    }
  }

  private static void scattered(Sheets sheets) {
    sheets.forgetCalls();
    long began = System.nanoTime();
    sheets.jdbc().sql("UPDATE public.items SET stock = stock + 1 WHERE id % 10 = 3").update();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                !sheets.calls().isEmpty()
                    && sheets
                        .jdbc()
                        .sql(
                            "SELECT NOT EXISTS (SELECT FROM lockstep.sync_queue) AND NOT EXISTS (SELECT FROM lockstep.sync_change)")
                        .query(Boolean.class)
                        .single());
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    List<JsonNode> calls = sheets.calls();
    Figures.record(
        Budget.SHEET_UPDATES,
        "",
        calls.size() <= 3,
        "%d calls, 1 cell a row (%d ms)".formatted(calls.size(), took.toMillis()));
  }

  private static void nothingChanged(Sheets sheets) {
    look(sheets);
    sheets.forgetCalls();
    look(sheets);
    long writes = sheets.calls().stream().filter(Sheets::isWrite).count();
    long reads = sheets.calls().size() - writes;
    Figures.record(
        Budget.NOTHING_CHANGED,
        "a look at a sheet of 10,000 rows",
        writes == 0 && reads <= 1,
        "%d writes, %d reads".formatted(writes, reads));
  }

  private static void look(Sheets sheets) {
    int before = sheets.calls().size();
    sheets.lockstep().bean(ScheduledPulls.class).ask("items");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                sheets.calls().size() > before
                    && sheets
                        .jdbc()
                        .sql(
                            "SELECT NOT EXISTS (SELECT FROM lockstep.sync_due WHERE pull_generation > pull_done)")
                        .query(Boolean.class)
                        .single());
  }

  /** The same calls with the same cells by a program that knows nothing but Google's client. */
  private static Duration bareClient(Sheets sheets) throws Exception {
    try (TestGoogle google = new TestGoogle(sheets.sandbox())) {
      var client = google.clients().sheets("finance").spreadsheets();
      String id = client.create(new Spreadsheet()).execute().getSpreadsheetId();
      long began = System.nanoTime();
      client.get(id).execute();
      client
          .batchUpdate(
              id,
              new BatchUpdateSpreadsheetRequest()
                  .setRequests(
                      List.of(
                          new Request()
                              .setAddSheet(
                                  new AddSheetRequest()
                                      .setProperties(new SheetProperties().setSheetId(7))))))
          .execute();
      for (int from = 0; from < ROWS; from += ROWS / 2) {
        client
            .getByDataFilter(
                id,
                new GetSpreadsheetByDataFilterRequest()
                    .setDataFilters(
                        List.of(
                            new DataFilter()
                                .setGridRange(
                                    new GridRange()
                                        .setSheetId(7)
                                        .setStartColumnIndex(0)
                                        .setEndColumnIndex(1))))
                    .setIncludeGridData(true))
            .setFields(
                "sheets(properties.sheetId,data(startRow,startColumn,rowData.values(userEnteredValue,effectiveValue)))")
            .execute();
        List<RowData> rows = new ArrayList<>();
        for (int i = from + 1; i <= from + ROWS / 2; i++) {
          rows.add(new RowData().setValues(row(i)));
        }
        client
            .batchUpdate(
                id,
                new BatchUpdateSpreadsheetRequest()
                    .setRequests(
                        List.of(
                            new Request()
                                .setAppendCells(
                                    new AppendCellsRequest()
                                        .setSheetId(7)
                                        .setRows(rows)
                                        .setFields(
                                            "userEnteredValue,userEnteredFormat.numberFormat")))))
            .setFields("spreadsheetId,replies")
            .execute();
      }
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  /** One row as {@link Sheets#insert} makes it and its sync shows it. */
  private static List<CellData> row(int n) {
    return List.of(
        number(n),
        text("Item " + n),
        number(n / 100.0),
        number(n % 1000),
        new CellData().setUserEnteredValue(new ExtendedValue().setBoolValue(n % 2 == 0)),
        shown(number(46_023 + n % 300), "DATE", "yyyy-mm-dd"),
        shown(number(46_352 - n / 1440.0), "DATE_TIME", "yyyy-mm-dd hh:mm:ss"),
        text("A note on item " + n),
        text("%07d".formatted(n)),
        number(n / 7.0));
  }

  private static CellData number(double number) {
    return new CellData().setUserEnteredValue(new ExtendedValue().setNumberValue(number));
  }

  private static CellData text(String text) {
    return new CellData().setUserEnteredValue(new ExtendedValue().setStringValue(text));
  }

  private static CellData shown(CellData cell, String type, String pattern) {
    return cell.setUserEnteredFormat(
        new CellFormat().setNumberFormat(new NumberFormat().setType(type).setPattern(pattern)));
  }

  @Test
  void aSheetEditedTenTimesASecond() {
    int seconds = 60;
    try (Sheets sheets = new Sheets(60)) {
      sheets.insert(200);
      sheets.run("500ms", "5s");
      sheets.awaitLinked(200);
      sheets.forgetCalls();
      Random random = new Random(7);
      Duration worst = Duration.ZERO;
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      int n = 0;
      while (System.nanoTime() < end) {
        sheets
            .jdbc()
            .sql("UPDATE public.items SET stock = :stock WHERE id = :id")
            .param("stock", 1000 + n++)
            .param("id", 1 + random.nextInt(200))
            .update();
        Duration lag = lag(sheets);
        worst = lag.compareTo(worst) > 0 ? lag : worst;
        pause();
      }
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> lag(sheets).isZero());
      long refused =
          sheets.calls().stream().filter(call -> call.path("status").asInt() == 429).count();
      Figures.record(
          Budget.BUSY_SHEET,
          "",
          refused == 0 && worst.compareTo(Duration.ofSeconds(5)) <= 0,
          "%d refused of %d calls; worst lag %s (%d edits)"
              .formatted(refused, sheets.calls().size(), Figures.millis(worst), n));
    }
  }

  /** Paces the load: ten edits a second. */
  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration lag(Sheets sheets) {
    Double seconds =
        sheets
            .jdbc()
            .sql(
                """
                SELECT coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0) FROM (
                  SELECT min(first_changed_at) AS at FROM lockstep.sync_queue
                  UNION ALL SELECT min(changed_at) FROM lockstep.sync_change) pending
                """)
            .query(Double.class)
            .single();
    return Duration.ofMillis((long) (Math.max(0, seconds) * 1000));
  }
}

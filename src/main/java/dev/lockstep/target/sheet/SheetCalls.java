package dev.lockstep.target.sheet;

import com.google.api.services.drive.model.File;
import com.google.api.services.drive.model.FileList;
import com.google.api.services.sheets.v4.model.BatchGetValuesByDataFilterRequest;
import com.google.api.services.sheets.v4.model.BatchGetValuesByDataFilterResponse;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetResponse;
import com.google.api.services.sheets.v4.model.DataFilter;
import com.google.api.services.sheets.v4.model.GetSpreadsheetByDataFilterRequest;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import dev.lockstep.google.GoogleClients;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/**
 * The calls about spreadsheets: plain ones through the routes of `google/sheets.camel.yaml`; a
 * flush's read and its batch over the same account's client, since only that can ask for some
 * fields of the answer and no others.
 */
final class SheetCalls {

  private static final String CELLS =
      "data(startRow,startColumn,rowData.values(userEnteredValue,effectiveValue))";
  private static final String READ =
      "sheets(properties(sheetId,gridProperties(rowCount,columnCount))," + CELLS + ")";
  private static final String NOTES =
      "sheets(properties.sheetId,data(startRow,startColumn,rowData.values.note))";
  private static final String ANSWER =
      "spreadsheetId,replies,updatedSpreadsheet.sheets(properties.sheetId," + CELLS + ")";

  private final ProducerTemplate routes;
  private final GoogleClients clients;

  SheetCalls(ProducerTemplate routes, GoogleClients clients) {
    this.routes = routes;
    this.clients = clients;
  }

  /** Properties and tabs, without cells. */
  Spreadsheet get(String account, String spreadsheetId) throws Exception {
    Spreadsheet spreadsheet =
        ask(
            "direct:sheets-get",
            account,
            "CamelGoogleSheets.",
            Map.of("spreadsheetId", spreadsheetId),
            null,
            Spreadsheet.class);
    if (spreadsheet.getProperties() == null || spreadsheet.getSheets() == null) {
      throw new IOException("Google's answer is not a whole spreadsheet");
    }
    return spreadsheet;
  }

  /** What a layout needs to know: these fields of the tabs, no cells. */
  Spreadsheet looks(String account, String spreadsheetId, String fields) throws IOException {
    Spreadsheet answer =
        clients.sheets(account).spreadsheets().get(spreadsheetId).setFields(fields).execute();
    if (answer == null || answer.getSheets() == null) {
      throw new IOException("Google's answer is not a whole spreadsheet");
    }
    return answer;
  }

  /** Values as they are, numbers for dates, of these ranges. */
  BatchGetValuesByDataFilterResponse values(
      String account, String spreadsheetId, List<GridRange> ranges) throws Exception {
    BatchGetValuesByDataFilterResponse answer =
        ask(
            "direct:sheets-look",
            account,
            "CamelGoogleSheets.",
            Map.of("spreadsheetId", spreadsheetId),
            new BatchGetValuesByDataFilterRequest()
                .setDataFilters(filters(ranges))
                .setMajorDimension("ROWS")
                .setValueRenderOption("UNFORMATTED_VALUE")
                .setDateTimeRenderOption("SERIAL_NUMBER"),
            BatchGetValuesByDataFilterResponse.class);
    if (answer.getSpreadsheetId() == null || answer.getValueRanges() == null) {
      throw new IOException("Google's answer is not a whole reading of values");
    }
    return answer;
  }

  /** Cells with what was entered and what is shown, of these ranges. */
  Spreadsheet cells(String account, String spreadsheetId, List<GridRange> ranges)
      throws IOException {
    Spreadsheet answer =
        clients
            .sheets(account)
            .spreadsheets()
            .getByDataFilter(
                spreadsheetId,
                new GetSpreadsheetByDataFilterRequest()
                    .setDataFilters(filters(ranges))
                    .setIncludeGridData(true))
            .setFields(READ)
            .execute();
    if (answer == null || answer.getSheets() == null) {
      throw new IOException("Google's answer is not a whole reading of cells");
    }
    return answer;
  }

  /** The notes on the tab's cells, and nothing else. */
  Spreadsheet notes(String account, Tab tab) throws IOException {
    Spreadsheet answer =
        clients
            .sheets(account)
            .spreadsheets()
            .getByDataFilter(
                tab.spreadsheetId(),
                new GetSpreadsheetByDataFilterRequest()
                    .setDataFilters(filters(List.of(new GridRange().setSheetId(tab.sheetId()))))
                    .setIncludeGridData(true))
            .setFields(NOTES)
            .execute();
    if (answer == null || answer.getSheets() == null) {
      throw new IOException("Google's answer is not a whole reading of notes");
    }
    return answer;
  }

  /** One atomic batch; of the answer only what was asked to come back. */
  BatchUpdateSpreadsheetResponse flush(
      String account, String spreadsheetId, BatchUpdateSpreadsheetRequest batch)
      throws IOException {
    BatchUpdateSpreadsheetResponse answer =
        clients
            .sheets(account)
            .spreadsheets()
            .batchUpdate(spreadsheetId, batch)
            .setFields(ANSWER)
            .execute();
    if (answer == null || answer.getSpreadsheetId() == null) {
      throw new IOException("Google's answer to a batch broke off");
    }
    return answer;
  }

  /** Changes that need no judging: tabs, headers, layouts. */
  BatchUpdateSpreadsheetResponse update(
      String account, String spreadsheetId, List<Request> requests) throws Exception {
    return ask(
        "direct:sheets-update",
        account,
        "CamelGoogleSheets.",
        Map.of("spreadsheetId", spreadsheetId),
        new BatchUpdateSpreadsheetRequest().setRequests(requests),
        BatchUpdateSpreadsheetResponse.class);
  }

  /** Makes a spreadsheet that bears our mark. */
  String create(String account, String title, String mark) throws Exception {
    File file =
        ask(
            "direct:sheets-create",
            account,
            "CamelGoogleDrive.",
            Map.of(),
            new File()
                .setName(title)
                .setMimeType("application/vnd.google-apps.spreadsheet")
                .setAppProperties(Map.of("lockstep", mark)),
            File.class);
    if (file.getId() == null) {
      throw new IOException("Google's answer has no file id");
    }
    return file.getId();
  }

  /** The spreadsheet that bears our mark, made by a start that did not live to note it. */
  @Nullable String made(String account, String mark) throws Exception {
    FileList files =
        ask(
            "direct:sheets-find",
            account,
            "CamelGoogleDrive.",
            Map.of(
                "q",
                "appProperties has { key='lockstep' and value='%s' } and trashed = false"
                    .formatted(mark)),
            null,
            FileList.class);
    return files.getFiles() == null || files.getFiles().isEmpty()
        ? null
        : files.getFiles().getFirst().getId();
  }

  /** The spreadsheet as Drive has it: its name, and whether it or its folder lies in the bin. */
  File file(String account, String spreadsheetId) throws Exception {
    return ask(
        "direct:sheets-file",
        account,
        "CamelGoogleDrive.",
        Map.of("fileId", spreadsheetId, "fields", "name,trashed"),
        null,
        File.class);
  }

  private static List<DataFilter> filters(List<GridRange> ranges) {
    return ranges.stream().map(range -> new DataFilter().setGridRange(range)).toList();
  }

  private <T> T ask(
      String route,
      String account,
      String prefix,
      Map<String, String> parameters,
      @Nullable Object body,
      Class<T> type)
      throws Exception {
    Exchange answer =
        routes.send(
            route,
            exchange -> {
              exchange.getMessage().setHeader("account", account);
              parameters.forEach(
                  (name, value) -> exchange.getMessage().setHeader(prefix + name, value));
              exchange.getMessage().setBody(body);
            });
    if (answer.getException() != null) {
      throw answer.getException();
    }
    T result = answer.getMessage().getBody(type);
    if (result == null) {
      throw new IOException("Google's answer is empty");
    }
    return result;
  }
}

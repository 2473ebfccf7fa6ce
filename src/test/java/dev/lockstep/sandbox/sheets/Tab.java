package dev.lockstep.sandbox.sheets;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetResponse;
import com.google.api.services.sheets.v4.model.GridRange;
import com.google.api.services.sheets.v4.model.Request;
import com.google.api.services.sheets.v4.model.Response;
import com.google.api.services.sheets.v4.model.Sheet;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import com.google.api.services.sheets.v4.model.ValueRange;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.Assertions;

/** The first tab of a fresh spreadsheet, as one account works on it with Google's client. */
final class Tab {

  private final Sheets sheets;
  final String id;

  private Tab(Sheets sheets, String id) {
    this.sheets = sheets;
    this.id = id;
  }

  static Tab fresh(TestSandbox sandbox, String email) throws IOException {
    Sheets sheets = client(sandbox, email);
    return new Tab(
        sheets, sheets.spreadsheets().create(new Spreadsheet()).execute().getSpreadsheetId());
  }

  /** The same spreadsheet as somebody else sees it. */
  Tab as(TestSandbox sandbox, String email) {
    return new Tab(client(sandbox, email), id);
  }

  static Sheets client(TestSandbox sandbox, String email) {
    String token = sandbox.accessToken(email);
    return new Sheets.Builder(
            new NetHttpTransport(),
            GsonFactory.getDefaultInstance(),
            request -> {
              request.getHeaders().setAuthorization("Bearer " + token);
              request.setReadTimeout(10_000);
            })
        .setRootUrl(sandbox.rootUrl())
        .setApplicationName("lockstep tests")
        .build();
  }

  Sheets sheets() {
    return sheets;
  }

  List<Response> batch(Request... requests) throws IOException {
    return answer(new BatchUpdateSpreadsheetRequest().setRequests(List.of(requests))).getReplies();
  }

  BatchUpdateSpreadsheetResponse answer(BatchUpdateSpreadsheetRequest request) throws IOException {
    return sheets.spreadsheets().batchUpdate(id, request).execute();
  }

  /** Typed by a person, row by row from A1 on. */
  void type(Object[]... rows) throws IOException {
    List<List<Object>> values = new ArrayList<>();
    for (Object[] row : rows) {
      values.add(List.of(row));
    }
    sheets
        .spreadsheets()
        .values()
        .update(id, "A1", new ValueRange().setValues(values))
        .setValueInputOption("USER_ENTERED")
        .execute();
  }

  /** One value into A1. */
  Object typed(Object value) throws IOException {
    type(new Object[] {value});
    return value;
  }

  /** As people see it: cells parted by commas, rows by slashes. */
  String shown(String range) throws IOException {
    return text(sheets.spreadsheets().values().get(id, range).execute());
  }

  String formulas(String range) throws IOException {
    return text(
        sheets.spreadsheets().values().get(id, range).setValueRenderOption("FORMULA").execute());
  }

  private static String text(ValueRange range) {
    List<String> rows = new ArrayList<>();
    if (range.getValues() != null) {
      for (List<Object> row : range.getValues()) {
        rows.add(String.join(",", row.stream().map(String::valueOf).toList()));
      }
    }
    return String.join("/", rows);
  }

  Spreadsheet whole() throws IOException {
    return sheets.spreadsheets().get(id).execute();
  }

  Sheet first() throws IOException {
    return whole().getSheets().getFirst();
  }

  static GridRange range(int top, int bottom, int left, int right) {
    return new GridRange()
        .setSheetId(0)
        .setStartRowIndex(top)
        .setEndRowIndex(bottom)
        .setStartColumnIndex(left)
        .setEndColumnIndex(right);
  }

  static String bounds(GridRange range) {
    return range.getStartRowIndex()
        + "-"
        + range.getEndRowIndex()
        + ","
        + range.getStartColumnIndex()
        + "-"
        + range.getEndColumnIndex();
  }

  /** The message of the refusal that must come. */
  static String refusal(Callable<?> call) {
    return Assertions.catchThrowableOfType(GoogleJsonResponseException.class, call::call)
        .getDetails()
        .getMessage();
  }
}

package dev.lockstep.sandbox.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Somebody else who uses one spreadsheet of an account, by plain HTTP. */
record SheetClient(TestSandbox sandbox, String token, String id, int sheetId) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A new spreadsheet with one tab, Sheet1. */
  static SheetClient create(TestSandbox sandbox, String email, String title) {
    String token = sandbox.accessToken(email);
    JsonNode made =
        read(
            sandbox.call(
                "POST",
                "v4/spreadsheets",
                token,
                "{\"properties\": {\"title\": \"" + title + "\"}}"));
    return new SheetClient(
        sandbox,
        token,
        made.path("spreadsheetId").asText(),
        made.path("sheets").path(0).path("properties").path("sheetId").asInt());
  }

  /**
   * @param values a list of rows as JSON
   */
  void type(String range, String values) {
    call(
        "PUT",
        "/values/" + encoded(range) + "?valueInputOption=USER_ENTERED",
        "{\"values\": " + values + "}");
  }

  /**
   * @param request one of batchUpdate as JSON, SHEET for the tab's id
   */
  void change(String request) {
    String body = "{\"requests\": [" + request.replace("SHEET", Integer.toString(sheetId)) + "]}";
    call("POST", ":batchUpdate", body);
  }

  /** The column's cells from the top on, as they are shown. */
  List<String> column(String letter) {
    JsonNode answer =
        call("GET", "/values/" + letter + ":" + letter + "?majorDimension=COLUMNS", "");
    List<String> cells = new ArrayList<>();
    answer.path("values").path(0).forEach(cell -> cells.add(cell.asText()));
    return cells;
  }

  /** The cell's formula, or its value as it is. */
  JsonNode entered(String cell) {
    return call("GET", "/values/" + cell + "?valueRenderOption=FORMULA", "")
        .path("values")
        .path(0)
        .path(0);
  }

  private JsonNode call(String method, String path, String body) {
    return read(sandbox.call(method, "v4/spreadsheets/" + id + path, token, body));
  }

  private static JsonNode read(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sandbox.http.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refusals in the words and the envelope of Google's newer APIs. */
class SheetErrorTest {

  private OneSheet sheet;

  @BeforeEach
  void start() throws IOException {
    sheet = new OneSheet();
  }

  @AfterEach
  void stop() {
    sheet.close();
  }

  private static String error(HttpResponse<String> response) throws IOException {
    JsonNode error = Json.MAPPER.readTree(response.body()).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(response.statusCode());
    assertThat(error.has("errors")).isFalse();
    return error.path("status").asText() + " " + error.path("message").asText();
  }

  @Test
  void answersHaveSheetsHeadersAndNoEtag() {
    HttpResponse<String> response = sheet.call("GET", "/values/A1", "");
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("application/json; charset=UTF-8");
    assertThat(response.headers().firstValue("Cache-Control")).contains("private");
    assertThat(response.headers().firstValue("Vary")).contains("Origin, X-Origin, Referer");
    assertThat(response.headers().firstValue("ETag")).isEmpty();
    assertThat(response.body())
        .isEqualTo("{\n  \"range\": \"Sheet1!A1\",\n  \"majorDimension\": \"ROWS\"\n}\n");
  }

  @Test
  void anUnknownSpreadsheetIsNotFoundAndAnothersIsForbidden() throws IOException {
    assertThat(error(sheet.sandbox.call("GET", "v4/spreadsheets/test", sheet.token, "")))
        .isEqualTo("NOT_FOUND Requested entity was not found.");
    String ben = sheet.sandbox.accessToken("ben@example.com");
    assertThat(error(sheet.sandbox.call("GET", "v4/spreadsheets/" + sheet.id, ben, "")))
        .isEqualTo("PERMISSION_DENIED The caller does not have permission");
  }

  @Test
  void aSpreadsheetIsMadeWithTheTabsAndCellsItIsGivenAndNothingIsLeftOutInSilence()
      throws IOException {
    JsonNode made =
        Json.MAPPER.readTree(
            sheet
                .sandbox
                .call(
                    "POST",
                    "v4/spreadsheets",
                    sheet.token,
                    """
                    {"properties": {"title": "T"}, "sheets": [
                      {"properties": {"title": "One", "gridProperties": {"rowCount": 7}}},
                      {"properties": {"title": "Two", "sheetId": 9}, "data": [
                        {"startRow": 1, "rowData": [
                          {"values": [{"userEnteredValue": {"stringValue": "a"}},
                                      {"userEnteredValue": {"numberValue": 2}}]}]}]}]}
                    """)
                .body());

    assertThat(made.path("sheets")).hasSize(2);
    assertThat(made.at("/sheets/0/properties/title").asText()).isEqualTo("One");
    assertThat(made.at("/sheets/0/properties/gridProperties/rowCount").asInt()).isEqualTo(7);
    assertThat(made.at("/sheets/1/properties/sheetId").asInt()).isEqualTo(9);
    String values =
        "v4/spreadsheets/" + made.path("spreadsheetId").asText() + "/values/Two%21A1%3AB2";
    JsonNode cells =
        Json.MAPPER.readTree(sheet.sandbox.call("GET", values, sheet.token, "").body());
    assertThat(cells.path("values").toString()).isEqualTo("[[],[\"a\",\"2\"]]");

    HttpResponse<String> refused =
        sheet.sandbox.call(
            "POST",
            "v4/spreadsheets",
            sheet.token,
            "{\"namedRanges\": [{\"name\": \"n\", \"range\": {\"sheetId\": 0}}]}");
    assertThat(refused.statusCode()).isEqualTo(501);
    assertThat(refused.body()).contains("namedRanges");
  }

  @Test
  void withoutAGoodTokenNobodyGetsIn() throws IOException {
    HttpResponse<String> response =
        sheet.sandbox.call("GET", "v4/spreadsheets/" + sheet.id, "wrong", "");
    assertThat(error(response))
        .startsWith("UNAUTHENTICATED Request had invalid authentication credentials.");
    assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @Test
  void namesThatGoogleDoesNotKnowAreAllTold() throws IOException {
    HttpResponse<String> response =
        sheet.call(
            "POST",
            ":batchUpdate",
            "{\"requests\": [{\"x\": {}}, {\"addSheet\": {\"properties\": {\"titel\": 1}}}]}");
    assertThat(error(response))
        .isEqualTo(
            "INVALID_ARGUMENT Invalid JSON payload received. Unknown name \"x\" at 'requests[0]':"
                + " Cannot find field.\n"
                + "Invalid JSON payload received. Unknown name \"titel\" at"
                + " 'requests[1].add_sheet.properties': Cannot find field.");
    JsonNode details = Json.MAPPER.readTree(response.body()).at("/error/details/0");
    assertThat(details.path("@type").asText())
        .isEqualTo("type.googleapis.com/google.rpc.BadRequest");
    assertThat(details.path("fieldViolations").findValuesAsText("field"))
        .containsExactly("requests[0]", "requests[1].add_sheet.properties");
  }

  @Test
  void valuesOfAnotherTypeAreRefused() throws IOException {
    assertThat(error(sheet.call("PUT", "/values/A1?valueInputOption=RAW", "{\"values\": [\"X\"]}")))
        .isEqualTo(
            "INVALID_ARGUMENT Invalid value at 'data.values'"
                + " (type.googleapis.com/google.protobuf.ListValue), \"X\"");
    assertThat(
            error(
                sheet.call(
                    "POST",
                    ":batchUpdate",
                    "{\"requests\": [{\"insertDimension\": {\"range\": {\"dimension\":"
                        + " \"LINES\"}}}]}")))
        .isEqualTo(
            "INVALID_ARGUMENT Invalid value at 'requests[0].insert_dimension.range.dimension'"
                + " (type.googleapis.com/google.apps.sheets.v4.Dimension), \"LINES\"");
    assertThat(error(sheet.call("PUT", "/values/A1", "{\"values\": [[1]]}")))
        .isEqualTo("INVALID_ARGUMENT 'valueInputOption' is required but not specified");
    assertThat(error(sheet.call("GET", "/values/A1?valueRenderOption=NICE", "")))
        .contains("Invalid value at 'value_render_option'");
    assertThat(error(sheet.call("GET", "/values/A1?nope=1", "")))
        .contains("Unknown name \"nope\": Cannot bind query parameter.");
  }

  @Test
  void aFieldMaskThatFindsNothingIsRefused() throws IOException {
    HttpResponse<String> response = sheet.call("GET", "?fields=sheets(properties(title,nope))", "");
    assertThat(error(response)).isEqualTo("INVALID_ARGUMENT Request contains an invalid argument.");
    assertThat(response.body())
        .contains(
            "Error expanding 'fields' parameter. Cannot find matching fields for path"
                + " 'sheets.properties.nope'.");
  }

  @Test
  void aBadRequestIsNumberedAndUndoesAllOfThem() throws IOException {
    HttpResponse<String> response =
        sheet.call(
            "POST",
            ":batchUpdate",
            "{\"requests\": [{\"addSheet\": {\"properties\": {\"title\": \"new\"}}},"
                + " {\"addSheet\": {\"properties\": {\"title\": \"Sheet1\"}}}]}");
    assertThat(error(response))
        .isEqualTo(
            "INVALID_ARGUMENT Invalid requests[1].addSheet: A sheet with the name \"Sheet1\""
                + " already exists. Please enter another name.");
    assertThat(sheet.json("GET", "?fields=sheets.properties.title", "").findValuesAsText("title"))
        .containsExactly("Sheet1");
  }

  @Test
  void aKindThatOnlyGoogleHasIsNamed() throws IOException {
    HttpResponse<String> response =
        sheet.call("POST", ":batchUpdate", "{\"requests\": [{\"addChart\": {}}]}");
    assertThat(response.statusCode()).isEqualTo(501);
    assertThat(error(response)).contains("addChart");
  }

  @Test
  void tenMillionCellsAreEnough() throws IOException {
    assertThat(
            error(
                sheet.call(
                    "POST",
                    ":batchUpdate",
                    "{\"requests\": [{\"addSheet\": {\"properties\": {\"gridProperties\":"
                        + " {\"rowCount\": 1000000, \"columnCount\": 10}}}}]}")))
        .contains("above the limit of 10000000 cells.");
  }

  @Test
  void readsAndWritesHaveQuotasOfTheirOwnAndAGoogleAnswer() throws IOException {
    sheet.sandbox.control("quotas", "{\"api\": \"sheets\", \"perAccountPerMinute\": 2}");
    assertThat(sheet.call("GET", "/values/A1", "").statusCode()).isEqualTo(200);
    assertThat(sheet.call("GET", "/values/A1", "").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = sheet.call("GET", "/values/A1", "");
    assertThat(error(refused))
        .startsWith(
            "RESOURCE_EXHAUSTED Quota exceeded for quota metric 'Read requests' and limit 'Read"
                + " requests per minute per user' of service 'sheets.googleapis.com' for consumer"
                + " 'project_number:");
    assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
    JsonNode info = Json.MAPPER.readTree(refused.body()).at("/error/details/0");
    assertThat(info.path("reason").asText()).isEqualTo("RATE_LIMIT_EXCEEDED");
    assertThat(info.at("/metadata/quota_limit").asText()).isEqualTo("ReadRequestsPerMinutePerUser");
    assertThat(info.at("/metadata/quota_limit_value").asText()).isEqualTo("2");
    assertThat(info.at("/metadata/quota_unit").asText()).isEqualTo("1/min/{project}/{user}");
    assertThat(sheet.call("POST", "/values/A1:clear", "{}").statusCode()).isEqualTo(200);
    assertThat(sheet.call("POST", "/values:batchGetByDataFilter", "{}").statusCode())
        .isEqualTo(429);
    sheet.sandbox.control(
        "quotas",
        "{\"api\": \"sheets\", \"perAccountPerMinute\": null, \"perProjectPerMinute\": 0}");
    assertThat(error(sheet.call("POST", "/values/A1:clear", "{}")))
        .contains("limit 'Write requests per minute' of service");
  }

  @Test
  void faultsSpeakTheSameLanguage() throws IOException {
    sheet.sandbox.fault("{\"kind\": \"status\", \"code\": 503, \"times\": 1}");
    assertThat(error(sheet.call("GET", "/values/A1", "")))
        .isEqualTo("UNAVAILABLE The service is currently unavailable.");
    sheet.sandbox.fault(
        "{\"kind\": \"status\", \"code\": 500, \"applied\": true, \"times\": 1, \"path\":"
            + " \"values\"}");
    assertThat(error(sheet.call("PUT", "/values/A1?valueInputOption=RAW", "{\"values\": [[1]]}")))
        .isEqualTo("INTERNAL Internal error encountered.");
    assertThat(sheet.shown("A1")).containsExactly(OneSheet.row("1"));
  }
}

package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.sheets.v4.Sheets;
import com.google.api.services.sheets.v4.model.AppendValuesResponse;
import com.google.api.services.sheets.v4.model.Spreadsheet;
import com.google.api.services.sheets.v4.model.SpreadsheetProperties;
import com.google.api.services.sheets.v4.model.UpdateValuesResponse;
import com.google.api.services.sheets.v4.model.ValueRange;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.testing.TestSandbox;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** A new spreadsheet of anna's, as Google's own client and as plain HTTP reach it. */
final class OneSheet implements AutoCloseable {

  static final String ANNA = "anna@example.com";

  final TestSandbox sandbox;
  final Sheets client;
  final String id;
  final String token;

  OneSheet() throws IOException {
    // Dates without a year are of this one.
    this(
        TestSandbox.start(
            new SandboxOptions(
                "127.0.0.1",
                0,
                null,
                Clock.fixed(Instant.parse("2026-11-26T08:09:10Z"), ZoneOffset.UTC))));
  }

  OneSheet(TestSandbox sandbox) throws IOException {
    this.sandbox = sandbox;
    this.token = sandbox.accessToken(ANNA);
    this.client = client(sandbox, token);
    sandbox.control(
        "quotas",
        "{\"api\": \"sheets\", \"perAccountPerMinute\": null, \"perProjectPerMinute\": null}");
    this.id =
        client
            .spreadsheets()
            .create(
                new Spreadsheet().setProperties(new SpreadsheetProperties().setTitle("Products")))
            .execute()
            .getSpreadsheetId();
  }

  static Sheets client(TestSandbox sandbox, String accessToken) {
    return new Sheets.Builder(
            new NetHttpTransport(),
            GsonFactory.getDefaultInstance(),
            request -> {
              request.getHeaders().setAuthorization("Bearer " + accessToken);
              request.setReadTimeout(30_000);
            })
        .setRootUrl(sandbox.rootUrl())
        .setApplicationName("lockstep tests")
        .build();
  }

  static List<Object> row(Object... cells) {
    return Arrays.asList(cells);
  }

  @SafeVarargs
  static ValueRange rows(List<Object>... rows) {
    return new ValueRange().setValues(List.of(rows));
  }

  @SafeVarargs
  final UpdateValuesResponse raw(String range, List<Object>... rows) throws IOException {
    return put("RAW", range, rows);
  }

  @SafeVarargs
  final UpdateValuesResponse typed(String range, List<Object>... rows) throws IOException {
    return put("USER_ENTERED", range, rows);
  }

  @SafeVarargs
  final UpdateValuesResponse put(String option, String range, List<Object>... rows)
      throws IOException {
    return client
        .spreadsheets()
        .values()
        .update(id, range, rows(rows))
        .setValueInputOption(option)
        .execute();
  }

  @SafeVarargs
  final AppendValuesResponse append(String range, String insert, List<Object>... rows)
      throws IOException {
    return client
        .spreadsheets()
        .values()
        .append(id, range, rows(rows))
        .setValueInputOption("RAW")
        .setInsertDataOption(insert)
        .execute();
  }

  ValueRange get(String range) throws IOException {
    return client.spreadsheets().values().get(id, range).execute();
  }

  List<List<Object>> shown(String range) throws IOException {
    return get(range).getValues();
  }

  List<List<Object>> unformatted(String range) throws IOException {
    return rendered(range, "UNFORMATTED_VALUE", "SERIAL_NUMBER");
  }

  List<List<Object>> rendered(String range, String values, String dates) throws IOException {
    return client
        .spreadsheets()
        .values()
        .get(id, range)
        .setValueRenderOption(values)
        .setDateTimeRenderOption(dates)
        .execute()
        .getValues();
  }

  /** A call below the spreadsheet's path; its answer whatever its status. */
  HttpResponse<String> call(String method, String path, String body) {
    return sandbox.call(method, "v4/spreadsheets/" + id + path, token, body);
  }

  JsonNode json(String method, String path, String body) throws IOException {
    return Json.MAPPER.readTree(call(method, path, body).body());
  }

  /** The reply of one batchUpdate with these requests, or its error. */
  JsonNode batch(String requests) throws IOException {
    return json("POST", ":batchUpdate", "{\"requests\": [" + requests + "]}");
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The message of the 400 that a call is refused with. */
  static String refusal(Callable<?> call) {
    GoogleJsonResponseException refused =
        catchThrowableOfType(GoogleJsonResponseException.class, call::call);
    return refused.getStatusCode() + " " + refused.getDetails().getMessage();
  }

  @Override
  public void close() {
    sandbox.close();
  }
}

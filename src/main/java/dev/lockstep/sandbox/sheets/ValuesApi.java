package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.RpcDetails;
import dev.lockstep.sandbox.sheets.Sharing.Access;
import dev.lockstep.sandbox.sheets.batch.Draft;
import dev.lockstep.sandbox.sheets.batch.Protection;
import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values of one range: get, update, append, clear; of several by their names: batchGet, ... */
public final class ValuesApi {

  private static final String VALUES = "v4/spreadsheets/{spreadsheetId}/values";
  private static final Set<String> READING =
      Set.of("majorDimension", "valueRenderOption", "dateTimeRenderOption");
  private static final Set<String> WRITING =
      Set.of(
          "valueInputOption",
          "includeValuesInResponse",
          "responseValueRenderOption",
          "responseDateTimeRenderOption");

  private final Spreadsheets spreadsheets;

  public ValuesApi(Spreadsheets spreadsheets) {
    this.spreadsheets = spreadsheets;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        read(VALUES + "/{range}", READING, this::get).showing(Messages.mask("ValueRange")),
        read(VALUES + ":batchGet", with(READING, "ranges"), this::batchGet)
            .showing(Messages.mask("BatchGetValuesResponse")),
        write("PUT", VALUES + "/{range}", WRITING, this::update)
            .showing(Messages.mask("UpdateValuesResponse")),
        write("POST", VALUES + "/{range}:append", with(WRITING, "insertDataOption"), this::append)
            .showing(Messages.mask("AppendValuesResponse")),
        write("POST", VALUES + "/{range}:clear", Set.of(), this::clear)
            .showing(Messages.mask("ClearValuesResponse")),
        write("POST", VALUES + ":batchUpdate", Set.of(), this::batchUpdate)
            .showing(Messages.mask("BatchUpdateValuesResponse")),
        write("POST", VALUES + ":batchClear", Set.of(), this::batchClear)
            .showing(Messages.mask("BatchClearValuesResponse")));
  }

  private static Set<String> with(Set<String> some, String more) {
    Set<String> all = new HashSet<>(some);
    all.add(more);
    return all;
  }

  private static Endpoint read(String path, Set<String> params, Endpoint.Handler handler) {
    return new Endpoint(
        "sheets", "GET", path, params, Set.of(), SheetsScopes.READ, Cost.READ, handler);
  }

  private static Endpoint write(
      String method, String path, Set<String> params, Endpoint.Handler handler) {
    return new Endpoint(
        "sheets", method, path, params, Set.of(), SheetsScopes.WRITE, Cost.WRITE, handler);
  }

  private Spreadsheet open(Call call, Access needed) {
    return spreadsheets.open(call.var("spreadsheetId"), call.caller().email(), needed);
  }

  static Dimension major(@Nullable String option) {
    String major = Messages.option("Dimension", "majorDimension", option);
    return major == null ? Dimension.ROWS : Dimension.valueOf(major);
  }

  private ValueRanges reading(Spreadsheet spreadsheet, Call call) {
    return new ValueRanges(
        Moment.calculator(spreadsheet, spreadsheets.ticks()),
        Rendering.parse(
            "valueRenderOption",
            call.query().get("valueRenderOption"),
            "dateTimeRenderOption",
            call.query().get("dateTimeRenderOption")));
  }

  private Answer get(Call call) {
    Spreadsheet spreadsheet = open(call, Access.READ);
    Dimension major = major(call.query().get("majorDimension"));
    return Answer.json(
        reading(spreadsheet, call).read(A1.parse(call.var("range"), spreadsheet), major));
  }

  private Answer batchGet(Call call) {
    Spreadsheet spreadsheet = open(call, Access.READ);
    Dimension major = major(call.query().get("majorDimension"));
    ValueRanges reading = reading(spreadsheet, call);
    ObjectNode json = Json.object().put("spreadsheetId", spreadsheet.id());
    ArrayNode ranges = Json.array();
    for (String range : call.query().all("ranges")) {
      ranges.add(reading.read(A1.parse(range, spreadsheet), major));
    }
    if (!ranges.isEmpty()) {
      json.set("valueRanges", ranges);
    }
    return Answer.json(json);
  }

  /** How texts are taken; Google wants to be told. */
  static boolean typed(@Nullable String option) {
    String chosen = Messages.option("ValueInputOption", "valueInputOption", option);
    if (chosen == null) {
      throw GoogleError.invalid("'valueInputOption' is required but not specified")
          .withDetails(
              RpcDetails.badRequest(
                  "valueInputOption", "'valueInputOption' is required but not specified"));
    }
    return chosen.equals("USER_ENTERED");
  }

  private ValueWrites writing(Spreadsheet spreadsheet, boolean typed, Call call) {
    return new ValueWrites(
        typed, Moment.of(spreadsheet, spreadsheets.ticks()).toLocalDate(), call.caller().email());
  }

  private Answer update(Call call) {
    ObjectNode body = Messages.read("ValueRange", call.json(), "data");
    boolean typed = typed(call.query().get("valueInputOption"));
    Dimension major = major(body.path("majorDimension").textValue());
    Spreadsheet original = open(call, Access.WRITE);
    ValueWrites.Written written =
        spreadsheets.change(
            original,
            call.caller().email(),
            draft ->
                writing(original, typed, call)
                    .write(
                        draft.spreadsheet(),
                        A1.parse(call.var("range"), draft.spreadsheet()),
                        body.path("values"),
                        major));
    return Answer.json(told(original.id(), written, call, major));
  }

  private ObjectNode told(String id, ValueWrites.Written written, Call call, Dimension major) {
    ObjectNode json = written.json(id);
    Spreadsheet now = spreadsheets.find(id);
    if (now != null && call.query().flag("includeValuesInResponse", false)) {
      ValueRanges reading =
          new ValueRanges(
              Moment.calculator(now, spreadsheets.ticks()),
              Rendering.parse(
                  "responseValueRenderOption",
                  call.query().get("responseValueRenderOption"),
                  "responseDateTimeRenderOption",
                  call.query().get("responseDateTimeRenderOption")));
      json.set("updatedData", reading.read(written.place(), major));
    }
    return json;
  }

  private Answer append(Call call) {
    ObjectNode body = Messages.read("ValueRange", call.json(), "data");
    boolean typed = typed(call.query().get("valueInputOption"));
    Dimension major = major(body.path("majorDimension").textValue());
    Spreadsheet original = open(call, Access.WRITE);
    Append append = new Append(writing(original, typed, call), insertsRows(call), major);
    Append.Done done =
        spreadsheets.change(
            original,
            call.caller().email(),
            draft -> {
              Append.Done appended =
                  append.run(
                      draft.spreadsheet(),
                      A1.parse(call.var("range"), draft.spreadsheet()),
                      body.path("values"));
              allowed(draft, appended.written());
              return appended;
            });
    ObjectNode json = Json.object().put("spreadsheetId", original.id());
    if (done.table() != null) {
      json.put("tableRange", done.table().text());
    }
    json.set("updates", told(original.id(), done.written(), call, major));
    return Answer.json(json);
  }

  private static boolean insertsRows(Call call) {
    String option = call.query().get("insertDataOption", "OVERWRITE");
    if (!option.equals("OVERWRITE") && !option.equals("INSERT_ROWS")) {
      throw Messages.invalidOption("insertDataOption", "InsertDataOption", option);
    }
    return option.equals("INSERT_ROWS");
  }

  private Answer clear(Call call) {
    Messages.read("ClearValuesRequest", call.json(), "");
    Spreadsheet original = open(call, Access.WRITE);
    String cleared =
        spreadsheets.change(
            original, call.caller().email(), draft -> clear(draft, call.var("range")));
    return Answer.json(
        Json.object().put("spreadsheetId", original.id()).put("clearedRange", cleared));
  }

  private static String clear(Draft draft, String range) {
    A1.Place place = A1.parse(range, draft.spreadsheet());
    Protection.check(draft.spreadsheet(), draft.caller(), place.sheet(), place.area());
    allowed(draft, place);
    Clearing.clear(place);
    return place.text();
  }

  private Answer batchClear(Call call) {
    ObjectNode body = Messages.read("BatchClearValuesRequest", call.json(), "");
    Spreadsheet original = open(call, Access.WRITE);
    ArrayNode cleared =
        spreadsheets.change(
            original,
            call.caller().email(),
            draft -> {
              ArrayNode ranges = Json.array();
              body.path("ranges").forEach(range -> ranges.add(clear(draft, range.asText())));
              return ranges;
            });
    ObjectNode json = Json.object().put("spreadsheetId", original.id());
    json.set("clearedRanges", cleared);
    return Answer.json(json);
  }

  private Answer batchUpdate(Call call) {
    ObjectNode body = Messages.read("BatchUpdateValuesRequest", call.json(), "");
    boolean typed = typed(body.path("valueInputOption").textValue());
    Spreadsheet original = open(call, Access.WRITE);
    Totals totals = new Totals();
    spreadsheets.change(
        original,
        call.caller().email(),
        draft -> {
          ValueWrites writing = writing(original, typed, call);
          for (int i = 0; i < body.path("data").size(); i++) {
            JsonNode range = body.get("data").get(i);
            totals.add(
                one(draft, writing, range, i), major(range.path("majorDimension").textValue()));
          }
          return totals;
        });
    return Answer.json(totals.json(original.id(), spreadsheets, body, (index, one) -> one));
  }

  private static ValueWrites.Written one(
      Draft draft, ValueWrites writing, JsonNode range, int index) {
    try {
      return writing.write(
          draft.spreadsheet(),
          A1.parse(range.path("range").asText(), draft.spreadsheet()),
          range.path("values"),
          major(range.path("majorDimension").textValue()));
    } catch (GoogleError error) {
      throw error.saying("Invalid data[" + index + "]: " + error.getMessage());
    }
  }

  /** What was written into a protected range is thrown away with the draft. */
  private static ValueWrites.Written allowed(Draft draft, ValueWrites.Written written) {
    allowed(draft, written.place());
    return written;
  }

  /**
   * @throws GoogleError 400 when the place is protected from the caller
   */
  static void allowed(Draft draft, A1.Place place) {
    Protection.check(draft.spreadsheet(), draft.caller(), place.sheet(), place.area());
  }
}

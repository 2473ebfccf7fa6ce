package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import dev.lockstep.sandbox.http.FieldMask;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.Sharing.Access;
import dev.lockstep.sandbox.sheets.batch.BatchRequests;
import dev.lockstep.sandbox.sheets.batch.Draft;
import dev.lockstep.sandbox.sheets.batch.SheetCopy;
import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Spreadsheets as a whole: create, get, batchUpdate. */
public final class SpreadsheetsApi {

  private static final String SPREADSHEET = "v4/spreadsheets/{spreadsheetId}";

  private static final Set<String> CREATED =
      Set.of("properties", "sheets", "spreadsheetId", "spreadsheetUrl");
  private static final Set<String> CREATED_SHEET = Set.of("properties", "data");
  private static final Set<String> CREATED_DATA = Set.of("startRow", "startColumn", "rowData");

  private final Spreadsheets spreadsheets;
  private final BatchRequests requests = new BatchRequests();

  public SpreadsheetsApi(Spreadsheets spreadsheets) {
    this.spreadsheets = spreadsheets;
  }

  public List<Endpoint> endpoints() {
    String shown = Messages.mask("Spreadsheet");
    return List.of(
        write("v4/spreadsheets", this::create).showing(shown),
        new Endpoint(
                "sheets",
                "GET",
                SPREADSHEET,
                Set.of("ranges", "includeGridData", "excludeTablesInBandedRanges"),
                Set.of("commentsViewMode"),
                SheetsScopes.READ,
                Cost.READ,
                this::get)
            .showing(shown),
        new Endpoint(
                "sheets",
                "POST",
                SPREADSHEET + ":getByDataFilter",
                Set.of(),
                Set.of(),
                SheetsScopes.WRITE,
                Cost.READ,
                this::getByDataFilter)
            .showing(shown),
        write(SPREADSHEET + "/sheets/{sheetId}:copyTo", this::copyTo)
            .showing(Messages.mask("SheetProperties")),
        write(SPREADSHEET + ":batchUpdate", this::batchUpdate)
            .showing(Messages.mask("BatchUpdateSpreadsheetResponse")));
  }

  private static Endpoint write(String path, Endpoint.Handler handler) {
    return new Endpoint(
        "sheets", "POST", path, Set.of(), Set.of(), SheetsScopes.WRITE, Cost.WRITE, handler);
  }

  private Answer create(Call call) {
    ObjectNode body = Messages.read("Spreadsheet", call.json(), "spreadsheet");
    String email = call.caller().email();
    Spreadsheet spreadsheet = begin(body, email);
    spreadsheets.addAndTell(spreadsheet, email);
    return Answer.json(view(spreadsheet, call, null).show(null, false));
  }

  private Spreadsheet begin(ObjectNode body, String email) {
    refuseAllBut(body, CREATED, "a spreadsheet");
    List<ObjectNode> tabs = new ArrayList<>();
    for (JsonNode sheet : body.path("sheets")) {
      refuseAllBut(sheet, CREATED_SHEET, "a sheet");
      ObjectNode properties =
          sheet.get("properties") instanceof ObjectNode given ? given.deepCopy() : Json.object();
      properties.remove("index");
      tabs.add(properties);
    }
    Spreadsheet spreadsheet =
        spreadsheets.create(
            email,
            body.get("properties") instanceof ObjectNode given ? given : Json.object(),
            tabs);
    ArrayNode cells = Json.MAPPER.createArrayNode();
    for (int i = 0; i < tabs.size(); i++) {
      for (JsonNode data : body.path("sheets").path(i).path("data")) {
        refuseAllBut(data, CREATED_DATA, "a grid");
        cells.add(filling(spreadsheet.sheets().get(i).id(), data));
      }
    }
    if (!cells.isEmpty()) {
      requests.run(spreadsheets.draft(spreadsheet, email), cells);
    }
    return spreadsheet;
  }

  private static ObjectNode filling(int sheetId, JsonNode data) {
    ObjectNode request = Json.object();
    ObjectNode update =
        request
            .putObject("updateCells")
            .put("fields", "userEnteredValue,userEnteredFormat,note,textFormatRuns,dataValidation");
    update
        .putObject("start")
        .put("sheetId", sheetId)
        .put("rowIndex", data.path("startRow").asInt())
        .put("columnIndex", data.path("startColumn").asInt());
    update.set("rows", data.path("rowData").deepCopy());
    return request;
  }

  /** What is left out in silence would look as if it had been made. */
  private static void refuseAllBut(JsonNode given, Set<String> known, String what) {
    given
        .properties()
        .forEach(
            part -> {
              if (!known.contains(part.getKey()) && !part.getValue().isEmpty()) {
                throw GoogleError.unsupported("creating " + what + " with " + part.getKey());
              }
            });
  }

  private Answer get(Call call) {
    Spreadsheet spreadsheet =
        spreadsheets.open(call.var("spreadsheetId"), call.caller().email(), Access.READ);
    FieldMask mask = FieldMask.of(call.query());
    boolean withCells =
        mask == null ? call.query().flag("includeGridData", false) : mask.selects("sheets", "data");
    List<String> ranges = call.query().all("ranges");
    return Answer.json(
        view(spreadsheet, call, mask)
            .show(ranges.isEmpty() ? null : areas(spreadsheet, ranges), withCells));
  }

  private SpreadsheetView view(Spreadsheet spreadsheet, Call call, @Nullable FieldMask mask) {
    return new SpreadsheetView(
        Moment.calculator(spreadsheet, spreadsheets.ticks()), call.caller().email(), mask);
  }

  private Answer getByDataFilter(Call call) {
    ObjectNode body = Messages.read("GetSpreadsheetByDataFilterRequest", call.json(), "");
    Spreadsheet spreadsheet =
        spreadsheets.open(call.var("spreadsheetId"), call.caller().email(), Access.READ);
    FieldMask mask = FieldMask.of(call.query());
    boolean withCells =
        mask == null ? body.path("includeGridData").asBoolean() : mask.selects("sheets", "data");
    Map<Sheet, List<Area>> areas = new LinkedHashMap<>();
    for (JsonNode filter : body.path("dataFilters")) {
      for (A1.Place place : DataFilters.places(spreadsheet, filter)) {
        areas.computeIfAbsent(place.sheet(), sheet -> new ArrayList<>()).add(place.area());
      }
    }
    return Answer.json(
        view(spreadsheet, call, mask).show(body.has("dataFilters") ? areas : null, withCells));
  }

  private Answer copyTo(Call call) {
    ObjectNode body = Messages.read("CopySheetToAnotherSpreadsheetRequest", call.json(), "");
    String email = call.caller().email();
    Spreadsheet from = spreadsheets.open(call.var("spreadsheetId"), email, Access.READ);
    int id = Messages.number("sheetId", call.var("sheetId"));
    Sheet sheet = from.sheet(id);
    if (sheet == null) {
      throw GoogleError.invalid("No sheet with id: " + id);
    }
    Spreadsheet to =
        spreadsheets.open(body.path("destinationSpreadsheetId").asText(), email, Access.WRITE);
    return Answer.json(spreadsheets.change(to, email, draft -> copy(draft, sheet)));
  }

  private static ObjectNode copy(Draft draft, Sheet sheet) {
    Spreadsheet to = draft.spreadsheet();
    Sheet copy =
        SheetCopy.of(
            sheet,
            draft.newId(id -> to.sheet(id) != null),
            SheetCopy.title(to, sheet.title()),
            to,
            () -> draft.newId(id -> false));
    to.sheets().add(copy);
    if (to.cells() > Spreadsheet.MOST_CELLS) {
      throw BatchRequests.tooManyCells();
    }
    return copy.properties(to.sheets().size() - 1);
  }

  private static Map<Sheet, List<Area>> areas(Spreadsheet spreadsheet, List<String> ranges) {
    Map<Sheet, List<Area>> areas = new LinkedHashMap<>();
    for (String range : ranges) {
      A1.Place place = A1.parse(range, spreadsheet);
      areas.computeIfAbsent(place.sheet(), sheet -> new ArrayList<>()).add(place.area());
    }
    return areas;
  }

  private Answer batchUpdate(Call call) {
    ObjectNode body = Messages.read("BatchUpdateSpreadsheetRequest", call.json(), "");
    String email = call.caller().email();
    Spreadsheet original = spreadsheets.open(call.var("spreadsheetId"), email, Access.WRITE);
    ObjectNode answer = Json.object().put("spreadsheetId", original.id());
    answer.set(
        "replies",
        spreadsheets.change(original, email, draft -> requests.run(draft, body.path("requests"))));
    if (body.path("includeSpreadsheetInResponse").asBoolean()) {
      answer.set("updatedSpreadsheet", updated(original.id(), call, body));
    }
    return Answer.json(answer);
  }

  private @Nullable JsonNode updated(String id, Call call, ObjectNode body) {
    Spreadsheet now = spreadsheets.find(id);
    if (now == null) {
      return null;
    }
    List<String> ranges = new ArrayList<>();
    body.path("responseRanges").forEach(range -> ranges.add(range.asText()));
    return view(now, call, null)
        .show(
            ranges.isEmpty() ? null : areas(now, ranges),
            body.path("responseIncludeGridData").asBoolean());
  }
}

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
import dev.lockstep.sandbox.sheets.Sharing.Access;
import dev.lockstep.sandbox.sheets.batch.Draft;
import dev.lockstep.sandbox.sheets.batch.Protection;
import dev.lockstep.sandbox.sheets.grid.A1;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values of the places that data filters mean. */
public final class ByFilterApi {

  private static final String VALUES = "v4/spreadsheets/{spreadsheetId}/values";

  private final Spreadsheets spreadsheets;

  public ByFilterApi(Spreadsheets spreadsheets) {
    this.spreadsheets = spreadsheets;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        post(VALUES + ":batchGetByDataFilter", Cost.READ, this::get)
            .showing(Messages.mask("BatchGetValuesByDataFilterResponse")),
        post(VALUES + ":batchUpdateByDataFilter", Cost.WRITE, this::update)
            .showing(Messages.mask("BatchUpdateValuesByDataFilterResponse")),
        post(VALUES + ":batchClearByDataFilter", Cost.WRITE, this::clear)
            .showing(Messages.mask("BatchClearValuesByDataFilterResponse")));
  }

  private static Endpoint post(String path, Cost cost, Endpoint.Handler handler) {
    return new Endpoint(
        "sheets", "POST", path, Set.of(), Set.of(), SheetsScopes.WRITE, cost, handler);
  }

  private Answer get(Call call) {
    ObjectNode body = Messages.read("BatchGetValuesByDataFilterRequest", call.json(), "");
    Spreadsheet spreadsheet =
        spreadsheets.open(call.var("spreadsheetId"), call.caller().email(), Access.READ);
    Dimension major = ValuesApi.major(body.path("majorDimension").textValue());
    ValueRanges reading =
        new ValueRanges(
            Moment.calculator(spreadsheet, spreadsheets.ticks()),
            Rendering.of(
                body.path("valueRenderOption").textValue(),
                body.path("dateTimeRenderOption").textValue()));
    // A place that several filters mean is told once, with all of them.
    Map<A1.Place, ArrayNode> places = new LinkedHashMap<>();
    for (JsonNode filter : body.path("dataFilters")) {
      for (A1.Place place : DataFilters.places(spreadsheet, filter)) {
        places
            .computeIfAbsent(new A1.Place(place.sheet(), place.area()), p -> Json.array())
            .add(filter);
      }
    }
    ObjectNode json = Json.object().put("spreadsheetId", spreadsheet.id());
    ArrayNode ranges = Json.array();
    places.forEach(
        (place, filters) -> {
          ObjectNode matched = ranges.addObject();
          matched.set("valueRange", reading.read(place, major));
          matched.set("dataFilters", filters);
        });
    if (!ranges.isEmpty()) {
      json.set("valueRanges", ranges);
    }
    return Answer.json(json);
  }

  private Answer update(Call call) {
    ObjectNode body = Messages.read("BatchUpdateValuesByDataFilterRequest", call.json(), "");
    boolean typed = ValuesApi.typed(body.path("valueInputOption").textValue());
    Spreadsheet original =
        spreadsheets.open(call.var("spreadsheetId"), call.caller().email(), Access.WRITE);
    Totals totals = new Totals();
    List<JsonNode> filters = new ArrayList<>();
    ValueWrites writing =
        new ValueWrites(
            typed, Moment.of(original, spreadsheets.ticks()).toLocalDate(), call.caller().email());
    spreadsheets.change(
        original,
        call.caller().email(),
        draft -> {
          for (int i = 0; i < body.path("data").size(); i++) {
            write(draft, writing, body.get("data").get(i), i, totals, filters);
          }
          return totals;
        });
    return Answer.json(
        totals.json(
            original.id(),
            spreadsheets,
            body,
            (index, response) -> {
              ObjectNode shaped = response.deepCopy();
              shaped.remove("spreadsheetId");
              JsonNode data = shaped.remove("updatedData");
              shaped.set("dataFilter", filters.get(index));
              if (data != null) {
                shaped.set("updatedData", data);
              }
              return shaped;
            }));
  }

  private static void write(
      Draft draft,
      ValueWrites writing,
      JsonNode data,
      int index,
      Totals totals,
      List<JsonNode> filters) {
    Dimension major = ValuesApi.major(data.path("majorDimension").textValue());
    try {
      for (A1.Place place : DataFilters.places(draft.spreadsheet(), data.path("dataFilter"))) {
        ValuesApi.allowed(draft, place);
        totals.add(
            writing.write(
                draft.spreadsheet(),
                new A1.Place(place.sheet(), place.area()),
                data.path("values"),
                major),
            major);
        filters.add(data.path("dataFilter"));
      }
    } catch (GoogleError error) {
      throw error.saying("Invalid data[" + index + "]: " + error.getMessage());
    }
  }

  private Answer clear(Call call) {
    ObjectNode body = Messages.read("BatchClearValuesByDataFilterRequest", call.json(), "");
    Spreadsheet original =
        spreadsheets.open(call.var("spreadsheetId"), call.caller().email(), Access.WRITE);
    ArrayNode cleared = Json.array();
    spreadsheets.change(
        original,
        call.caller().email(),
        draft -> {
          for (JsonNode filter : body.path("dataFilters")) {
            for (A1.Place place : DataFilters.places(draft.spreadsheet(), filter)) {
              Protection.check(draft.spreadsheet(), draft.caller(), place.sheet(), place.area());
              ValuesApi.allowed(draft, place);
              Clearing.clear(place);
              cleared.add(place.text());
            }
          }
          return cleared;
        });
    ObjectNode json = Json.object().put("spreadsheetId", original.id());
    if (!cleared.isEmpty()) {
      json.set("clearedRanges", cleared);
    }
    return Answer.json(json);
  }
}

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
import dev.lockstep.sandbox.sheets.grid.Metadata;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.Messages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Developer metadata, looked up and searched; batchUpdate writes it. */
public final class MetadataApi {

  private static final String SPREADSHEET = "v4/spreadsheets/{spreadsheetId}";

  private final Spreadsheets spreadsheets;

  public MetadataApi(Spreadsheets spreadsheets) {
    this.spreadsheets = spreadsheets;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        endpoint("GET", SPREADSHEET + "/developerMetadata/{metadataId}", this::get)
            .showing(Messages.mask("DeveloperMetadata")),
        endpoint("POST", SPREADSHEET + "/developerMetadata:search", this::search)
            .showing(Messages.mask("SearchDeveloperMetadataResponse")));
  }

  private static Endpoint endpoint(String method, String path, Endpoint.Handler handler) {
    return new Endpoint(
        "sheets", method, path, Set.of(), Set.of(), SheetsScopes.WRITE, Cost.READ, handler);
  }

  private Answer get(Call call) {
    Spreadsheet spreadsheet =
        spreadsheets.open(call.var("spreadsheetId"), call.caller().email(), Access.READ);
    for (ObjectNode one : Metadata.all(spreadsheet)) {
      if (one.path("metadataId").asText().equals(call.var("metadataId"))) {
        return Answer.json(one);
      }
    }
    throw GoogleError.global(
        404, "notFound", "No developer metadata with id " + call.var("metadataId"));
  }

  private Answer search(Call call) {
    ObjectNode body = Messages.read("SearchDeveloperMetadataRequest", call.json(), "");
    Spreadsheet spreadsheet =
        spreadsheets.open(call.var("spreadsheetId"), call.caller().email(), Access.READ);
    if (!body.has("dataFilters")) {
      throw GoogleError.invalid("Must specify at least one data filter.");
    }
    Map<ObjectNode, ArrayNode> matched = new LinkedHashMap<>();
    for (JsonNode filter : body.get("dataFilters")) {
      for (ObjectNode found : Metadata.search(spreadsheet, filter)) {
        matched.computeIfAbsent(found, f -> Json.array()).add(filter);
      }
    }
    ObjectNode json = Json.object();
    if (!matched.isEmpty()) {
      ArrayNode list = json.putArray("matchedDeveloperMetadata");
      matched.forEach(
          (found, filters) -> {
            ObjectNode one = list.addObject();
            one.set("developerMetadata", found);
            one.set("dataFilters", filters);
          });
    }
    return Answer.json(json);
  }
}

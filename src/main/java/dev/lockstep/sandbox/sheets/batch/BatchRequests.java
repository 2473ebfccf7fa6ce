package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.batch.Family.Kind;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import java.util.HashMap;
import java.util.Map;

/** Runs the requests of a batchUpdate on a draft, one after the other. */
public final class BatchRequests {

  private final Map<String, Kind> kinds = new HashMap<>();

  public BatchRequests() {
    Families.ALL.forEach(family -> kinds.putAll(family.kinds()));
  }

  /**
   * @param requests Request messages
   * @return a reply for each
   * @throws GoogleError 400 naming the request, 501 naming the kind that only Google has
   */
  public ArrayNode run(Draft draft, JsonNode requests) {
    if (requests.isEmpty()) {
      throw GoogleError.invalid("Must specify at least one request.");
    }
    ArrayNode replies = Json.array();
    for (int i = 0; i < requests.size(); i++) {
      replies.add(reply(draft, requests.get(i), i));
    }
    if (draft.spreadsheet().cells() > Spreadsheet.MOST_CELLS) {
      throw tooManyCells();
    }
    return replies;
  }

  private ObjectNode reply(Draft draft, JsonNode request, int index) {
    if (request.size() != 1) {
      throw GoogleError.invalid(
          request.isEmpty()
              ? "Invalid requests[" + index + "]: No request set."
              : "Invalid requests[" + index + "]: Only one request kind may be set.");
    }
    String name = request.fieldNames().next();
    Kind kind = kinds.get(name);
    if (kind == null) {
      throw GoogleError.unsupported("the request " + name + " (requests[" + index + "])");
    }
    ObjectNode reply = Json.object();
    try {
      ObjectNode told = kind.apply(draft, (ObjectNode) request.get(name));
      if (told != null) {
        reply.set(name, told);
      }
    } catch (GoogleError error) {
      throw error.status() == 400
          ? error.saying("Invalid requests[" + index + "]." + name + ": " + error.getMessage())
          : error;
    }
    return reply;
  }

  public static GoogleError tooManyCells() {
    return GoogleError.invalid(
        "This action would increase the number of cells in the workbook above the limit of "
            + Spreadsheet.MOST_CELLS
            + " cells.");
  }
}

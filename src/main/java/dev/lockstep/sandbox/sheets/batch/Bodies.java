package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.A1.Place;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.GridRange;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.wire.UpdateMask;

/** Reads what the bodies of many kinds have in common. */
final class Bodies {

  /**
   * Rows or columns of a sheet.
   *
   * @param end one past the last; may lie beyond the grid
   */
  record Strip(Sheet sheet, Dimension dimension, int start, int end) {
    int count() {
      return end - start;
    }

    int size() {
      return sheet.grid().count(dimension);
    }
  }

  private Bodies() {}

  /** The GridRange in a field of the body, as far as it lies on its grid. */
  static Place place(Draft draft, ObjectNode body, String field) {
    if (!body.has(field)) {
      throw GoogleError.invalid(field + " is required.");
    }
    return GridRange.read(body.get(field)).on(draft.spreadsheet());
  }

  /** A DimensionRange; without bounds it is everything. */
  static Strip strip(Draft draft, JsonNode json) {
    Sheet sheet = draft.sheet(json.path("sheetId").asInt());
    if (!json.has("dimension")) {
      throw GoogleError.invalid("No dimension specified.");
    }
    Dimension dimension = Dimension.valueOf(json.get("dimension").asText());
    int start = json.path("startIndex").asInt(0);
    int end = json.path("endIndex").asInt(Math.max(start + 1, sheet.grid().count(dimension)));
    if (start < 0) {
      throw GoogleError.invalid("range.startIndex is less than 0: " + start);
    }
    if (end <= start) {
      throw GoogleError.invalid(
          "range.endIndex (" + end + ") must be greater than range.startIndex (" + start + ")");
    }
    return new Strip(sheet, dimension, start, end);
  }

  static ObjectNode object(ObjectNode body, String field) {
    return body.get(field) instanceof ObjectNode object ? object : Json.object();
  }

  static UpdateMask mask(ObjectNode body, String message) {
    return UpdateMask.parse(message, body.path("fields").asText(""));
  }

  /** A copy of stored JSON with one field replaced. */
  static ObjectNode with(ObjectNode element, String field, JsonNode value) {
    ObjectNode copy = Json.object();
    copy.setAll(element);
    copy.set(field, value);
    return copy;
  }
}

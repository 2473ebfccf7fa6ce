package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Metadata;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import dev.lockstep.sandbox.sheets.wire.UpdateMask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What programs hang on rows, columns, sheets and the whole. */
final class MetadataKinds implements Family {

  @Override
  public Map<String, Kind> kinds() {
    return Map.of(
        "createDeveloperMetadata", MetadataKinds::create,
        "updateDeveloperMetadata", MetadataKinds::update,
        "deleteDeveloperMetadata", MetadataKinds::delete);
  }

  private static ObjectNode create(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "developerMetadata").deepCopy();
    Spreadsheet spreadsheet = draft.spreadsheet();
    if (given.path("metadataKey").asText("").isEmpty()) {
      throw GoogleError.invalid("DeveloperMetadata.metadataKey must be set.");
    }
    if (!given.has("visibility")) {
      throw GoogleError.invalid("DeveloperMetadata.visibility must be set.");
    }
    if (!given.has("location")) {
      throw GoogleError.invalid("DeveloperMetadataLocation must be set.");
    }
    int id = given.path("metadataId").asInt();
    if (id != 0 && exists(spreadsheet, id)) {
      throw GoogleError.invalid(
          "Cannot add developer metadata with ID ["
              + id
              + "] because developer metadata with that ID already exists.");
    }
    if (id == 0) {
      id = draft.newId(taken -> exists(spreadsheet, taken));
    }
    Metadata.add(spreadsheet, given.put("metadataId", id));
    ObjectNode reply = Json.object();
    reply.set("developerMetadata", told(spreadsheet, given));
    return reply;
  }

  private static boolean exists(Spreadsheet spreadsheet, int id) {
    for (Sheet sheet : spreadsheet.sheets()) {
      for (Dimension dimension : Dimension.values()) {
        for (int index : sheet.grid().banded(dimension)) {
          if (has(sheet.grid().band(dimension, index).metadata(), id)) {
            return true;
          }
        }
      }
      if (has(sheet.list(Part.DEVELOPER_METADATA), id)) {
        return true;
      }
    }
    return has(spreadsheet.metadata(), id);
  }

  private static boolean has(List<ObjectNode> some, int id) {
    return some.stream().anyMatch(one -> one.path("metadataId").asInt() == id);
  }

  /** As it hangs where its location says. */
  private static ObjectNode told(Spreadsheet spreadsheet, ObjectNode metadata) {
    int id = metadata.path("metadataId").asInt();
    JsonNode location = metadata.path("location");
    JsonNode range = location.path("dimensionRange");
    Sheet sheet =
        spreadsheet.sheet((range.isMissingNode() ? location : range).path("sheetId").asInt());
    List<ObjectNode> there =
        location.path("spreadsheet").asBoolean() || sheet == null
            ? spreadsheet.metadata()
            : range.isMissingNode()
                ? sheet.list(Part.DEVELOPER_METADATA)
                : Metadata.of(
                    sheet,
                    Dimension.valueOf(range.path("dimension").asText()),
                    range.path("startIndex").asInt());
    return there.stream()
        .filter(one -> one.path("metadataId").asInt() == id)
        .findFirst()
        .orElseThrow();
  }

  private static Map<Integer, ObjectNode> found(Draft draft, Iterable<JsonNode> filters) {
    Map<Integer, ObjectNode> found = new LinkedHashMap<>();
    for (JsonNode filter : filters) {
      for (ObjectNode one : Metadata.search(draft.spreadsheet(), filter)) {
        found.put(one.path("metadataId").asInt(), one);
      }
    }
    return found;
  }

  private static ObjectNode update(Draft draft, ObjectNode body) {
    ObjectNode given = Bodies.object(body, "developerMetadata");
    UpdateMask mask = Bodies.mask(body, "DeveloperMetadata");
    if (body.path("dataFilters").isEmpty()) {
      throw GoogleError.invalid("At least one DataFilter must be specified.");
    }
    ObjectNode reply = Json.object();
    ArrayNode list = Json.array();
    found(draft, body.path("dataFilters"))
        .forEach(
            (id, old) -> {
              ObjectNode after = mask.merge("DeveloperMetadata", old, given).put("metadataId", id);
              Metadata.remove(draft.spreadsheet(), id);
              Metadata.add(draft.spreadsheet(), after);
              list.add(told(draft.spreadsheet(), after));
            });
    if (!list.isEmpty()) {
      reply.set("developerMetadata", list);
    }
    return reply;
  }

  private static ObjectNode delete(Draft draft, ObjectNode body) {
    if (!body.has("dataFilter")) {
      throw GoogleError.invalid("DataFilter must be specified.");
    }
    ObjectNode reply = Json.object();
    ArrayNode list = Json.array();
    found(draft, Json.array().add(body.get("dataFilter")))
        .forEach(
            (id, old) -> {
              Metadata.remove(draft.spreadsheet(), id);
              list.add(old);
            });
    if (!list.isEmpty()) {
      reply.set("deletedDeveloperMetadata", list);
    }
    return reply;
  }
}

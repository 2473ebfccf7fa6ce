package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Band;
import dev.lockstep.sandbox.sheets.grid.Dimension;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Makes a sheet out of another one: its parts lie on the new sheet and have ids of their own.
 * Developer metadata stays with the original, which it names.
 */
public final class SheetCopy {

  private static final Map<Part, String> IDS =
      Map.of(
          Part.PROTECTED_RANGES, "protectedRangeId",
          Part.BANDED_RANGES, "bandedRangeId",
          Part.FILTER_VIEWS, "filterViewId",
          Part.TABLES, "tableId");

  private static final Set<String> RANGES = Set.of("range", "ranges", "unprotectedRanges");

  private SheetCopy() {}

  /**
   * @param into where the copy is going to be; it is not yet added
   * @param ids new ones that nothing has
   */
  public static Sheet of(Sheet source, int id, String title, Spreadsheet into, IntSupplier ids) {
    Sheet copy = source.copyAs(id, title);
    for (Part part : Part.values()) {
      List<ObjectNode> elements = new ArrayList<>();
      for (ObjectNode element : copy.list(part)) {
        ObjectNode moved = onSheet(part, element, id);
        String name = IDS.get(part);
        if (name != null) {
          int own = ids.getAsInt();
          moved = part == Part.TABLES ? moved.put(name, "" + own) : moved.put(name, own);
        }
        if (part == Part.TABLES) {
          moved.put("name", Tables.freeName(into, moved.path("name").asText()));
        }
        elements.add(moved);
      }
      copy.list(part).clear();
      if (part != Part.DEVELOPER_METADATA) {
        copy.list(part).addAll(elements);
      }
    }
    for (Dimension dimension : Dimension.values()) {
      for (int index : copy.grid().banded(dimension)) {
        Band band = copy.grid().band(dimension, index);
        copy.grid().put(dimension, index, band.withMetadata(List.of()));
      }
    }
    return copy;
  }

  /** {@code Copy of X}, with a number when that is taken. */
  public static String title(Spreadsheet into, String original) {
    String title = "Copy of " + original;
    for (int number = 2; into.sheet(title) != null; number++) {
      title = "Copy of " + original + " " + number;
    }
    return title;
  }

  /** An element with every range in it on another sheet. */
  private static ObjectNode onSheet(Part part, ObjectNode element, int id) {
    return part == Part.MERGES ? range(element, id) : (ObjectNode) onSheet(element, id);
  }

  private static JsonNode onSheet(JsonNode json, int id) {
    if (json instanceof ArrayNode array) {
      ArrayNode copy = Json.array();
      array.forEach(item -> copy.add(onSheet(item, id)));
      return copy;
    }
    if (!(json instanceof ObjectNode object)) {
      return json;
    }
    ObjectNode copy = Json.object();
    object
        .properties()
        .forEach(
            field ->
                copy.set(
                    field.getKey(),
                    RANGES.contains(field.getKey())
                        ? ranges(field.getValue(), id)
                        : onSheet(field.getValue(), id)));
    return copy;
  }

  private static JsonNode ranges(JsonNode json, int id) {
    if (json instanceof ObjectNode one) {
      return range(one, id);
    }
    ArrayNode copy = Json.array();
    json.forEach(one -> copy.add(range((ObjectNode) one, id)));
    return copy;
  }

  private static ObjectNode range(ObjectNode range, int id) {
    ObjectNode copy = Json.object();
    if (id != 0) {
      copy.put("sheetId", id);
    }
    range
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("sheetId")) {
                copy.set(field.getKey(), field.getValue());
              }
            });
    return copy;
  }
}

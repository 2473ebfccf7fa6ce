package dev.lockstep.sandbox.sheets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.FieldMask;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Area;
import dev.lockstep.sandbox.sheets.grid.Part;
import dev.lockstep.sandbox.sheets.grid.Sheet;
import dev.lockstep.sandbox.sheets.grid.Spreadsheet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A spreadsheet as Google shows it. */
final class SpreadsheetView {

  private final Spreadsheet spreadsheet;
  private final @Nullable FieldMask mask;

  /**
   * @param mask what will be left of the answer; what it does not select is not made
   */
  SpreadsheetView(Spreadsheet spreadsheet, @Nullable FieldMask mask) {
    this.spreadsheet = spreadsheet;
    this.mask = mask;
  }

  /**
   * @param ranges the parts of sheets that were asked for; a sheet without one is not shown; null
   *     is everything
   */
  ObjectNode show(@Nullable Map<Sheet, List<Area>> ranges, boolean withCells) {
    ObjectNode json = Json.object().put("spreadsheetId", spreadsheet.id());
    json.set("properties", spreadsheet.properties());
    ArrayNode sheets = json.putArray("sheets");
    for (int i = 0; i < spreadsheet.sheets().size(); i++) {
      Sheet sheet = spreadsheet.sheets().get(i);
      List<Area> areas = ranges == null ? List.of(sheet.grid().all()) : ranges.get(sheet);
      if (areas != null) {
        sheets.add(sheet(sheet, i, withCells ? areas : List.of()));
      }
    }
    if (!spreadsheet.namedRanges().isEmpty()) {
      json.putArray("namedRanges").addAll(spreadsheet.namedRanges());
    }
    json.put(
        "spreadsheetUrl", "https://docs.google.com/spreadsheets/d/" + spreadsheet.id() + "/edit");
    if (!spreadsheet.metadata().isEmpty()) {
      json.putArray("developerMetadata").addAll(spreadsheet.metadata());
    }
    return json;
  }

  private ObjectNode sheet(Sheet sheet, int index, List<Area> areas) {
    ObjectNode json = Json.object();
    json.set("properties", sheet.properties(index));
    for (Part part : Part.values()) {
      List<ObjectNode> list = sheet.list(part);
      if (part == Part.BASIC_FILTER && !list.isEmpty()) {
        json.set(part.field(), list.getFirst());
      } else if (!list.isEmpty()) {
        json.putArray(part.field()).addAll(list);
      }
    }
    return json;
  }
}
